import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterArbitrary } from './cluster';
import { scenarioArbitrary } from './queries';
import { hasEnded, readCluster, type Cluster } from '../naive/cluster';
import type { LabelSelector, NetworkPolicy, Peer, Pod, PolicyPort } from '../naive/kubernetes';
import { verdictIn } from '../naive/naive';
import { withWorkloadPods } from '../naive/workload-pods';

const inputs = fc.sample(clusterArbitrary, { numRuns: 1000, seed: 1 });
const clusters = inputs.map((objects) => readCluster(withWorkloadPods(objects)));

type Spec = NonNullable<NetworkPolicy['spec']>;
type Rule = { peers?: Peer[] | null; ports?: PolicyPort[] | null };

const specs = ({ policies }: Cluster): Spec[] => policies.flatMap(({ spec }) => (spec ? [spec] : []));
const rules = (cluster: Cluster): Rule[] =>
  specs(cluster).flatMap(({ ingress, egress }) => [
    ...(ingress ?? []).map((rule) => ({ ports: rule?.ports, peers: rule?.from })),
    ...(egress ?? []).map((rule) => ({ ports: rule?.ports, peers: rule?.to })),
  ]);
const peers = (cluster: Cluster): Peer[] => rules(cluster).flatMap((rule) => rule.peers ?? []);
const ports = (cluster: Cluster): PolicyPort[] => rules(cluster).flatMap((rule) => rule.ports ?? []);
const selectors = (cluster: Cluster): LabelSelector[] =>
  [...specs(cluster), ...peers(cluster)].flatMap(({ podSelector }) => podSelector ?? []);
const operators = (cluster: Cluster) =>
  selectors(cluster).flatMap(({ matchExpressions }) => (matchExpressions ?? []).map(({ operator }) => operator));
const isEmptyList = (list: unknown) => Array.isArray(list) && list.length === 0;
const isEmptyObject = (value: unknown) => !!value && Object.keys(value).length === 0;
const containers = ({ pods }: Cluster) => pods.flatMap(({ spec }) => spec?.containers ?? []);

