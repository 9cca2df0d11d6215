import { ACKNOWLEDGEMENT_RULES, AcknowledgedFinding } from '../../lint/acknowledgement';
import { API_RULES, INVENTORY_RULES } from '../../lint/api-rules';
import { CheckResult } from '../../lint/check-manifests';
import { RuleDescription } from '../../lint/facts/lint-rule';
import { LINT_RULES } from '../../lint/lint-rules';
import { SourceText } from '../../manifests/source-text';
import { Finding, ResourceReference, SEVERITIES, Severity } from '../../model/finding';
import { plural } from '../../model/plural';
import { SourcePosition } from '../../model/source-position';
import { NEED_WORDS } from '../wording/rule-needs';

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

/** What comes behind the counts: ` in 3 policies that the API server takes`, `; the API server refuses 1 of 3 policies`. */
export function describeChecked({ checked }: CheckReport): string {
  const { documents, policies, refused } = checked;
  if (refused > 0) return `; the API server refuses ${refused} of ${policies + refused} policies`;
  if (policies > 0) return ` in ${plural(policies, 'policy')} that the API server takes`;
  return ` in ${plural(documents, 'object')}, none of which is a NetworkPolicy`;
}

/** What the findings leave out, and how to hear of it. */
export function describePassedOver({ passedOver }: CheckReport): string[] {
  if (passedOver.length === 0) return [];
  const names = passedOver.length > 3 ? `${passedOver.slice(0, 3).join(', ')} and others` : passedOver.join(', ');
  return [`What is missing in ${names} is not reported; --system-namespaces reports it too`];
}

/** `NetworkPolicy shop/allow-web`. */
export function resourceTitle({ kind, namespace, name }: ResourceReference): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name ?? '(no name)'}`;
}

/** Where a finding stands: a file, or a construct where there is no file. */
export function originTitle({ origin }: Finding): string {
  return origin?.file ?? origin?.constructPath ?? 'input';
}

/** The rules that stayed silent, each counted once, by all that they lack. */
export function silentRules({ silent }: CheckReport): string[] {
  if (silent.length === 0) return [];
  const byNeeds = new Map<string, number>();
  for (const { needs } of silent) {
    const lacking = needs.map((need) => NEED_WORDS[need]).join(' and ');
    byNeeds.set(lacking, (byNeeds.get(lacking) ?? 0) + 1);
  }
  const parts = [...byNeeds].sort(([, a], [, b]) => b - a).map(([lacking, count]) => `without ${lacking}: ${count}`);
  return [`${plural(silent.length, 'rule')} stayed silent: ${parts.join('; ')}`];
}
