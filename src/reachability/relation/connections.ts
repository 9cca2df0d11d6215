import { Analysis } from './analysis';
import { withConditions } from './conditional-connections';
import { Connection } from './connection';
import {
  AddressEndpoint,
  Endpoint,
  WorkloadEndpoint,
  addressEndpoints,
  compareIds,
  workloadEndpoints,
} from './endpoints';
import { Relation } from './relation';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { Tick } from '../../model/tick';
import { portsAt } from '../sets/port-map';
import { NO_PORTS, PortSetId } from '../sets/port-set-table';

export type { Connection };

/** The whole relation between endpoints. */
export interface Connections {
  readonly workloads: readonly WorkloadEndpoint[];
  readonly addresses: readonly AddressEndpoint[];
  /** What is allowed for sure, ordered by source and destination; an endpoint and itself is left out. */
  readonly allowed: readonly Connection[];
  /** What is allowed on conditions only, in the same order, each with its conditions. */
  readonly conditional: readonly Connection[];
  /** What is neither allowed nor denied for sure, in the same order. */
  readonly undefinedByApi: readonly Connection[];
}

/**
 * Expands the relation between classes to endpoints. Its size is that of the answer.
 *
 * @param workloads all of them, by themselves or in groups; a group and itself are the pairs within it
 * @param keep which pairs of workloads to list; all of them where it is left out
 */
export function connectionsOf(
  analysis: Analysis,
  tick?: Tick,
  workloads: readonly WorkloadEndpoint[] = workloadEndpoints(analysis),
  keep?: KeepPair,
): Connections {
  const addresses = addressEndpoints(analysis);
  const allowed = [
    ...workloadConnections(analysis, workloads, tick, keep),
    ...addressConnections(analysis, workloads, addresses),
  ];
  const conditional = conditionalConnections(analysis, workloads, addresses, keep);
  const undefinedByApi = [
    ...unsureConnections(analysis, workloads, addresses),
    ...possibleConnections(analysis, workloads),
    ...uncertainAddressConnections(analysis, workloads, addresses),
  ].sort(bySourceAndDestination);
  return {
    workloads,
    addresses,
    allowed: allowed.sort(bySourceAndDestination),
    conditional: conditional.sort(bySourceAndDestination),
    undefinedByApi: withoutConditional(undefinedByApi, conditional),
  };
}

/** Is asked about every pair that may talk. */
export type KeepPair = (from: WorkloadEndpoint, to: WorkloadEndpoint) => boolean;

function workloadConnections(
  analysis: Analysis,
  workloads: readonly WorkloadEndpoint[],
  tick?: Tick,
  keep: KeepPair = () => true,
): Connection[] {
  const { ports: table } = analysis.universe;
  const byClass = new Map<number, WorkloadEndpoint[]>();
  for (const endpoint of workloads) {
    const same = byClass.get(endpoint.classId);
    if (same) same.push(endpoint);
    else byClass.set(endpoint.classId, [endpoint]);
  }
  const connections: Connection[] = [];
  const { length } = analysis.universe.classes;
  new Relation(analysis).forEachPair((source, destination, ports) => {
    tick?.(source, length);
    const targets = byClass.get(destination);
    if (!targets) return;
    for (const from of byClass.get(source) ?? []) {
      for (const to of targets) {
        if ((from !== to || from.group) && keep(from, to)) connections.push({ from, to, ports: table.get(ports) });
      }
    }
  });
  return connections;
}

function addressConnections(
  analysis: Analysis,
  workloads: readonly WorkloadEndpoint[],
  addresses: readonly AddressEndpoint[],
): Connection[] {
  const connections: Connection[] = [];
  forEachAddressPair(analysis, workloads, addresses, (workload, address, direction, ports) => {
    if (ports === NO_PORTS) return;
    const set = analysis.universe.ports.get(ports);
    connections.push(
      direction === PolicyType.EGRESS
        ? { from: workload, to: address, ports: set }
        : { from: address, to: workload, ports: set },
    );
  });
  return connections;
}

/** What is allowed on conditions that rules name, each part with its conditions. */
export function conditionalConnections(
  analysis: Analysis,
  workloads: readonly WorkloadEndpoint[],
  addresses: readonly AddressEndpoint[],
  keep?: KeepPair,
): Connection[] {
  const { conditional, universe } = analysis;
  if (conditional === analysis) return [];
  const { ports: table } = universe;
  const sure = new Relation(analysis);
  const found: Connection[] = [];
  for (const connection of workloadConnections(conditional, workloads, undefined, keep)) {
    const { from, to } = connection as { readonly from: WorkloadEndpoint; readonly to: WorkloadEndpoint };
    const ports = connection.ports.subtract(table.get(sure.portsBetween(from.classId, to.classId)));
    if (!ports.isEmpty) found.push({ from, to, ports });
  }
  forEachAddressPair(analysis, workloads, addresses, (workload, address, direction, known) => {
    const best = portsAt(conditional.row(direction, workload.classId).atoms, address.lo);
    const ports = table.get(best).subtract(table.get(known));
    if (ports.isEmpty) return;
    const [from, to] = direction === PolicyType.EGRESS ? [workload, address] : [address, workload];
    found.push({ from, to, ports });
  });
  return withConditions(analysis, found);
}

/** What is undefined beyond what hangs on conditions. */
function withoutConditional(open: readonly Connection[], conditional: readonly Connection[]): readonly Connection[] {
  if (conditional.length === 0) return open;
  const known = new Map<Endpoint, Map<Endpoint, PortSet>>();
  for (const { from, to, ports } of conditional) {
    const own = known.get(from) ?? new Map<Endpoint, PortSet>();
    known.set(from, own.set(to, ports.union(own.get(to) ?? PortSet.EMPTY)));
  }
  return open.flatMap((connection) => {
    const ports = connection.ports.subtract(known.get(connection.from)?.get(connection.to) ?? PortSet.EMPTY);
    return ports.isEmpty ? [] : [{ ...connection, ports }];
  });
}

