import { Analysis } from './analysis';
import { compareIds } from './endpoints';
import { Row, sameRow } from './row';
import { Workload } from '../../manifests/inventory';
import { joinedKey } from '../../model/joined-key';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { PortMap, combineMaps, portsAt } from '../sets/port-map';
import { NO_PORTS } from '../sets/port-set-table';

/** What may be open between two workloads for a while, although it is closed before and after. */
export interface PassingConnection {
  readonly from: Workload;
  readonly to: Workload;
  readonly ports: PortSet;
}

/**
 * What neither of two sets of policies allows and both together do: the end where a connection starts is open in one
 * set only, the end where it lands in the other. Addresses outside have no such second end.
 *
 * @param now over the same universe and the same pods as `old`
 */
export function passingConnections(old: Analysis, now: Analysis): PassingConnection[] {
  const [starts, lands] = [PolicyType.EGRESS, PolicyType.INGRESS].map((direction) => shiftsOf(old, now, direction));
  const found = new Map<string, PassingConnection>();
  const workloads = workloadsByClass(now);
  const { ports: table } = now.universe;
  const cross = (start: readonly [number, PortMap][], land: readonly [number, PortMap][]) => {
    for (const [source, egress] of start) {
      for (const [destination, ingress] of land) {
        const both = table.intersect(portsAt(egress, destination), portsAt(ingress, source));
        if (both === NO_PORTS) continue;
        for (const from of workloads.get(source)!) {
          for (const to of workloads.get(destination)!) {
            // Replicas that are alike are left out, as everywhere.
            if (from === to && source === destination) continue;
            const key = joinedKey(from.id, to.id);
            found.set(key, { from, to, ports: table.get(both).union(found.get(key)?.ports ?? PortSet.EMPTY) });
          }
        }
      }
    }
  };
  cross(starts!.lost, lands!.gained);
  cross(starts!.gained, lands!.lost);
  return [...found.values()].sort((a, b) => compareIds(a.from.id, b.from.id) || compareIds(a.to.id, b.to.id));
}

/** The classes whose row allows something more than before, and those whose row allows something less, and what. */
function shiftsOf(old: Analysis, now: Analysis, direction: PolicyType) {
  const { ports: table, classes } = now.universe;
  const differences = new Map<string, PortMap>();
  const minus = (one: Row, other: Row, way: string): PortMap => {
    const key = `${way} ${one.id} ${other.id}`;
    let difference = differences.get(key);
    if (!difference) {
      difference = combineMaps(one.pods, other.pods, classes.length, (a, b) => table.subtract(a, b));
      differences.set(key, difference);
    }
    return difference;
  };
  const [gained, lost]: [number, PortMap][][] = [[], []];
  for (const id of workloadsByClass(now).keys()) {
    const [before, after] = [old.row(direction, id), now.row(direction, id)];
    if (sameRow(before, after)) continue;
    const [more, less] = [minus(after, before, 'more'), minus(before, after, 'less')];
    if (!isNothing(more)) gained!.push([id, more]);
    if (!isNothing(less)) lost!.push([id, less]);
  }
  return { gained: gained!, lost: lost! };
}

function isNothing({ base, cells }: PortMap): boolean {
  return base === NO_PORTS && cells.length === 0;
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
