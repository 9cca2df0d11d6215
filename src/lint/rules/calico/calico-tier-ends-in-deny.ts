import { isMap } from '../../../model/is-map';
import { typesOf } from '../../../policy-kinds/calico/calico-api';
import { CalicoPolicy, calicoPolicies, isAboutEverything, rulesIn, tiersIn } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

/** A tier that denies what nobody decided. */
export const calicoTierEndsInDeny: ClusterRule = {
  id: 'calico-tier-ends-in-deny',
  severity: 'warning',
  info: 'A policy decides about some traffic, and the end of its tier denies all the rest.',
  why: 'A pod that one policy of a tier selects is denied what no policy of the tier matches, before the policies of later tiers are asked. NetworkPolicies that allow it are never reached.',
  fix: 'End the policy with a rule that is only action: Pass, or give the tier defaultAction: Pass.',
  checkCluster({ documents }, report) {
    const tiers = tiersIn(documents);
    const policies = calicoPolicies(documents);
    for (const policy of policies) {
      const { document, tier, spec } = policy;
      const object = tiers.get(tier)?.object;
      if (tier === 'default' || !object || (isMap(object.spec) && object.spec.defaultAction === 'Pass')) continue;
      const ofTier = policies.filter((other) => other.tier === tier);
      for (const type of typesOf(spec)) {
        const direction = type.toLowerCase();
        const own = rulesIn(policy).filter((one) => one.direction === direction);
        if (own.length === 0 || ofTier.some((other) => endsIn(other, direction))) continue;
        const message = `No policy of the tier ${tier} says what becomes of ${direction} that no rule matches, so the end of the tier denies it.`;
        report(document, { field: ['spec', direction], message });
      }
    }
  },
};

/** Whether the last word of a policy is about everything that is left. */
function endsIn(policy: CalicoPolicy, direction: string): boolean {
  return rulesIn(policy).some(
    ({ rule, direction: own }) => own === direction && rule.action !== 'Log' && isAboutEverything(rule),
  );
}
