import { namespace, pod, policy } from '../../fixtures/objects';
import { labelsOf, namespaceLabels, namespaceOf, readCluster, type Cluster } from '../../naive/cluster';
import type { LabelSelector, PolicyPort } from '../../naive/kubernetes';
import { selectorMatches } from '../../naive/selectors';
import { withWorkloadPods } from '../../naive/workload-pods';
import type { Exposure, PossiblePods, Protocol } from '../subject';
import { peersOf, portsHold, protocols, sample } from './questions';

/**
 * Pods that are not in the manifests and could be: what np-guard's exposure speaks of in selectors becomes something
 * to ask verdicts about. Each label that a selector of a policy names is absent, has a value that is named, or another.
 */
export interface PossiblePod {
  id: string;
  namespace: string;
  namespaceLabels: Record<string, string>;
  labels: Record<string, string>;
}

type Labels = Record<string, string>;

const nameLabel = 'kubernetes.io/metadata.name';
const other = 'some-other-value';

export function possiblePods(objects: object[], limit: number): PossiblePod[] {
  const cluster = readCluster(withWorkloadPods(objects));
  const peers = peersOf(cluster).filter(({ ipBlock }) => !ipBlock);
  const namespaceSelectors = peers.flatMap(({ namespaceSelector }) => namespaceSelector ?? []);
  const podSelectors = peers.flatMap(({ podSelector }) => podSelector ?? []);

  const known = new Map(cluster.namespaces.map((one) => [one.metadata?.name ?? '', labelsOf(one) as Labels]));
  const names = namespaceSelectors.flatMap((selector) => valuesOf(selector).get(nameLabel) ?? []);
  const inKnown = [...cluster.policies, ...cluster.pods].map(({ metadata }) => metadata?.namespace || 'default');
  const existing = [...new Set([...known.keys(), ...names, ...inKnown])].map((name) => ({
    name,
    labels: known.get(name) ?? {},
  }));
  const imagined = labelSets(namespaceSelectors, 40).map((labels, index) => ({ name: `possible-${index}`, labels }));

  const places = [...existing, ...imagined].flatMap(({ name, labels }) =>
    labelSets(podSelectors, 60).map((podLabels) => ({ namespace: name, namespaceLabels: labels, labels: podLabels })),
  );
  const unlisted = peersNotListed(cluster);
  const listed = places.filter((place) => !unlisted.some((peer) => isPeer(peer, place)));
  return sample(listed, limit).map((place, index) => ({ ...place, id: `${place.namespace}/possible-${index}` }));
}

/**
 * Exception: where a peer selects pods by labels alone and the manifests hold a pod that it selects, np-guard lists the
 * connections of that pod and says nothing about others like it. So it cannot be asked about those.
 */
function peersNotListed(cluster: Cluster): PossiblePods[] {
  const withExpressions = (selector?: LabelSelector | null) => (selector?.matchExpressions ?? []).length > 0;
  const existing = cluster.pods.map((one) => {
    const namespaceName = namespaceOf(one);
    return {
      namespace: namespaceName,
      namespaceLabels: namespaceLabels(cluster, namespaceName),
      // A selector by labels alone finds nothing in a value that nobody knows.
      labels: labelsOf(one) as Labels,
    };
  });
  return cluster.policies
    .flatMap((one) => peersOf({ ...cluster, policies: [one] }).map((peer) => ({ ...peer, own: namespaceOf(one) })))
    .filter(
      ({ podSelector, namespaceSelector }) => !withExpressions(podSelector) && !withExpressions(namespaceSelector),
    )
    .filter(({ podSelector }) => Object.keys(podSelector?.matchLabels ?? {}).length > 0)
    .map(({ podSelector, namespaceSelector, own }) => ({
      namespace: namespaceSelector ?? own,
      pods: podSelector ?? {},
    }))
    .filter((peer) => existing.some((place) => isPeer(peer, place)));
}

