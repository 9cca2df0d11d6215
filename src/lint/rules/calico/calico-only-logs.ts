import { typesOf } from '../../../policy-kinds/calico/calico-api';
import { calicoPolicies, rulesIn } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

/** A policy that was to watch, and denies. */
export const calicoOnlyLogs: ClusterRule = {
  id: 'calico-only-logs',
  severity: 'warning',
  info: 'All rules of a direction only write a log, and the end of the tier denies the traffic.',
  why: 'Log goes on with the next rule and decides nothing, but the policy still isolates the pods that it selects.',
  fix: 'Add a rule that says what becomes of the traffic: Allow, Deny, or Pass to the next tier. To watch only, use a staged policy.',
  checkCluster({ documents }, report) {
    for (const policy of calicoPolicies(documents)) {
      for (const type of typesOf(policy.spec)) {
        const own = rulesIn(policy).filter(({ direction }) => direction === type.toLowerCase());
        if (own.length === 0 || own.some(({ rule }) => rule.action !== 'Log')) continue;
        report(policy.document, { field: ['spec', type.toLowerCase()] });
      }
    }
  },
};
