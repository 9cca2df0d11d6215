import { requirementsOf } from '../../model/label-selector';
import { selectorImplies } from '../../model/selector-implication';
import { canonicalPolicy } from '../canonical-policy';
import { ClusterRule } from '../lint-rule';
import { LintedPolicy } from '../linted-policy';
import { ruleCovers } from '../rule-cover';
import { SelectorIndex } from '../selector-index';

/** A policy that another one of its namespace makes superfluous. */
export const redundantPolicy: ClusterRule = {
  id: 'redundant-policy',
  severity: 'info',
  info: 'Another policy of the namespace isolates the same pods and allows all that this one allows.',
  why: 'Removing or narrowing the policy changes nothing: what it allows stays allowed by the other.',
  fix: 'Remove it, or narrow the wider policy.',
  checkCluster({ policiesByNamespace }, report) {
    for (const policies of policiesByNamespace.values()) {
      const candidates = new SelectorIndex(policies);
      for (const policy of policies) {
        // A policy that allows nothing states the default of its pods, and is worth keeping beside any allow.
        if (!policy.rules.some(({ inEffect }) => inEffect)) continue;
        // Two of one name are the business of duplicate-policy-name.
        const wider = candidates
          .widerThan(policy)
          .find((other) => other.name !== policy.name && policyCovers(other, policy));
        // Equal ones are the business of duplicate-policy.
        if (!wider || canonicalPolicy(wider) === canonicalPolicy(policy)) continue;
        const message = `Everything the policy isolates and allows, "${wider.name}" isolates and allows too.`;
        report(policy.document, { field: ['spec'], message });
      }
    }
  },
};

function policyCovers(wide: LintedPolicy, narrow: LintedPolicy): boolean {
  return (
    narrow.types.every((type) => wide.types.includes(type)) &&
    selectorImplies(requirementsOf(narrow.spec.podSelector), requirementsOf(wide.spec.podSelector)) &&
    narrow.rules
      .filter(({ inEffect }) => inEffect)
      .every((rule) =>
        wide.rules.some((other) => other.direction === rule.direction && other.inEffect && ruleCovers(other, rule)),
      )
  );
}
