import { DiffReport, countByKind } from './diff-report';
import { blameEntry, changeEntry } from '../wording/change-json';
import { jsonText } from '../wording/json';

/** `netpol.diff/v1`, as docs/schemas/netpol.diff.v1.schema.json describes it. */
export function diffJson({ difference, meaning }: DiffReport): string {
  const { changes, undefinedChanges, policies, groups, workloadsAdded, workloadsRemoved } = difference;
  const document = {
    schema: 'netpol.diff/v1',
    changes: changes.map(changeEntry),
    undefined: undefinedChanges.map(changeEntry),
    policies: [...policies.all.values()].map(blameEntry),
    workloads: { added: workloadsAdded, removed: workloadsRemoved },
    ...(groups.length > 0
      ? { groups: groups.map(({ id, group }) => ({ id, workloads: group!.map((one) => one.id) })) }
      : {}),
    summary: countByKind(changes),
    ...(meaning === undefined ? {} : { meaning }),
  };
  return jsonText(document);
}
