import { DiffReport, countByKind } from './diff-report';
import { PortSet } from '../model/port-set';
import { Blame } from '../reachability/blame';

/** `netpol.diff/v1`, as docs/schemas/netpol.diff.v1.schema.json describes it. */
export function diffJson({ difference }: DiffReport): string {
  const { changes, policies, workloadsAdded, workloadsRemoved } = difference;
  const document = {
    schema: 'netpol.diff/v1',
    changes: changes.map(({ kind, from, to, before, after, by }) => ({
      change: kind,
      from: from.id,
      to: to.id,
      before: portsEntry(before),
      after: portsEntry(after),
      by: by.map(blameEntry),
    })),
    policies: [...policies.all.values()].map(blameEntry),
    workloads: { added: workloadsAdded, removed: workloadsRemoved },
    summary: countByKind(changes),
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function blameEntry(blame: Blame) {
  if (blame.kind !== 'policy') return blame;
  const { kind, policy, change, document } = blame;
  const { file, constructPath } = document.origin;
  const line = document.positionOf(['metadata', 'name'])?.line;
  return {
    kind,
    policy,
    change,
    ...(file === undefined ? {} : { file }),
    ...(constructPath === undefined ? {} : { construct: constructPath }),
    ...(line === undefined ? {} : { line }),
  };
}

function portsEntry(ports: PortSet): 'all' | string[] {
  return ports.isAll ? 'all' : ports.toStrings();
}
