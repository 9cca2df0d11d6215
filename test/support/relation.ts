import { labelsOf, namespaceOf, readCluster, type Cluster } from '../naive/cluster';
import type { Pod, Protocol } from '../naive/kubernetes';
import { verdictIn, type EndpointRef } from '../naive/naive';
import { withWorkloadPods } from '../naive/workload-pods';

/** Who reaches whom: by source, `destination PORT, PORT`. Written `*` where every port of a protocol is open. */
export type Relation = Record<string, string[]>;

interface Endpoint {
  readonly name: string;
  readonly ref: EndpointRef;
  readonly namespace?: string;
}

const PROTOCOLS: Protocol[] = ['TCP', 'UDP', 'SCTP'];

/**
 * The whole relation between the pods of these objects and some addresses outside, by the naive evaluator. It leaves
 * out what no policy could change: a pod and itself, and two ends that are both in namespaces without policies.
 *
 * @param addresses addresses outside the cluster, by the name they have in the relation
 */
export function relationOf(objects: readonly unknown[], addresses: Record<string, string> = {}): Relation {
  const cluster = readCluster(withWorkloadPods([...objects]));
  const governed = new Set(cluster.policies.map(namespaceOf));
  const endpoints = [
    ...cluster.pods.map(podEndpoint),
    ...Object.entries(addresses).map(([name, ip]): Endpoint => ({ name, ref: { ip } })),
  ];
  const ports = portsWorthAsking(cluster);
  const isGoverned = ({ namespace }: Endpoint) => namespace !== undefined && governed.has(namespace);
  const relation: Relation = {};
  for (const from of endpoints) {
    const reached = endpoints
      .filter((to) => to !== from && (isGoverned(from) || isGoverned(to)))
      .flatMap((to) => {
        const open = openPorts(cluster, from, to, ports);
        return open ? [`${to.name} ${open}`] : [];
      });
    if (reached.length > 0) relation[from.name] = reached.sort();
  }
  return relation;
}

function podEndpoint(pod: Pod): Endpoint {
  const namespace = namespaceOf(pod);
  const owner = pod.metadata?.ownerReferences?.[0];
  const pods = `${namespace}/${pod.metadata?.name}`;
  const index = labelsOf(pod)['apps.kubernetes.io/pod-index'];
  // The replicas of a StatefulSet go by their own names; those of a Deployment are all alike and go by its name.
  const name = owner && index === undefined ? `${namespace}/${owner.name}` : pods;
  return { name, ref: { pod: pods }, namespace };
}

function openPorts(whole: Cluster, from: Endpoint, to: Endpoint, ports: Record<Protocol, number[]>): string {
  // Policies of other namespaces select neither end; leaving them out saves most of the time.
  const policies = whole.policies.filter((policy) => [from.namespace, to.namespace].includes(namespaceOf(policy)));
  const cluster = { ...whole, policies };
  return PROTOCOLS.flatMap((protocol) => {
    const open = ports[protocol].filter((port) => {
      const query = { from: from.ref, to: to.ref, protocol, port };
      const verdict = verdictIn(cluster, query, { ipBlockMatchesPods: 'never' });
      if (verdict === 'undefined') throw new Error(`Nobody knows whether ${from.name} reaches ${to.name}`);
      return verdict === 'allowed';
    });
    return open.length === ports[protocol].length ? [`${protocol}/*`] : open.map((port) => `${protocol}/${port}`);
  }).join(', ');
}

/** Every number that is written for a protocol, the one after it, and one that nobody writes. */
function portsWorthAsking(cluster: Cluster): Record<Protocol, number[]> {
  const declared = cluster.pods.flatMap(({ spec }) => (spec?.containers ?? []).flatMap(({ ports }) => ports ?? []));
  const allowed = cluster.policies.flatMap(({ spec }) =>
    [...(spec?.ingress ?? []), ...(spec?.egress ?? [])].flatMap((rule) => rule?.ports ?? []),
  );
  const numbersOf = (protocol: Protocol) => [
    ...declared.filter((port) => (port.protocol ?? 'TCP') === protocol).map(({ containerPort }) => containerPort),
    ...allowed.filter((port) => (port.protocol ?? 'TCP') === protocol).flatMap(({ port, endPort }) => [port, endPort]),
  ];
  const worth = (protocol: Protocol) => {
    const written = numbersOf(protocol).filter((number) => typeof number === 'number');
    return [...new Set([1, ...written, ...written.map((number) => number + 1)])].sort((a, b) => a - b);
  };
  return { TCP: worth('TCP'), UDP: worth('UDP'), SCTP: worth('SCTP') };
}
