import { API_RULES } from './api-rules';
import { judgeObject } from './judge-object';
import { Finding } from '../model/finding';
import { ManifestDocument } from '../model/manifest-document';
import { pushAll } from '../model/push-all';
import { PolicyKind } from '../policy-kinds/policy-kind';
import { POLICY_KINDS } from '../policy-kinds/policy-kinds';

/** How to judge what the API server refuses. */
export interface RefusalOptions {
  /** The release of the API server. @default the newest known */
  readonly kubernetes?: string;
  /** The kinds of policies that are read. @default - every kind that is known */
  readonly kinds?: readonly PolicyKind[];
}

/** What is left of some documents, and why the rest of them is not. */
export interface TakenDocuments<T> {
  readonly documents: readonly T[];
  readonly findings: readonly Finding[];
}

/**
 * The documents without the policies that the API server refuses, and without what was meant as a policy and is none:
 * the cluster will be without them. They are judged as they were written, before an inventory gives them names or lets
 * a refused one take the place of another.
 */
export function withoutRefused<T extends ManifestDocument>(
  documents: readonly T[],
  { kubernetes, kinds = POLICY_KINDS }: RefusalOptions = {},
): TakenDocuments<T> {
  const findings: Finding[] = [];
  const taken = documents.filter((document) => {
    const { findings: said, isRefused } = judgeObject(document, kinds, kubernetes);
    if (isRefused) pushAll(findings, said.filter(isRefusal));
    return !isRefused;
  });
  return { documents: taken, findings };
}

const REFUSALS: ReadonlySet<string> = new Set([API_RULES.VALIDATION.id, API_RULES.REMOVED.id, API_RULES.MISSPELT.id]);

/** Whether a finding says that a policy, or what was meant as one, counts for nothing. */
export function isRefusal({ rule, severity }: Finding): boolean {
  return severity === 'error' && REFUSALS.has(rule);
}
