import { PolicyType } from '../../../model/network-policy';
import { isNullList } from '../../facts/empty-lists';
import { PolicyRule } from '../../facts/lint-rule';
import { isEmptySelector } from '../../facts/peers-and-ports';

/** `ingress:` with nothing behind it, for workloads that somebody named. */
export const emptyRulesDenyAll: PolicyRule = {
  id: 'empty-rules-deny-all',
  severity: 'info',
  info: 'The rules of a direction have no value, which denies everything in it to the named workloads.',
  why: 'Often a template was to fill the rules in. As it stands, the pods are cut off as by a default deny.',
  fix: 'Write the rules. If everything should be denied, say so with an empty list: [].',
  checkPolicy(policy, report, context) {
    const { spec, types } = policy;
    // A default deny is often written so, and is meant.
    if (!spec.podSelector || isEmptySelector(spec.podSelector)) return;
    const workloadsKnown = context.knows('workloads');
    const [first] = workloadsKnown ? context.pods.ofSubject(policy) : [];
    // Where workloads are known and none is meant, the rules that look for them say so.
    if (workloadsKnown && !first) return;
    const cutOff = first ? first.workload.id : 'the pods that the policy selects';
    for (const direction of types) {
      const field = direction === PolicyType.INGRESS ? 'ingress' : 'egress';
      if (!isNullList(policy, field)) continue;
      const what = direction === PolicyType.INGRESS ? 'nobody may connect to' : 'nothing may be reached from';
      report({ field: ['spec', field], message: `${field} has no value, so ${what} ${cutOff}.` });
    }
  },
};