/** One label set that satisfies each selector, and then combinations spread over all. */
function labelSets(selectors: LabelSelector[], limit: number): Labels[] {
  const values = new Map<string, Set<string>>();
  for (const selector of selectors) {
    for (const [key, named] of valuesOf(selector)) {
      values.set(key, new Set([...(values.get(key) ?? []), ...named]));
    }
  }
  values.delete(nameLabel);
  let combinations: Labels[] = [{}];
  for (const [key, named] of values) {
    const choices = [{}, ...[...named, other].map((value) => ({ [key]: value }))];
    combinations = sample(
      combinations.flatMap((labels) => choices.map((choice) => ({ ...labels, ...choice }))),
      10 * limit,
    );
  }
  const sets = [...selectors.map(satisfying), ...sample(combinations, limit)];
  return [...new Map(sets.map((labels) => [JSON.stringify(Object.entries(labels).sort()), labels])).values()];
}

function valuesOf({ matchLabels, matchExpressions }: LabelSelector): Map<string, string[]> {
  return new Map([
    ...Object.entries(matchLabels ?? {}).map(([key, value]): [string, string[]] => [key, [value]]),
    ...(matchExpressions ?? []).map(({ key, values }): [string, string[]] => [key, values ?? []]),
  ]);
}

function satisfying({ matchLabels, matchExpressions }: LabelSelector): Labels {
  const expressed = (matchExpressions ?? []).flatMap(({ key, operator, values }): [string, string][] => {
    if (operator === 'In') return [[key, values?.[0] ?? other]];
    return operator === 'Exists' ? [[key, other]] : [];
  });
  return Object.fromEntries([...Object.entries(matchLabels ?? {}), ...expressed].filter(([key]) => key !== nameLabel));
}

/** The manifests with these pods in them, which themselves may do everything, so that only the others' side counts. */
export function withPossiblePods(objects: object[], possible: PossiblePod[]): object[] {
  const marked = { 'possible-pod': 'yes' };
  const names = portNumbers(objects);
  const spec = {
    containers: protocols.map((protocol) => ({
      name: protocol.toLowerCase(),
      ports: [...names].map(([name, containerPort]) => ({ name, containerPort, protocol })),
    })),
  };
  const imagined = new Map(possible.map((one) => [one.namespace, one.namespaceLabels]));
  for (const { metadata } of readCluster(objects).namespaces) imagined.delete(metadata?.name ?? '');
  return [
    ...objects,
    ...[...imagined].map(([name, labels]) => namespace(name, labels)),
    ...possible.map(({ id, labels }) => pod(id, { labels: { ...labels, ...marked }, spec })),
    ...[...new Set(possible.map((one) => one.namespace))].map((name) =>
      policy(`${name}/possible-pods-may-do-everything`, {
        podSelector: { matchLabels: marked },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{}],
        egress: [{}],
      }),
    ),
  ];
}

/** The number that each port name of the policies has on possible pods. */
export function portNumbers(objects: object[]): Map<string, number> {
  const written = readCluster(objects).policies.flatMap(({ spec }) =>
    [...(spec?.ingress ?? []), ...(spec?.egress ?? [])].flatMap((rule) =>
      (rule?.ports ?? []).map(({ port }: PolicyPort) => port),
    ),
  );
  const names = new Set(written.filter((port) => typeof port === 'string'));
  return new Map([...names].map((name, index) => [name, 50001 + index]));
}

/** Whether one of the rows says that the possible pod and the workload may talk. */
export function exposes(
  rows: Exposure[],
  possible: PossiblePod,
  numbers: Map<string, number>,
  protocol: Protocol,
  port: number,
): boolean {
  return rows.some(({ peer, ports, namedPorts = [] }) => {
    const named = namedPorts.some((one) => one.protocol === protocol && numbers.get(one.name) === port);
    return (named || portsHold(ports, protocol, port)) && isPeer(peer, possible);
  });
}

function isPeer(peer: Exposure['peer'], possible: Omit<PossiblePod, 'id'>): boolean {
  if (peer === 'entire-cluster') return true;
  if ('first' in peer) return false;
  const namespaceMatches =
    typeof peer.namespace === 'string'
      ? peer.namespace === possible.namespace
      : selectorMatches(peer.namespace, { ...possible.namespaceLabels, [nameLabel]: possible.namespace });
  return namespaceMatches && selectorMatches(peer.pods, possible.labels);
}
