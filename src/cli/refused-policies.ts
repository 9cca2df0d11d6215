import { findingsOf } from '../lint/judge-object';
import { Inventory } from '../manifests/inventory';
import { Finding } from '../model/finding';
import { kindOf } from '../model/object-kind';
import { pushAll } from '../model/push-all';
import { POLICY_KINDS } from '../policy-kinds/policy-kinds';

/** How to judge what the API server refuses. */
export interface RefusalOptions {
  readonly kubernetes?: string;
  /** Whether the answer is good enough without the refused policies. @default false */
  readonly allowRefused?: boolean;
}

/**
 * The inventory without the policies that the API server refuses, because the cluster will be without them, and what
 * is wrong with each. One way for every command: they are left out and named, and unless somebody allows that, the
 * answer counts as one about a part of the input.
 */
export function withoutRefused(
  inventory: Inventory,
  { kubernetes, allowRefused = false }: RefusalOptions,
): { readonly inventory: Inventory; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const policies = inventory.policies.filter((document) => {
    const { problems = [] } =
      kindOf(POLICY_KINDS, document.object)?.judge(document.object, { kubernetesVersion: kubernetes }) ?? {};
    const errors = findingsOf(document, problems).filter(({ severity }) => severity === 'error');
    pushAll(
      findings,
      errors.map((error) => ({
        ...error,
        severity: allowRefused ? ('warning' as const) : error.severity,
        message: `${error.message} ${CONSEQUENCE}`,
      })),
    );
    return errors.length === 0;
  });
  return findings.length === 0 ? { inventory, findings } : { inventory: { ...inventory, policies }, findings };
}

const CONSEQUENCE = 'The API server refuses the policy, so it is left out.';
