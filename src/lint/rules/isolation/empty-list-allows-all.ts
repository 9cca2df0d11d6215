import { PolicyType } from '../../../model/network-policy';
import { emptyListsOf, isNullRule } from '../../facts/empty-lists';
import { PolicyRule } from '../../facts/lint-rule';

/** `from:` with nothing behind it, `to: []`, `ports: []`: nobody and nothing, as it looks; everyone and everything, as it is. */
export const emptyListAllowsAll: PolicyRule = {
  id: 'empty-list-allows-all',
  severity: 'warning',
  info: 'A rule has an empty from, to or ports, which restricts nothing.',
  why: 'An empty list reads as "nobody" and means "anyone" or "every port". A value that a template left empty opens the pods to the whole network.',
  fix: 'Name the peers or ports. If nothing should be allowed, remove the rule; if anyone is meant, leave the field out.',
  checkPolicy(policy, report) {
    for (const rule of policy.rules.filter(({ inEffect }) => inEffect)) {
      const whom = rule.direction === PolicyType.INGRESS ? 'lets anyone in' : 'allows every destination';
      for (const { field, path, written } of emptyListsOf(policy, rule)) {
        const shown = written === 'null' ? `${field} has no value` : `${field} is an empty list`;
        report({ field: path, message: `${shown}, which ${field === 'ports' ? 'opens every port' : whom}.` });
      }
      if (isNullRule(policy, rule)) {
        report({ field: rule.path, message: `Nothing stands behind this dash, which ${whom} on every port.` });
      }
    }
  },
};
