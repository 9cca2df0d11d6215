import { CLOSED_WHEN_EMPTY, CiliumEntrySpec } from '../../../policy-kinds/cilium/cilium-spec';
import { ciliumRules, forEachEntry } from '../../facts/cilium-rules';
import { ClusterRule } from '../../facts/lint-rule';

/** A list of peers without any, which is not the same as no list. */
export const ciliumEmptyList: ClusterRule = {
  id: 'cilium-empty-list',
  severity: 'warning',
  info: 'An empty list of peers in a rule of Cilium selects nobody.',
  why: 'A list that is missing means everyone, and one that is empty nobody. Templates that fill in no peers turn one into the other without a trace.',
  fix: 'Remove the list to mean everyone, or the whole entry to mean nobody.',
  checkCluster(context, report) {
    for (const one of ciliumRules(context)) {
      forEachEntry(one, (entry, _section, path) => {
        for (const field of CLOSED_WHEN_EMPTY) {
          const list = entry[field as keyof CiliumEntrySpec];
          if (Array.isArray(list) && list.length === 0) report(one.document, { field: [...path, field] });
        }
        entry.toPorts?.forEach(({ ports }, index) => {
          if (ports !== undefined && ports.length > 0) return;
          const message = 'An entry of toPorts without ports selects nothing.';
          const fix = 'Write the ports that are meant; leave toPorts out to mean all of them.';
          report(one.document, { field: [...path, 'toPorts', index], message, fix });
        });
      });
    }
  },
};
