import { PolicyType } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';

/** Rules for a direction that `policyTypes` leaves out. */
export const rulesWithoutPolicyType: PolicyRule = {
  id: 'rules-without-policy-type',
  severity: 'warning',
  info: 'The policy has rules for a direction that its policyTypes leave out.',
  why: 'The API server takes the rules and nothing reads them: the direction stays as open as it was, while the manifest looks as if it were restricted.',
  fix: 'Add the direction to policyTypes, or remove the rules.',
  checkPolicy({ spec, types }, report) {
    for (const direction of Object.values(PolicyType)) {
      const field = direction === PolicyType.INGRESS ? 'ingress' : 'egress';
      const rules = spec[field] ?? [];
      if (rules.length === 0 || types.includes(direction)) continue;
      report({
        field: ['spec', field],
        message: `The ${rules.length === 1 ? 'rule' : `${rules.length} rules`} under ${field} have no effect, because policyTypes does not name ${direction}.`,
        patch: [{ edit: 'addItem', path: ['spec', 'policyTypes'], value: direction }],
      });
    }
  },
};
