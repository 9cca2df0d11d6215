import { calicoPolicies, rulesIn } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

/** A rule that passes out of the last tier that most clusters have. */
export const calicoPassInDefaultTier: ClusterRule = {
  id: 'calico-pass-in-default-tier',
  severity: 'warning',
  info: 'A rule passes out of the tier default, past every later policy of it.',
  why: 'Pass does not mean "the next policy": it leaves the tier, NetworkPolicies of Kubernetes included, which stand in the same one. Where no later tier decides, the profile of the namespace allows everything.',
  fix: 'Write Allow if the traffic is meant to be allowed; leave the rule out if later policies are to decide.',
  checkCluster({ documents }, report) {
    for (const policy of calicoPolicies(documents)) {
      if (policy.tier !== 'default') continue;
      for (const { rule, path } of rulesIn(policy)) {
        if (rule.action === 'Pass') report(policy.document, { field: [...path, 'action'] });
      }
    }
  },
};
