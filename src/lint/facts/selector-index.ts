import { LintedPolicy } from './linted-policy';
import { MAX_COMPARED } from './rule-cover';
import { Labels, Requirement, matchesLabels, requirementsOf } from '../../model/label-selector';
import { SelectorOperator } from '../../model/network-policy';

/** The policies of a namespace by one requirement of their selector, so that few need to be compared with each other. */
export class SelectorIndex {
  private readonly byRequirement = new Map<string, LintedPolicy[]>();
  /** Those whose requirement is for more than one value, or for none. */
  private readonly unusual: LintedPolicy[] = [];

  public constructor(policies: readonly LintedPolicy[]) {
    for (const policy of policies) {
      const [first] = requirementsOf(policy.spec.podSelector);
      if (first && !isForOneValue(first)) this.unusual.push(policy);
      const key = first ? keyOf(first) : EVERY_POD;
      const group = this.byRequirement.get(key);
      if (group) group.push(policy);
      else this.byRequirement.set(key, [policy]);
    }
  }

  /** Policies whose pods may include all those of this one; the same selector written differently may be missing. */
  public widerThan({ spec }: LintedPolicy): LintedPolicy[] {
    const keys = [EVERY_POD, ...new Set(requirementsOf(spec.podSelector).map(keyOf))];
    return keys.flatMap((key) => this.byRequirement.get(key) ?? []).slice(0, MAX_COMPARED);
  }

  /** Policies that select a pod with these labels. */
  public selecting(labels: Labels): LintedPolicy[] {
    const ofLabels = Object.entries(labels).map(([key, value]) =>
      keyOf({ key, operator: SelectorOperator.IN, values: [value] }),
    );
    return [...[EVERY_POD, ...ofLabels].flatMap((key) => this.byRequirement.get(key) ?? []), ...this.unusual]
      .slice(0, MAX_COMPARED)
      .filter(({ spec }) => matchesLabels(requirementsOf(spec.podSelector), labels));
  }
}

const EVERY_POD = '';

function isForOneValue({ operator, values }: Requirement): boolean {
  return operator === SelectorOperator.IN && values.length === 1;
}

function keyOf({ key, operator, values }: Requirement): string {
  return JSON.stringify([key, operator, values]);
}
