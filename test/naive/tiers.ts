import { ipBlockContains } from './addresses';
import { labelsOf, namespaceLabels, namespaceOf, podAddresses, type Cluster } from './cluster';
import { hasHostNetwork, type Endpoint } from './endpoint';
import type { Direction, LabelSelector, Pod } from './kubernetes';
import { declaresPort, type PortQuery } from './ports';
import { selectorMatches } from './selectors';

/**
 * The parts of a ClusterNetworkPolicy (policy.networking.k8s.io/v1alpha2) that decide, as they stand in JSON. See
 * https://network-policy-api.sigs.k8s.io/reference/spec/.
 */
export interface ClusterNetworkPolicy {
  metadata: { name: string };
  spec: {
    tier: 'Admin' | 'Baseline';
    priority: number;
    subject: ClusterSubject;
    ingress?: { action: Action; from: ClusterSubject[]; protocols?: ClusterPort[] }[];
    egress?: { action: Action; to: ClusterPeer[]; protocols?: ClusterPort[] }[];
  };
}

export type Action = 'Accept' | 'Deny' | 'Pass';

export type ClusterSubject =
  { namespaces: LabelSelector } | { pods: { namespaceSelector: LabelSelector; podSelector: LabelSelector } };

export type ClusterPeer = ClusterSubject | { networks: string[] };

export type ClusterPort =
  | { tcp: { destinationPort: PortNumbers } }
  | { udp: { destinationPort: PortNumbers } }
  | { sctp: { destinationPort: PortNumbers } }
  | { destinationNamedPort: string };

export type PortNumbers = { number: number } | { range: { start: number; end: number } };

/**
 * What a tier decides: the first rule that matches, of the policy with the lowest priority, counts. Nothing where no
 * rule matches, or the one that does passes the traffic on.
 */
export function tierVerdict(
  cluster: Cluster,
  policies: ClusterNetworkPolicy[],
  tier: 'Admin' | 'Baseline',
  direction: Direction,
  subject: Endpoint,
  peer: Endpoint,
  port: PortQuery,
): 'allowed' | 'denied' | undefined {
  const { pod } = subject;
  if (!pod) return undefined;
  const inOrder = policies
    .filter(({ spec }) => spec.tier === tier && isAmong(cluster, spec.subject, pod))
    .sort((a, b) => a.spec.priority - b.spec.priority);
  for (const { spec } of inOrder) {
    const rules =
      direction === 'Ingress'
        ? (spec.ingress ?? []).map(({ from, ...rule }) => ({ ...rule, peers: from as ClusterPeer[] }))
        : (spec.egress ?? []).map(({ to, ...rule }) => ({ ...rule, peers: to }));
    const destination = direction === 'Ingress' ? pod : peer.pod;
    const first = rules.find(
      ({ peers, protocols }) =>
        peers.some((one) => peerMatches(cluster, one, peer)) &&
        (protocols === undefined || protocols.some((one) => portMatches(one, destination, port))),
    );
    if (first) return first.action === 'Pass' ? undefined : first.action === 'Accept' ? 'allowed' : 'denied';
  }
  return undefined;
}

/** Pods with hostNetwork are no subjects and no peers. */
function isAmong(cluster: Cluster, subject: ClusterSubject, pod: Pod): boolean {
  if (hasHostNetwork(pod)) return false;
  const labels = namespaceLabels(cluster, namespaceOf(pod));
  if ('namespaces' in subject) return selectorMatches(subject.namespaces, labels);
  const { namespaceSelector, podSelector } = subject.pods;
  return selectorMatches(namespaceSelector, labels) && selectorMatches(podSelector, labelsOf(pod));
}

/** Networks match pods by their addresses too. */
function peerMatches(cluster: Cluster, peer: ClusterPeer, end: Endpoint): boolean {
  if (!('networks' in peer)) return end.pod !== undefined && isAmong(cluster, peer, end.pod);
  if (end.pod && hasHostNetwork(end.pod)) return false;
  const addresses = end.pod ? podAddresses(end.pod) : [end.address];
  return peer.networks.some((cidr) => addresses.some((address) => ipBlockContains({ cidr }, address)));
}

function portMatches(written: ClusterPort, destination: Pod | undefined, query: PortQuery): boolean {
  if ('destinationNamedPort' in written) {
    return destination !== undefined && declaresPort(destination, written.destinationNamedPort, query);
  }
  const numbers = numbersByProtocol(written)[query.protocol];
  if (!numbers) return false;
  return 'number' in numbers
    ? numbers.number === query.port
    : numbers.range.start <= query.port && query.port <= numbers.range.end;
}

function numbersByProtocol(
  written: Exclude<ClusterPort, { destinationNamedPort: string }>,
): Partial<Record<string, PortNumbers>> {
  return Object.fromEntries(
    Object.entries(written).map(([protocol, { destinationPort }]: [string, { destinationPort: PortNumbers }]) => [
      protocol.toUpperCase(),
      destinationPort,
    ]),
  );
}
