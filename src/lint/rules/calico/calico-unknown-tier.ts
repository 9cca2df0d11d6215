import { closestWord } from '../../../model/closest-word';
import { WELL_KNOWN_TIERS } from '../../../policy-kinds/calico/calico-objects';
import { calicoPolicies, tiersIn } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

/** A policy of a tier that has no object. */
export const calicoUnknownTier: ClusterRule = {
  id: 'calico-unknown-tier',
  severity: 'warning',
  info: 'The tier of the policy has no object in the input.',
  why: 'Where a tier stands among others is written in its Tier object. Without it nobody knows whether NetworkPolicies are asked before the policy or after it; in the cluster such a tier comes last, and ends in a denial.',
  fix: 'Add the Tier object to the input, or mend the name.',
  checkCluster({ documents }, report) {
    const names = new Set([...WELL_KNOWN_TIERS.keys(), ...tiersIn(documents).keys()]);
    for (const { document, tier } of calicoPolicies(documents)) {
      if (names.has(tier)) continue;
      const meant = closestWord(tier, names);
      report(document, {
        field: ['spec', 'tier'],
        message: `The tier "${tier}" has no object in the input, so nobody knows where the policy stands.`,
        ...(meant && { fix: `Did you mean ${meant}? Otherwise add its Tier object to the input.` }),
      });
    }
  },
};
