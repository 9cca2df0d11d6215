import { PolicyType } from '../../../model/network-policy';
import { emptyListsOf, isNullRule } from '../../facts/empty-lists';
import { PolicyRule } from '../../facts/lint-rule';

/** A rule without peers and ports. */
export const allowAllIngress: PolicyRule = {
  id: 'allow-all-ingress',
  severity: 'info',
  info: 'A rule allows all ingress, from anywhere and on every port.',
  why: 'Policies only add up: whatever the other policies of these pods say about ingress, this one opens it all again.',
  fix: 'Name the peers and ports that are needed, or remove the policy if nothing should be restricted.',
  checkPolicy(policy, report) {
    for (const rule of policy.rules) {
      const { direction, inEffect, peers, ports, path } = rule;
      // Lists that were left empty have a rule of their own.
      if (isNullRule(policy, rule) || emptyListsOf(policy, rule).length > 0) continue;
      if (direction === PolicyType.INGRESS && inEffect && peers.length === 0 && ports.length === 0) {
        report({ field: path });
      }
    }
  },
};
