import { blameEntry, changeEntry } from './change-json';
import { DiffReport, countByKind } from './diff-report';

/** `netpol.diff/v1`, as docs/schemas/netpol.diff.v1.schema.json describes it. */
export function diffJson({ difference }: DiffReport): string {
  const { changes, policies, workloadsAdded, workloadsRemoved } = difference;
  const document = {
    schema: 'netpol.diff/v1',
    changes: changes.map(changeEntry),
    policies: [...policies.all.values()].map(blameEntry),
    workloads: { added: workloadsAdded, removed: workloadsRemoved },
    summary: countByKind(changes),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
