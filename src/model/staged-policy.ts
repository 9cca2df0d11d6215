import { effectivePolicyTypes } from './defaulting';
import { KubernetesObject } from './kubernetes-object';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND, NetworkPolicySpec } from './network-policy';

/**
 * Calico's NetworkPolicy that is not in force: its flow logs say what it would do. Open source since 3.30; the spec is
 * that of a NetworkPolicy and `stagedAction`.
 *
 * Source: projectcalico/calico, api/pkg/apis/projectcalico/v3/stagedkubernetesnetworkpolicy.go
 */
export const STAGED_POLICY_API_VERSION = 'projectcalico.org/v3';
export const STAGED_POLICY_KIND = 'StagedKubernetesNetworkPolicy';

/** What becomes of the policy of the same name once a staged one is enforced. */
export type StagedAction = 'Set' | 'Delete' | 'Learn' | 'Ignore';

/** Whether the object is one of Calico's staged kinds, none of which decides anything. */
export function isStagedPolicy({
  apiVersion,
  kind,
}: {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
}): boolean {
  return (
    typeof apiVersion === 'string' &&
    /^(crd\.)?projectcalico\.org\//.test(apiVersion) &&
    typeof kind === 'string' &&
    kind.startsWith('Staged')
  );
}

/** The staged form of a NetworkPolicy. Calico wants at least one of `policyTypes`, so the default is written out. */
export function stagedForm({ metadata, spec }: KubernetesObject): KubernetesObject {
  const written = (spec ?? {}) as NetworkPolicySpec;
  return {
    apiVersion: STAGED_POLICY_API_VERSION,
    kind: STAGED_POLICY_KIND,
    metadata,
    spec: { ...written, policyTypes: effectivePolicyTypes(written) },
  };
}

/** The NetworkPolicy that a staged one would be, and what enforcing it would do to the one in force. */
export function enforcedForm({ metadata, spec }: KubernetesObject): { action: StagedAction; policy: KubernetesObject } {
  const { stagedAction, ...rest } = (spec ?? {}) as NetworkPolicySpec & { stagedAction?: StagedAction };
  return {
    action: stagedAction ?? 'Set',
    policy: { apiVersion: NETWORK_POLICY_API_VERSION, kind: NETWORK_POLICY_KIND, metadata, spec: rest },
  };
}
