import { joinedKey } from '../../../model/joined-key';
import { canonicalPolicy } from '../../facts/canonical-policy';
import { ClusterRule } from '../../facts/lint-rule';

/** Two names for one meaning. */
export const duplicatePolicy: ClusterRule = {
  id: 'duplicate-policy',
  severity: 'info',
  info: 'Two policies of a namespace say exactly the same.',
  why: 'Whoever tightens one of them sees no effect, because the other still allows it.',
  fix: 'Remove one of them.',
  checkCluster({ policies }, report) {
    const first = new Map<string, string>();
    for (const policy of policies) {
      const key = joinedKey(policy.namespace, canonicalPolicy(policy));
      const before = first.get(key);
      if (before === undefined) {
        first.set(key, policy.name);
      } else if (before !== policy.name) {
        report(policy.document, { field: ['spec'], message: `The policy says exactly what "${before}" says already.` });
      }
    }
  },
};
