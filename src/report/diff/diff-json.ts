import { DiffReport, countByKind } from './diff-report';
import { ConditionalChange } from '../../reachability/change/difference';
import { blameEntry, changeEntry, portsEntry } from '../wording/change-json';
import { jsonText } from '../wording/json';

function conditionalEntry({ from, to, before, after, by }: ConditionalChange) {
  const parts = (all: ConditionalChange['before']) =>
    all.map(({ ports, subjectTo }) => ({ ports: portsEntry(ports), subjectTo }));
  return { from: from.id, to: to.id, before: parts(before), after: parts(after), by: by.map(blameEntry) };
}

/** `netpol.diff/v1`, as docs/schemas/netpol.diff.v1.schema.json describes it. */
export function diffJson({ difference, meaning }: DiffReport): string {
  const { changes, conditionalChanges, undefinedChanges, policies, groups, workloadsAdded, workloadsRemoved } =
    difference;
  const document = {
    schema: 'netpol.diff/v1',
    changes: changes.map(changeEntry),
    ...(conditionalChanges.length > 0 ? { conditional: conditionalChanges.map(conditionalEntry) } : {}),
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
