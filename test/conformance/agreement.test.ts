import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { agreementWithNaive, randomClusters } from './agreement';
import { naiveSubject } from './naive-subject';
import {
  isPolicy,
  peers,
  pods,
  podSpecs,
  policies,
  ports,
  readingAs,
  rules,
  withDefaults,
  type Plain,
} from './rewrites';
import { subjects } from './subjects';
import type { LabelSelector, Peer, PodSpec } from '../naive/kubernetes';

test('a cluster means the same when the API server has written out all defaults', () => {
  const spelledOut = readingAs('objects with all defaults written out', withDefaults);
  fc.assert(agreementWithNaive(spelledOut), { numRuns: randomClusters / 5 });
});

test.each(subjects.filter((subject) => subject !== naiveSubject))(
  '$name agrees with the naive evaluator on random clusters',
  (subject) => {
    fc.assert(agreementWithNaive(subject), { numRuns: randomClusters });
  },
);

const nobody: LabelSelector = { matchLabels: { 'nobody-has': 'this' } };
const isEmpty = (list: unknown) => Array.isArray(list) && list.length === 0;

/** Only the selectors of policies; labels stay. */
const keys = (rename: (key: string) => string) =>
  policies(
    (spec) =>
      JSON.parse(JSON.stringify(spec), (_key, value: unknown) => {
        if (!value || typeof value !== 'object' || !('matchLabels' in value || 'matchExpressions' in value)) {
          return value;
        }
        const { matchLabels, matchExpressions } = value as LabelSelector;
        return {
          matchLabels: Object.fromEntries(Object.entries(matchLabels ?? {}).map(([key, one]) => [rename(key), one])),
          matchExpressions: (matchExpressions ?? []).map((one) => ({ ...one, key: rename(one.key) })),
        };
      }) as typeof spec,
  );

const expressions = (operator: string, instead: (key: string) => NonNullable<LabelSelector['matchExpressions']>) =>
  policies(
    (spec) =>
      JSON.parse(JSON.stringify(spec), (key, value: unknown) =>
        key === 'matchExpressions' && Array.isArray(value)
          ? (value as NonNullable<LabelSelector['matchExpressions']>).flatMap((one) =>
              one.operator === operator ? [one, ...instead(one.key)] : one,
            )
          : value,
      ) as typeof spec,
  );

const inAllProtocols = (spec: PodSpec): PodSpec => ({
  ...spec,
  containers: spec.containers?.map((container) => ({
    ...container,
    ports: container.ports?.flatMap((port) =>
      (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => ({ ...port, protocol })),
    ),
  })),
});

