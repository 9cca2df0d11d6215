import { typesOf } from '../../../policy-kinds/calico/calico-api';
import { calicoPolicies } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

/** Rules for a direction that the `types` of a policy of Calico leave out. */
export const calicoRulesWithoutType: ClusterRule = {
  id: 'calico-rules-without-type',
  severity: 'warning',
  info: 'The policy has rules for a direction that its types leave out.',
  why: 'Calico takes the rules and asks none of them: the direction stays as it was, while the manifest looks as if it were restricted.',
  fix: 'Add the direction to types, or remove the rules.',
  checkCluster({ documents }, report) {
    for (const { document, spec } of calicoPolicies(documents)) {
      for (const [direction, type] of [
        ['ingress', 'Ingress'],
        ['egress', 'Egress'],
      ] as const) {
        if ((spec[direction] ?? []).length === 0 || typesOf(spec).includes(type)) continue;
        const message = `The rules under ${direction} have no effect, because types does not name ${type}.`;
        report(document, { field: ['spec', direction], message });
      }
    }
  },
};
