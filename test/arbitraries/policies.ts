import fc from 'fast-check';
import { anyList, cidrs, complete, namespaceNames, partial, portNames, portNumbers, protocols } from './vocabulary';
import { cidrBounds, cidrContains } from '../naive/addresses';
import type { IpBlock, LabelSelector, NetworkPolicy, Peer, PolicyPort } from '../naive/kubernetes';

/** Label keys with the values that pods or namespaces give them; an empty value is not a missing key. */
export const podLabels = {
  app: ['a', 'b', ''],
  tier: ['x', 'y'],
  'statefulset.kubernetes.io/pod-name': ['w0-0', 'w0-1', 'w1-0'],
  'apps.kubernetes.io/pod-index': ['0', '1'],
};

/** Labels that controllers add, with values that a name decides, and with those that nobody can know. */
const addedLabels = { 'job-name': ['w0', 'w1'], 'pod-template-hash': ['a'], 'controller-revision-hash': ['a'] };

export const namespaceLabels = {
  team: ['one', 'two', ''],
  env: ['prod'],
  'kubernetes.io/metadata.name': [...namespaceNames, 'nowhere'],
};

type Vocabulary = Record<string, string[]>;

/** All that the API server accepts as a selector, in every spelling of "nothing". */
function selector(labels: Vocabulary): fc.Arbitrary<LabelSelector> {
  const pair = fc.constantFrom(
    ...Object.entries(labels).flatMap(([key, values]) => values.map((v) => [key, v] as const)),
  );
  const matchLabels = fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 4, arbitrary: fc.array(pair, { maxLength: 2 }).map((pairs) => Object.fromEntries(pairs)) },
  );
  const expression = fc.constantFrom(...Object.keys(labels)).chain((key) =>
    fc.oneof(
      complete({
        key: fc.constant(key),
        operator: fc.constantFrom('In', 'NotIn'),
        values: fc.array(fc.constantFrom(...labels[key], 'other'), { minLength: 1, maxLength: 3 }),
      }),
      complete({ key: fc.constant(key), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
      complete({
        key: fc.constant(key),
        operator: fc.constantFrom('Exists', 'DoesNotExist'),
        values: fc.constantFrom<string[] | null>(null, []),
      }),
    ),
  );
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 3, arbitrary: complete({ matchLabels }) },
    { weight: 3, arbitrary: complete({ matchExpressions: anyList(expression) }) },
    { weight: 1, arbitrary: partial({ matchLabels, matchExpressions: anyList(expression) }) },
  );
}

export const podSelector = fc.oneof(
  { weight: 9, arbitrary: selector(podLabels) },
  { weight: 1, arbitrary: selector({ ...podLabels, ...addedLabels }) },
);
export const namespaceSelector = selector(namespaceLabels);

const ipBlock: fc.Arbitrary<IpBlock> = fc.constantFrom(...cidrs).chain((cidr) => {
  const parts = cidrs.filter(
    (other) => other !== cidr && cidrContains(cidr, cidrBounds(other).first) && isNarrower(other, cidr),
  );
  const except = parts.length > 0 ? anyList(fc.constantFrom(...parts), 3) : fc.constantFrom<string[] | null>(null, []);
  return fc.oneof(complete({ cidr: fc.constant(cidr) }), complete({ cidr: fc.constant(cidr), except }));
});

function isNarrower(cidr: string, than: string): boolean {
  return Number(cidr.split('/')[1]) > Number(than.split('/')[1]);
}

const absentOrNull = <T>(key: string) => fc.constantFrom<Partial<T>>({}, { [key]: null } as Partial<T>);

/** A block, or one selector or both; what is not set may be written as null. */
const peer: fc.Arbitrary<Peer> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(complete({ ipBlock }), absentOrNull<Peer>('podSelector'), absentOrNull<Peer>('namespaceSelector'))
      .map((parts) => Object.assign({}, ...parts) as Peer),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(complete({ podSelector }), absentOrNull<Peer>('namespaceSelector'), absentOrNull<Peer>('ipBlock'))
      .map((parts) => Object.assign({}, ...parts) as Peer),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(complete({ namespaceSelector }), absentOrNull<Peer>('podSelector'))
      .map((parts) => Object.assign({}, ...parts) as Peer),
  },
  { weight: 3, arbitrary: complete({ podSelector, namespaceSelector }) },
);

const protocol = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('TCP', ...protocols) },
  { weight: 1, arbitrary: fc.constant(null) },
);
const portNumber = fc.constantFrom(...portNumbers);

const policyPort: fc.Arbitrary<PolicyPort> = fc
  .tuple(
    partial({ protocol }),
    fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom<PolicyPort>({}, {}, { port: null }, { port: null, endPort: null }) },
      { weight: 3, arbitrary: complete<PolicyPort>({ port: portNumber }) },
      { weight: 4, arbitrary: complete<PolicyPort>({ port: fc.constantFrom(...portNames) }) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(portNumber, portNumber)
          .map(([a, b]): PolicyPort => ({ port: Math.min(a, b), endPort: Math.max(a, b) })),
      },
    ),
  )
  .map(([chosen, port]) => ({ ...chosen, ...port }));

const ports = anyList(policyPort);
const peers = anyList(peer);
const ingress = anyList(partial({ from: peers, ports }));
const egress = anyList(partial({ to: peers, ports }));

const policyTypes = fc.constantFrom<NonNullable<NetworkPolicy['spec']>['policyTypes']>(
  null,
  [],
  ['Ingress'],
  ['Egress'],
  ['Ingress', 'Egress'],
  ['Egress', 'Ingress'],
  ['Ingress', 'Ingress'],
);

/** Every spec is one that the API server accepts; also the one that is not there. */
export const policySpec: fc.Arbitrary<NetworkPolicy['spec'] | undefined> = fc.oneof(
  {
    weight: 30,
    arbitrary: partial({
      podSelector: fc.oneof({ weight: 6, arbitrary: podSelector }, { weight: 1, arbitrary: fc.constant(null) }),
      policyTypes,
      ingress,
      egress,
    }),
  },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