const wrongReadings: Record<string, (object: Plain) => object[]> = {
  'from: [] is nobody': rules((rule) => (isEmpty(rule.peers) ? { ...rule, peers: [{ podSelector: nobody }] } : rule)),
  'from: null is nobody': rules((rule) => (rule.peers === null ? { ...rule, peers: [{ podSelector: nobody }] } : rule)),
  'ports: [] is no port': rules((rule) => (isEmpty(rule.ports) ? { ...rule, peers: [{ podSelector: nobody }] } : rule)),
  'ports: [{}] is every protocol': rules((rule) =>
    rule.ports?.some((port) => Object.keys(port).length === 0) ? { ...rule, ports: [] } : rule,
  ),
  'a protocol alone is TCP': ports((port) => (port.port ? port : { protocol: 'TCP' })),
  'namespaceSelector: null is every namespace': peers((peer) =>
    peer.namespaceSelector === null && !peer.ipBlock ? { ...peer, namespaceSelector: {} } : peer,
  ),
  'namespaceSelector: {} is the own namespace': peers((peer) =>
    peer.namespaceSelector && Object.keys(peer.namespaceSelector).length === 0
      ? { podSelector: peer.podSelector ?? {} }
      : peer,
  ),
  'a podSelector alone is of every namespace': peers((peer) =>
    peer.podSelector ? { ...peer, namespaceSelector: peer.namespaceSelector ?? {} } : peer,
  ),
  'two selectors are or': rules((rule) => ({
    ...rule,
    peers: rule.peers?.flatMap(({ podSelector, namespaceSelector, ipBlock }): Peer[] =>
      podSelector && namespaceSelector
        ? [{ podSelector }, { namespaceSelector }]
        : [{ podSelector, namespaceSelector, ipBlock }],
    ),
  })),
  'policyTypes absent is both': policies((spec) =>
    spec.policyTypes?.length ? spec : { ...spec, policyTypes: ['Ingress', 'Egress'] },
  ),
  'policyTypes absent is Ingress': policies((spec) =>
    spec.policyTypes?.length ? spec : { ...spec, policyTypes: ['Ingress'] },
  ),
  'policyTypes absent is what the rules are for': policies((spec) =>
    spec.policyTypes?.length || spec.ingress?.length || !spec.egress?.length
      ? spec
      : { ...spec, policyTypes: ['Egress'] },
  ),
  'egress: [] isolates egress': policies((spec) =>
    isEmpty(spec.egress) && !spec.policyTypes?.length ? { ...spec, policyTypes: ['Ingress', 'Egress'] } : spec,
  ),
  'rules count without their policyType': policies((spec) =>
    spec.ingress?.length ? { ...spec, policyTypes: [...(spec.policyTypes ?? []), 'Ingress'] } : spec,
  ),
  'endPort does not count': ports(({ protocol, port }) => ({ protocol, port })),
  'endPort is not part of the range': ports((port) =>
    port.endPort && port.endPort > Number(port.port) ? { ...port, endPort: port.endPort - 1 } : port,
  ),
  'except does not count': peers((peer) => (peer.ipBlock ? { ipBlock: { cidr: peer.ipBlock.cidr } } : peer)),
  'all of IPv6 is all of IPv4': peers((peer) =>
    peer.ipBlock?.cidr === '::/0' ? { ipBlock: { cidr: '0.0.0.0/0' } } : peer,
  ),
  'named ports are of every protocol': podSpecs(inAllProtocols),
  'named ports are of the first container': podSpecs((spec) => ({ ...spec, containers: spec.containers?.slice(0, 1) })),
  'init containers do not serve': podSpecs((spec) => ({ ...spec, initContainers: [] })),
  'init containers serve': podSpecs((spec) => ({
    ...spec,
    initContainers: spec.initContainers?.map((one) => ({ ...one, restartPolicy: 'Always' })),
  })),
  'a pod with hostNetwork is like any other': podSpecs((spec) => ({ ...spec, hostNetwork: false })),
  'NotIn needs the key': expressions('NotIn', (key) => [{ key, operator: 'Exists' }]),
  'DoesNotExist never matches': expressions('DoesNotExist', (key) => [{ key, operator: 'Exists' }]),
  'namespaces have no label of their name': keys((key) => (key === 'kubernetes.io/metadata.name' ? 'name' : key)),
  'pods of a StatefulSet are alike': keys((key) =>
    key === 'statefulset.kubernetes.io/pod-name' || key === 'apps.kubernetes.io/pod-index' ? 'replica' : key,
  ),
  'an empty value is a missing label': (object) => [
    JSON.parse(JSON.stringify(object), (key, value: unknown) =>
      key === 'app' && value === '' ? undefined : value,
    ) as object,
  ],
  'a node is like any address': pods((pod) => ({ ...pod, status: { ...pod.status, hostIP: null, hostIPs: null } })),
  'only the first address of a pod counts': pods((pod) => ({ ...pod, status: { ...pod.status, podIPs: null } })),
  'a policy without a namespace is nowhere': (object) =>
    isPolicy(object) && !object.metadata?.namespace ? [] : [object],
  'a NetworkPolicy of another group is one of this': (object) =>
    object.kind === 'NetworkPolicy' ? [{ ...object, apiVersion: 'networking.k8s.io/v1' }] : [object],
};

describe('random clusters find out who reads the API wrongly', () => {
  test.each(Object.entries(wrongReadings))('%s', (name, rewrite) => {
    const run = fc.check(agreementWithNaive(readingAs(name, rewrite)), { numRuns: 3000, endOnFailure: true });
    expect(run.failed).toBe(true);
  });
});
