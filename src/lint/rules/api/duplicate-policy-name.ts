import { joinedKey } from '../../../model/joined-key';
import { ClusterRule } from '../../facts/lint-rule';

/** Two objects that are one to the API server. */
export const duplicatePolicyName: ClusterRule = {
  id: 'duplicate-policy-name',
  severity: 'warning',
  info: 'Two policies have the same name in the same namespace.',
  why: 'They are one object to the API server: the one applied last replaces the other, and which one that is changes from run to run.',
  fix: 'Give each policy a name of its own, or check one environment at a time.',
  checkCluster({ policies }, report) {
    const first = new Map<string, string>();
    for (const { namespace, name, document } of policies) {
      if (!name) continue;
      const key = joinedKey(namespace, name);
      const before = first.get(key);
      if (before === undefined) {
        first.set(key, document.origin.file ?? document.origin.constructPath ?? 'this input');
      } else {
        const message = `${key} is declared in ${before} already.`;
        report(document, { field: ['metadata', 'name'], message });
      }
    }
  },
};
