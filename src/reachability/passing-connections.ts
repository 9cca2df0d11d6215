import { Analysis } from './analysis';
import { compareIds } from './endpoints';
import { Relation } from './relation';
import { sameRow } from './row';
import { Workload } from '../manifests/inventory';
import { PolicyType } from '../model/network-policy';
import { PortSet } from '../model/port-set';

/** What may be open between two workloads for a while, although it is closed before and after. */
export interface PassingConnection {
  readonly from: Workload;
  readonly to: Workload;
  readonly ports: PortSet;
}

/**
 * What neither of two sets of policies allows and both together do: one opens the end where a connection starts, the
 * other the end where it lands. Addresses outside have no such second end.
 *
 * @param together both sets at once, over the same universe and the same pods
 */
export function passingConnections(old: Analysis, now: Analysis, together: Analysis): PassingConnection[] {
  const [before, after, during] = [old, now, together].map((analysis) => new Relation(analysis));
  const workloads = workloadsByClass(together);
  const changed = (direction: PolicyType) =>
    [...workloads.keys()].filter((id) => !sameRow(old.row(direction, id), now.row(direction, id)));
  const { ports } = together.universe;
  const found = new Map<string, PassingConnection>();
  const receivers = changed(PolicyType.INGRESS);
  for (const source of changed(PolicyType.EGRESS)) {
    for (const destination of receivers) {
      const [was, is, may] = [before!, after!, during!].map((one) => ports.get(one.portsBetween(source, destination)));
      const passing = may!.subtract(was!).subtract(is!);
      if (passing.isEmpty) continue;
      for (const from of workloads.get(source)!) {
        for (const to of workloads.get(destination)!) {
          // Replicas that are alike are left out, as everywhere.
          if (from === to && source === destination) continue;
          const key = `${from.id} ${to.id}`;
          found.set(key, { from, to, ports: passing.union(found.get(key)?.ports ?? PortSet.EMPTY) });
        }
      }
    }
  }
  return [...found.values()].sort((a, b) => compareIds(a.from.id, b.from.id) || compareIds(a.to.id, b.to.id));
}

function workloadsByClass(analysis: Analysis): Map<number, Set<Workload>> {
  const workloads = new Map<number, Set<Workload>>();
  for (const { classId, workload } of analysis.members) {
    const same = workloads.get(classId);
    if (same) same.add(workload);
    else workloads.set(classId, new Set([workload]));
  }
  return workloads;
}
