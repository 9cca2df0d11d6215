import { Analysis } from './analysis';
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

/** Something one endpoint may send to another one. */
export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly ports: PortSet;
}

/** The whole relation between endpoints. */
export interface Connections {
  readonly workloads: readonly WorkloadEndpoint[];
  readonly addresses: readonly AddressEndpoint[];
  /** What is allowed for sure, ordered by source and destination; an endpoint and itself is left out. */
  readonly allowed: readonly Connection[];
  /** What is neither allowed nor denied for sure, in the same order. */
  readonly undefinedByApi: readonly Connection[];
}

/** Expands the relation between classes to endpoints. Its size is that of the answer. */
export function connectionsOf(analysis: Analysis, tick?: Tick): Connections {
  const workloads = workloadEndpoints(analysis);
  const addresses = addressEndpoints(analysis);
  const allowed = [
    ...workloadConnections(analysis, workloads, tick),
    ...addressConnections(analysis, workloads, addresses),
  ];
  const undefinedByApi = [
    ...hostNetworkConnections(analysis, workloads, addresses),
    ...blockConnections(analysis, workloads),
    ...uncertainAddressConnections(analysis, workloads, addresses),
  ].sort(bySourceAndDestination);
  return { workloads, addresses, allowed: allowed.sort(bySourceAndDestination), undefinedByApi };
}

function workloadConnections(analysis: Analysis, workloads: readonly WorkloadEndpoint[], tick?: Tick): Connection[] {
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
      for (const to of targets) if (from !== to) connections.push({ from, to, ports: table.get(ports) });
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

/** What hangs on an end with hostNetwork. */
function hostNetworkConnections(
  analysis: Analysis,
  workloads: readonly WorkloadEndpoint[],
  addresses: readonly AddressEndpoint[],
): Connection[] {
  const { classes, ports: table } = analysis.universe;
  const onHost = workloads.filter(({ classId }) => classes[classId]!.hostNetwork);
  if (onHost.length === 0) return [];
  const relation = new Relation(analysis);
  const hosts = new Set(onHost);
  const connections: Connection[] = [];
  const add = (from: Endpoint, to: Endpoint, possible: PortSetId, sure: PortSetId) => {
    const ports = table.get(possible).subtract(table.get(sure));
    if (!ports.isEmpty) connections.push({ from, to, ports });
  };
  const addPair = (from: WorkloadEndpoint, to: WorkloadEndpoint) =>
    add(from, to, relation.possibleBetween(from.classId, to.classId), relation.portsBetween(from.classId, to.classId));
  for (const host of onHost) {
    for (const other of workloads) {
      if (other === host) continue;
      addPair(host, other);
      if (!hosts.has(other)) addPair(other, host);
    }
  }
  forEachAddressPair(analysis, onHost, addresses, (workload, address, direction, sure) => {
    if (!analysis.row(direction, workload.classId).undefinedSubject) return;
    const [from, to] = direction === PolicyType.EGRESS ? [workload, address] : [address, workload];
    add(from, to, table.idOf(PortSet.ALL), sure);
  });
  return connections;
}

/** What hangs on whether a block matches pods, and on whatever else is uncertain. */
export function blockConnections(analysis: Analysis, workloads: readonly WorkloadEndpoint[]): Connection[] {
  const { possible, universe } = analysis;
  if (possible === analysis) return [];
  const sure = new Relation(analysis);
  const onHost = (end: Endpoint) => end.kind === 'workload' && universe.classes[end.classId]!.hostNetwork;
  return workloadConnections(possible, workloads).flatMap(({ from, to, ports }) => {
    if (from.kind === 'ip' || to.kind === 'ip' || onHost(from) || onHost(to)) return [];
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
