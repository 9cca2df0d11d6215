import { typesOf } from '../../../policy-kinds/calico/calico-api';
import { CalicoPolicy, calicoPolicies, rulesIn } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

/** Policies whose order their names decide. */
export const calicoEqualOrders: ClusterRule = {
  id: 'calico-equal-orders',
  severity: 'info',
  info: 'Two policies of one tier have the same order and different actions, so their names decide which comes first.',
  why: 'Of equal orders, or none, the name that sorts first is asked first. A policy that is renamed, or a new one, changes what the others mean.',
  fix: 'Give the policies different orders, with gaps for those to come.',
  checkCluster({ documents }, report) {
    const places = new Map<string, CalicoPolicy[]>();
    for (const policy of calicoPolicies(documents)) {
      const key = JSON.stringify([policy.tier, policy.spec.order ?? 'last']);
      const same = places.get(key);
      if (same) same.push(policy);
      else places.set(key, [policy]);
    }
    for (const same of places.values()) {
      const [first, ...others] = [...same].sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const policy of others) {
        const rival = [first!, ...others].find((other) => other !== policy && mayMeet(other, policy));
        if (!rival || rival.name > policy.name) continue;
        const order = policy.spec.order === undefined ? 'no order' : `order ${policy.spec.order}`;
        report(policy.document, {
          field: policy.spec.order === undefined ? ['spec'] : ['spec', 'order'],
          message: `${policy.name} and ${rival.name} both have ${order} in the tier ${policy.tier}: ${rival.name} comes first by its name.`,
        });
      }
    }
  },
};

/** Whether both could decide about a pod in one direction, and differently. */
function mayMeet(a: CalicoPolicy, b: CalicoPolicy): boolean {
  if (!a.isGlobal && !b.isGlobal && a.namespace !== b.namespace) return false;
  return typesOf(a.spec).some((type) => {
    const direction = type.toLowerCase();
    const actions = (policy: CalicoPolicy) =>
      rulesIn(policy).flatMap((one) =>
        one.direction === direction && one.rule.action !== 'Log' ? [one.rule.action] : [],
      );
    const [own, others] = [actions(a), actions(b)];
    return own.length > 0 && others.length > 0 && new Set([...own, ...others]).size > 1;
  });
}