/** What hangs on an end with hostNetwork, or on one about which something decides that cannot be judged. */
function unsureConnections(
  analysis: Analysis,
  workloads: readonly WorkloadEndpoint[],
  addresses: readonly AddressEndpoint[],
): Connection[] {
  const { ports: table } = analysis.universe;
  const unsure = workloads.filter(({ classId }) => analysis.isUnsure(classId));
  const ipv6 = isIpv6Unsure(analysis);
  if (unsure.length === 0 && !ipv6) return [];
  const relation = new Relation(analysis);
  const among = new Set(unsure);
  const connections: Connection[] = [];
  const add = (from: Endpoint, to: Endpoint, possible: PortSetId, sure: PortSetId) => {
    const ports = table.get(possible).subtract(table.get(sure));
    if (!ports.isEmpty) connections.push({ from, to, ports });
  };
  const addPair = (from: WorkloadEndpoint, to: WorkloadEndpoint) =>
    add(from, to, relation.possibleBetween(from.classId, to.classId), relation.portsBetween(from.classId, to.classId));
  for (const one of unsure) {
    for (const other of workloads) {
      if (other === one && !one.group) continue;
      addPair(one, other);
      if (!among.has(other)) addPair(other, one);
    }
  }
  forEachAddressPair(analysis, ipv6 ? workloads : unsure, addresses, (workload, address, direction, sure) => {
    if (!isAddressUnsure(analysis, workload.classId, direction, address)) return;
    const [from, to] = direction === PolicyType.EGRESS ? [workload, address] : [address, workload];
    add(from, to, table.idOf(PortSet.ALL), sure);
  });
  return connections;
}

/** How many pairs of these workloads may talk, without going through them. */
export function countPairs(analysis: Analysis, workloads: readonly WorkloadEndpoint[]): number {
  const weights = new Array<number>(analysis.universe.classes.length).fill(0);
  for (const { classId } of workloads) weights[classId]!++;
  return new Relation(analysis).countPairs(weights);
}

/** Whether what a class's row does not allow towards these addresses is undefined. */
export function isAddressUnsure(
  analysis: Analysis,
  classId: number,
  direction: PolicyType,
  { lo }: AddressEndpoint,
): boolean {
  const { isolated, undefinedSubject } = analysis.row(direction, classId);
  return undefinedSubject || (isolated && lo >= analysis.universe.atoms.firstOfIpv6 && isIpv6Unsure(analysis));
}

/** Whether nobody knows how far the plugin enforces policies on IPv6. */
export function isIpv6Unsure({ universe }: Analysis): boolean {
  const support = universe.options.plugin?.ipv6.support ?? 'yes';
  return support === 'partly' || support === 'unknown';
}

/** What hangs on whether a block matches pods, or on a label whose value nobody knows. */
export function possibleConnections(analysis: Analysis, workloads: readonly WorkloadEndpoint[]): Connection[] {
  const { possible, universe } = analysis;
  if (possible === analysis) return [];
  const sure = new Relation(analysis);
  const isUnsure = (end: Endpoint) => end.kind === 'workload' && analysis.isUnsure(end.classId);
  return workloadConnections(possible, workloads).flatMap(({ from, to, ports }) => {
    if (from.kind === 'ip' || to.kind === 'ip' || isUnsure(from) || isUnsure(to)) return [];
    const open = ports.subtract(universe.ports.get(sure.portsBetween(from.classId, to.classId)));
    return open.isEmpty ? [] : [{ from, to, ports: open }];
  });
}

/** The same between pods and addresses. Where there are NetworkPolicies only, an address is matched for sure or not. */
function uncertainAddressConnections(
  analysis: Analysis,
  workloads: readonly WorkloadEndpoint[],
  addresses: readonly AddressEndpoint[],
): Connection[] {
  const { possible, universe, program } = analysis;
  if (possible === analysis || !program) return [];
  const found: Connection[] = [];
  const onPodNetwork = workloads.filter(({ classId }) => !universe.classes[classId]!.hostNetwork);
  forEachAddressPair(analysis, onPodNetwork, addresses, (workload, address, direction, sure) => {
    const best = portsAt(possible.row(direction, workload.classId).atoms, address.lo);
    const ports = universe.ports.get(best).subtract(universe.ports.get(sure));
    if (ports.isEmpty) return;
    const [from, to] = direction === PolicyType.EGRESS ? [workload, address] : [address, workload];
    found.push({ from, to, ports });
  });
  return found;
}

function forEachAddressPair(
  analysis: Analysis,
  workloads: readonly WorkloadEndpoint[],
  addresses: readonly AddressEndpoint[],
  visit: (workload: WorkloadEndpoint, address: AddressEndpoint, direction: PolicyType, ports: PortSetId) => void,
): void {
  for (const workload of workloads) {
    for (const direction of Object.values(PolicyType)) {
      const { atoms } = analysis.row(direction, workload.classId);
      for (const address of addresses) visit(workload, address, direction, portsAt(atoms, address.lo));
    }
  }
}

/** Workloads by their ids, before addresses by their numbers. */
function bySourceAndDestination(a: Connection, b: Connection): number {
  return compareEndpoints(a.from, b.from) || compareEndpoints(a.to, b.to);
}

function compareEndpoints(a: Endpoint, b: Endpoint): number {
  if (a.kind === 'ip') return b.kind === 'ip' ? a.lo - b.lo : 1;
  return b.kind === 'ip' ? -1 : compareIds(a.id, b.id);
}
