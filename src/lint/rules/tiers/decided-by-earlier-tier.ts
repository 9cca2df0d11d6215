import { NAMESPACE_NAME_LABEL } from '../../../model/defaulting';
import { isNetworkPolicy } from '../../../model/kubernetes-object';
import { PolicyType } from '../../../model/network-policy';
import { RuleAction } from '../../../model/policy-program';
import { ClusterRule } from '../../facts/lint-rule';
import { earlierVerdict } from '../../facts/tier-verdicts';

/** A rule of a NetworkPolicy that an earlier tier leaves nothing to say. */
export const decidedByEarlierTier: ClusterRule = {
  id: 'decided-by-earlier-tier',
  severity: 'warning',
  info: 'An earlier tier decides about everything that the rule speaks of.',
  why: 'Policies of administrators are asked first, and what they accept or deny is final: the rule of the NetworkPolicy can neither open nor close anything.',
  fix: 'Remove the rule, or let the earlier tier pass what NetworkPolicies should decide.',
  needs: ['namespaces'],
  checkCluster({ program, inventory }, report) {
    const own = program.tiers.findIndex(({ stages }) => stages.some((stage) => stage.policies.some(isPlain)));
    if (own < 1) return;
    // Only a tier whose order is known for sure says what comes first.
    const stages = program.tiers.slice(0, own).flatMap((tier) => tier.stages);
    if (stages.some(({ policies }) => policies.length > 1)) return;
    const earlier = stages.flatMap(({ policies }) => policies);
    const labelsOf = (namespace: string) =>
      inventory.namespaces.get(namespace)?.labels ?? { [NAMESPACE_NAME_LABEL]: namespace };
    for (const policy of program.tiers[own]!.stages.flatMap(({ policies }) => policies).filter(isPlain)) {
      for (const direction of Object.values(PolicyType)) {
        for (const [index, rule] of (policy.rules[direction] ?? []).entries()) {
          const verdict = earlierVerdict(rule, policy, direction, labelsOf, earlier);
          if (!verdict) continue;
          const { policy: first, index: at, action } = verdict;
          const what = `${first.document.object.kind} ${JSON.stringify(first.name)}`;
          const does = action === RuleAction.DENY ? 'denies' : 'allows';
          const message = `The tier ${first.place.tier.name} comes first: rule ${at + 1} for ${direction.toLowerCase()} of ${what} ${does} all that this rule allows.`;
          report(policy.document, { field: ['spec', direction.toLowerCase(), index], message });
        }
      }
    }
  },
};

function isPlain({
  document,
}: {
  readonly document: { readonly object: Parameters<typeof isNetworkPolicy>[0] };
}): boolean {
  return isNetworkPolicy(document.object);
}
