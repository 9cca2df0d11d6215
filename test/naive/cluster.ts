import { parseAddress, type Address } from './addresses';
import type { Direction, Metadata, Namespace, NetworkPolicy, Node, Pod } from './kubernetes';
import type { PodLabels } from './selectors';

/** What the naive evaluator knows: pods that are endpoints, policies of the one API it speaks, labels of namespaces. */
export interface Cluster {
  pods: Pod[];
  policies: NetworkPolicy[];
  /** Policies of the same name in the API of a plugin, about which nothing is known but whom they could select. */
  others: OtherPolicy[];
  namespaces: Namespace[];
  /** The nodes of the input; none where nobody says which there are. */
  nodes: Node[];
}

export function readCluster(objects: unknown[]): Cluster {
  const plain = objects.flatMap(withoutLists);
  const ofKind = (apiVersion: string, kind: string) =>
    plain.filter((object) => object.apiVersion === apiVersion && object.kind === kind);
  return {
    // The addresses of pods that have run to their end are given to other pods, so they are no endpoints.
    pods: (ofKind('v1', 'Pod') as Pod[]).filter((pod) => !hasEnded(pod)),
    // Antrea and others have a NetworkPolicy of their own in their own API group.
    policies: ofKind('networking.k8s.io/v1', 'NetworkPolicy') as NetworkPolicy[],
    others: plain.filter(
      ({ apiVersion, kind }) =>
        kind === 'NetworkPolicy' &&
        apiVersion !== 'networking.k8s.io/v1' &&
        !String(apiVersion).includes('projectcalico'),
    ) as OtherPolicy[],
    namespaces: ofKind('v1', 'Namespace') as Namespace[],
    nodes: ofKind('v1', 'Node') as Node[],
  };
}

export function hasEnded(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function namespaceOf(object: { metadata?: Metadata | null }): string {
  return object.metadata?.namespace || 'default';
}

export interface OtherPolicy {
  apiVersion: string;
  metadata?: Metadata | null;
  spec?: { types?: Direction[] } | null;
}

export function labelsOf(object: { metadata?: Metadata | null }): PodLabels {
  return object.metadata?.labels ?? {};
}

/** The API server puts the name on every namespace as a label; a namespace without an object has that label alone. */
export function namespaceLabels(cluster: Cluster, name: string): Record<string, string> {
  const object = cluster.namespaces.find((namespace) => namespace.metadata?.name === name);
  return { ...(object?.metadata?.labels as Record<string, string>), 'kubernetes.io/metadata.name': name };
}

export function podAddresses(pod: Pod): Address[] {
  return addresses(pod.status?.podIP, pod.status?.podIPs);
}

export function nodeAddresses(pod: Pod): Address[] {
  return addresses(pod.status?.hostIP, pod.status?.hostIPs);
}

function addresses(one?: string | null, many?: { ip?: string | null }[] | null): Address[] {
  return [one, ...(many ?? []).map(({ ip }) => ip)].flatMap((ip) => (ip ? [parseAddress(ip)] : []));
}

export interface PlainObject {
  apiVersion?: unknown;
  kind?: unknown;
  items?: unknown;
}

/** `kind: List` stands for its items; those of a typed list (PodList) do not repeat what kind they are. */
export function withoutLists(object: unknown): PlainObject[] {
  if (object === null || typeof object !== 'object') return [];
  const { kind, apiVersion, items } = object as PlainObject;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return [object];
  if (kind === 'List') return items.flatMap(withoutLists);
  const type = { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.map((item) => ({ ...type, ...(item as object) }));
}
