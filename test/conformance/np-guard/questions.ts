import { blockEdges } from '../../arbitraries/queries';
import { formatAddress, parseAddress } from '../../naive/addresses';
import { namespaceOf, readCluster, withoutLists, type Cluster } from '../../naive/cluster';
import type { Peer, Pod, PolicyPort } from '../../naive/kubernetes';
import { withWorkloadPods } from '../../naive/workload-pods';
import type { EndpointRef, PortRange, Protocol, RelationEnd, Subject } from '../subject';

/** What there is to ask about a set of manifests: workloads, and the ports and addresses where answers may change. */

export interface Workload {
  /** Under which np-guard lists its pods: `namespace/owner[Kind]`, and `[Pod]` where nobody says what the owner is. */
  id: string;
  /** Each of its pods, or one that stands for all where they come from a template. */
  refs: EndpointRef[];
  hostNetwork: boolean;
}

export function workloadsOf(objects: object[]): Workload[] {
  const plain = objects.flatMap(withoutLists);
  const written = new Set(readCluster(plain).pods);
  const workloads = new Map<string, Workload>();
  for (const pod of readCluster(withWorkloadPods(plain)).pods) {
    // Static pods belong to their node, which is no workload.
    const owner = pod.metadata?.ownerReferences?.find(({ kind }) => kind !== 'Node');
    const id = `${namespaceOf(pod)}/${owner?.name ?? pod.metadata?.name}[${owner?.kind ?? 'Pod'}]`;
    const known = workloads.get(id) ?? { id, refs: [], hostNetwork: pod.spec?.hostNetwork === true };
    known.refs.push(written.has(pod) ? { pod: `${namespaceOf(pod)}/${pod.metadata?.name}` } : refOfReplica(pod, id));
    workloads.set(id, known);
  }
  return [...workloads.values()];
}

function refOfReplica(pod: Pod, workload: string): EndpointRef {
  const index = pod.metadata?.labels?.['apps.kubernetes.io/pod-index'];
  return index === undefined ? { workload } : { workload, replica: Number(index) };
}

/** Every port that is written anywhere with its neighbours, and the ends of the port space. */
export function boundaryPorts(objects: object[], expected: PortRange[]): number[] {
  const { pods, policies } = readCluster(withWorkloadPods(objects));
  const written = policies.flatMap(({ spec }) =>
    [...(spec?.ingress ?? []), ...(spec?.egress ?? [])].flatMap((rule) => (rule?.ports ?? []).flatMap(numbers)),
  );
  const declared = pods.flatMap(({ spec }) =>
    [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].flatMap((container) =>
      (container.ports ?? []).flatMap(({ name, containerPort }) => (name ? containerPort : [])),
    ),
  );
  const edges = [...written, ...declared, ...expected.flatMap(({ from, to }) => [from, to])];
  return [...new Set([1, 65535, ...edges.flatMap((port) => [port - 1, port, port + 1])])]
    .filter((port) => port >= 1 && port <= 65535)
    .sort((a, b) => a - b);
}

function numbers({ port, endPort }: PolicyPort): number[] {
  return [port, endPort].filter((value) => typeof value === 'number');
}

/** Both sides of every edge of every IPv4 block of the policies and of every range expected. */
export function boundaryAddresses(objects: object[], expected: RelationEnd[]): string[] {
  const cidrs = peersOf(readCluster(objects)).flatMap(({ ipBlock }) =>
    ipBlock ? [ipBlock.cidr, ...(ipBlock.except ?? [])] : [],
  );
  const ranges = expected.flatMap((end) => ('first' in end ? [end.first, end.last].map(parseAddress) : []));
  const addresses = [...new Set(cidrs)].flatMap(blockEdges).concat(ranges);
  // np-guard speaks of IPv4 only.
  return [...new Set(addresses.filter(({ bits }) => bits === 32).map(formatAddress))];
}

export function peersOf({ policies }: Cluster): Peer[] {
  return policies.flatMap(({ spec }) => [
    ...(spec?.ingress ?? []).flatMap((rule) => rule?.from ?? []),
    ...(spec?.egress ?? []).flatMap((rule) => rule?.to ?? []),
  ]);
}

export const protocols: Protocol[] = ['TCP', 'UDP', 'SCTP'];

export function portsHold(ports: PortRange[], protocol: Protocol, port: number): boolean {
  return ports.some((range) => range.protocol === protocol && range.from <= port && port <= range.to);
}

/** All of a list, or a part spread over it. */
export function sample<T>(items: T[], limit: number): T[] {
  if (items.length <= limit) return items;
  const step = items.length / limit;
  return Array.from({ length: limit }, (_, index) => items[Math.floor(index * step)]);
}

/** How much to ask: whoever judges pair by pair is asked a part of big cases, and a larger part where there is time. */
export function affordable(subject: Subject, slowly: number): number {
  if (subject.judgesLargeCases) return Infinity;
  return process.env.NETPOL_DEEP ? 50 * slowly : slowly;
}