const inMeaning: Record<string, (cluster: Cluster) => boolean> = {
  'a policy without a spec': ({ policies }) => policies.some(({ spec }) => !spec),
  'a policy without a namespace': ({ policies }) => policies.some(({ metadata }) => !metadata?.namespace),
  'policyTypes absent with egress rules': (c) =>
    specs(c).some((s) => !('policyTypes' in s) && (s.egress ?? []).length > 0),
  'policyTypes: []': (c) => specs(c).some((s) => isEmptyList(s.policyTypes)),
  'duplicate policyTypes': (c) =>
    specs(c).some((s) => s.policyTypes?.[1] === 'Ingress' && s.policyTypes[0] === 'Ingress'),
  'ingress: null': (c) => specs(c).some((s) => s.ingress === null),
  'egress: [] without policyTypes': (c) => specs(c).some((s) => isEmptyList(s.egress) && !s.policyTypes),
  'from: []': (c) => rules(c).some((rule) => isEmptyList(rule.peers)),
  'from: null': (c) => rules(c).some((rule) => rule.peers === null),
  'ports: []': (c) => rules(c).some((rule) => isEmptyList(rule.ports)),
  'ports: [{}]': (c) => ports(c).some(isEmptyObject),
  'a protocol without a port': (c) => ports(c).some((port) => port.protocol && !port.port),
  'a named port': (c) => ports(c).some(({ port }) => typeof port === 'string'),
  'a port range': (c) => ports(c).some(({ port, endPort }) => !!endPort && endPort > Number(port)),
  'a range of one port': (c) => ports(c).some(({ port, endPort }) => !!endPort && endPort === port),
  SCTP: (c) => ports(c).some(({ protocol }) => protocol === 'SCTP'),
  'namespaceSelector: null': (c) => peers(c).some((peer) => peer.podSelector && peer.namespaceSelector === null),
  'namespaceSelector: {}': (c) => peers(c).some((peer) => isEmptyObject(peer.namespaceSelector)),
  'both selectors in one peer': (c) => peers(c).some((peer) => peer.podSelector && peer.namespaceSelector),
  'an ipBlock with except': (c) => peers(c).some((peer) => (peer.ipBlock?.except ?? []).length > 0),
  'an ipBlock with except: null': (c) => peers(c).some((peer) => peer.ipBlock?.except === null),
  'an IPv6 block': (c) => peers(c).some((peer) => peer.ipBlock?.cidr.includes(':')),
  In: (c) => operators(c).includes('In'),
  NotIn: (c) => operators(c).includes('NotIn'),
  Exists: (c) => operators(c).includes('Exists'),
  DoesNotExist: (c) => operators(c).includes('DoesNotExist'),
  'a selector with an empty value': (c) => selectors(c).some(({ matchLabels }) => matchLabels?.app === ''),
  'a selector on a label of StatefulSet pods': (c) =>
    selectors(c).some(({ matchLabels }) => matchLabels?.['statefulset.kubernetes.io/pod-name']),
  'a pod with hostNetwork': ({ pods }) => pods.some(({ spec }) => spec?.hostNetwork),
  'a pod without an address': ({ pods }) => pods.some(({ status }) => !status?.podIP),
  'a pending pod': ({ pods }) => pods.some(({ status }) => status?.phase === 'Pending'),
  'a pod with an address of each family': ({ pods }) => pods.some(({ status }) => status?.podIPs?.[1]),
  'a pod with the address of its node': ({ pods }) => pods.some(({ status }) => status?.hostIP),
  'a pod in a namespace without an object': ({ pods, namespaces }) =>
    pods.some(({ metadata }) => !namespaces.some((ns) => ns.metadata?.name === (metadata?.namespace ?? 'default'))),
  'a pod without labels': ({ pods }) => pods.some(({ metadata }) => !metadata?.labels),
  'one port name with two numbers': (c) =>
    new Set(
      containers(c).flatMap((one) => (one.ports ?? []).flatMap((p) => (p.name === 'http' ? p.containerPort : []))),
    ).size > 1,
  'one port name with two protocols': (c) =>
    new Set(
      containers(c).flatMap((one) =>
        (one.ports ?? []).flatMap((p) => (p.name === 'http' ? (p.protocol ?? 'TCP') : [])),
      ),
    ).size > 1,
  'a plain init container with ports': ({ pods }) => pods.some((pod) => initPorts(pod, undefined)),
  'a sidecar with ports': ({ pods }) => pods.some((pod) => initPorts(pod, 'Always')),
  'a StatefulSet': ({ pods }) => pods.some(({ metadata }) => metadata?.ownerReferences?.[0]?.kind === 'StatefulSet'),
  'a CronJob': ({ pods }) => pods.some(({ metadata }) => metadata?.ownerReferences?.[0]?.kind === 'CronJob'),
};

function initPorts({ spec }: Pod, restartPolicy: string | undefined): boolean {
  return (spec?.initContainers ?? []).some(
    (one) => one.restartPolicy === restartPolicy && (one.ports ?? []).length > 0,
  );
}

const inInput: Record<string, (objects: object[]) => boolean> = {
  'a pod that has ended': (objects) => objects.some((object) => 'status' in object && hasEnded(object as Pod)),
  'a NetworkPolicy of another API group': (objects) => JSON.stringify(objects).includes('antrea'),
  'a Service': (objects) => JSON.stringify(objects).includes('"Service"'),
  'a List': (objects) => JSON.stringify(objects).includes('"List"'),
  'a list of pods that are not called pods': (objects) => JSON.stringify(objects).includes('"PodList"'),
};

describe('of a thousand random clusters, at least ten hold', () => {
  test.each(Object.entries(inMeaning))('%s', (_name, holds) => {
    expect(clusters.filter(holds).length).toBeGreaterThanOrEqual(10);
  });

  test.each(Object.entries(inInput))('%s', (_name, holds) => {
    expect(inputs.filter(holds).length).toBeGreaterThanOrEqual(10);
  });
});

test('random questions are answered in each way often enough to tell evaluators apart', () => {
  const counts = { allowed: 0, denied: 0, undefined: 0 };
  for (const { objects, queries, options } of fc.sample(scenarioArbitrary(), { numRuns: 300, seed: 1 })) {
    const cluster = readCluster(withWorkloadPods(objects));
    for (const query of queries) counts[verdictIn(cluster, query, options)]++;
  }
  const total = counts.allowed + counts.denied + counts.undefined;
  expect(counts.allowed / total).toBeGreaterThan(0.2);
  expect(counts.denied / total).toBeGreaterThan(0.2);
  expect(counts.undefined / total).toBeGreaterThan(0.01);
});
