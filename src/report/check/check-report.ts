import { ACKNOWLEDGEMENT_RULES, AcknowledgedFinding } from '../../lint/acknowledgement';
import { API_RULES, INVENTORY_RULES } from '../../lint/api-rules';
import { CheckResult } from '../../lint/check-manifests';
import { RuleDescription } from '../../lint/facts/lint-rule';
import { LINT_RULES } from '../../lint/lint-rules';
import { SourceText } from '../../manifests/source-text';
import { Finding, ResourceReference, SEVERITIES, Severity } from '../../model/finding';
import { isNetworkPolicy } from '../../model/kubernetes-object';
import { SourcePosition } from '../../model/source-position';
import { plural } from '../wording/plural';

/** What the renderers of `netpol check` print. */
export interface CheckReport extends CheckResult {
  /** The texts that were read, so that lines can be quoted. */
  readonly sources: ReadonlyMap<string, SourceText>;
}

/** Every rule there is, also those that are no lint. */
export const ALL_RULES: readonly RuleDescription[] = [
  ...Object.values(API_RULES),
  ...INVENTORY_RULES,
  ...LINT_RULES,
  ...Object.values(ACKNOWLEDGEMENT_RULES),
];

/** A finding with its place looked up. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly position?: SourcePosition;
  readonly acknowledged?: AcknowledgedFinding['acknowledgement'];
}

/** Findings file by file, from top to bottom; those that count first. */
export function placed({ findings, acknowledged }: CheckReport): PlacedFinding[] {
  const entries: PlacedFinding[] = [
    ...findings.map((finding) => ({ finding, position: finding.position?.() })),
    ...acknowledged.map((finding) => ({
      finding,
      position: finding.position?.(),
      acknowledged: finding.acknowledgement,
    })),
  ];
  const files = new Map<string, number>();
  for (const { finding } of entries) {
    const title = originTitle(finding);
    if (!files.has(title)) files.set(title, files.size);
  }
  const rank = ({ finding }: PlacedFinding) => files.get(originTitle(finding))!;
  return entries.sort((a, b) => rank(a) - rank(b) || byPlace(a, b));
}

function byPlace(a: PlacedFinding, b: PlacedFinding): number {
  const line = (a.position?.line ?? 0) - (b.position?.line ?? 0);
  return line || (a.position?.column ?? 0) - (b.position?.column ?? 0);
}

export function countBySeverity(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity]++;
  return counts;
}

const NOUNS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'remark' };

/** `2 errors, 1 warning`, or `nothing to object to`. */
export function describeCounts(findings: readonly Finding[]): string {
  const counts = countBySeverity(findings);
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) =>
    plural(counts[severity], NOUNS[severity]),
  );
  return parts.join(', ') || 'nothing to object to';
}

/** `in 3 policies that the API server takes`; said otherwise where there is no policy at all to object to. */
export function describeChecked({ checked, findings }: CheckReport): string {
  const { documents, policies } = checked;
  const refused = findings.some(({ resource }) => resource !== undefined && isNetworkPolicy(resource));
  if (policies > 0 || refused) return `in ${plural(policies, 'policy')} that the API server takes`;
  return `in ${plural(documents, 'object')}, none of which is a NetworkPolicy`;
}

/** `NetworkPolicy shop/allow-web`. */
export function resourceTitle({ kind, namespace, name }: ResourceReference): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name ?? '(no name)'}`;
}

/** Where a finding stands: a file, or a construct where there is no file. */
export function originTitle({ origin }: Finding): string {
  return origin?.file ?? origin?.constructPath ?? 'input';
}

/** The rules that stayed silent, by what they lack. */
export function silentRules({ silent }: CheckReport): string[] {
  const byNeed = new Map<string, number>();
  for (const { needs } of silent) for (const need of needs) byNeed.set(need, (byNeed.get(need) ?? 0) + 1);
  return [...byNeed].map(([need, count]) => `${plural(count, 'rule')} stayed silent without ${NEEDS[need] ?? need}`);
}

const NEEDS: Readonly<Record<string, string>> = {
  workloads: 'the workloads, Services and namespaces among the inputs',
  cni: '--cni, the name of the network plugin',
};
