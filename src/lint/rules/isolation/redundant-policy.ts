import { requirementsOf } from '../../../model/label-selector';
import { selectorImplies } from '../../../model/selector-implication';
import { canonicalPolicy } from '../../facts/canonical-policy';
import { impliedPolicies } from '../../facts/implied-policies';
import { named } from '../../facts/implied-together';
import { ClusterRule } from '../../facts/lint-rule';
import { LintedPolicy } from '../../facts/linted-policy';
import { ruleCovers } from '../../facts/rule-cover';
import { SelectorIndex } from '../../facts/selector-index';

/** A policy that others of its namespace make superfluous. */
export const redundantPolicy: ClusterRule = {
  id: 'redundant-policy',
  severity: 'info',
  info: 'Other policies of the namespace isolate the same pods and allow all that this one allows.',
  why: 'Removing or narrowing the policy changes nothing: what it allows stays allowed by the others.',
  fix: 'Remove it, or narrow the wider policies.',
  checkCluster(context, report) {
    for (const policies of context.policiesByNamespace.values()) {
      const alone: LintedPolicy[] = [];
      const candidates = new SelectorIndex(policies);
      for (const policy of policies) {
        // A policy that allows nothing states the default of its pods, and is worth keeping beside any allow.
        if (!policy.rules.some(({ inEffect }) => inEffect)) continue;
        // Two of one name are the business of duplicate-policy-name.
        const wider = candidates
          .widerThan(policy)
          .find((other) => other.name !== policy.name && policyCovers(other, policy));
        if (!wider) {
          alone.push(policy);
          continue;
        }
        // Equal ones are the business of duplicate-policy.
        if (canonicalPolicy(wider) === canonicalPolicy(policy)) continue;
        const message = `Everything the policy isolates and allows, "${wider.name}" isolates and allows too.`;
        report(policy.document, { field: ['spec'], message });
      }
      for (const { policy, others } of impliedPolicies(alone, policies, context)) {
        const names = named(others.map(({ name }) => JSON.stringify(name)));
        const message = `Everything the policy isolates and allows, ${names} together isolate and allow too.`;
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
