import { LintedPolicy } from './linted-policy';
import { MAX_COMPARED } from './rule-cover';
import { Requirement, requirementsOf } from '../model/label-selector';

/** The policies of a namespace by one requirement of their selector, so that few need to be compared with each other. */
export class SelectorIndex {
  private readonly byRequirement = new Map<string, LintedPolicy[]>();

  public constructor(policies: readonly LintedPolicy[]) {
    for (const policy of policies) {
      const [first] = requirementsOf(policy.spec.podSelector);
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
}

const EVERY_POD = '';

function keyOf({ key, operator, values }: Requirement): string {
  return JSON.stringify([key, operator, values]);
}
