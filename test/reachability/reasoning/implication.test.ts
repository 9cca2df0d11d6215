import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIpAddress } from '../../../src/model/ip-address';
import { matchesLabels, requirementsOf } from '../../../src/model/label-selector';
import { LabelSelectorSpec, PolicyType } from '../../../src/model/network-policy';
import { Protocol } from '../../../src/model/protocol';
import { flowBetween } from '../../../src/reachability/question/flow';
import {
  allowsAll,
  areEquivalent,
  isUnsatisfiable,
  redundantPolicies,
  redundantRules,
  selectorContains,
  selectorsOverlap,
} from '../../../src/reachability/reasoning/implication';
import type { FlowEnd, PodsEnd } from '../../../src/reachability/relation/flow-end';
import { policySpec } from '../../arbitraries/policies';
import { pod, policy } from '../../fixtures/objects';
import { analyse, memberEnd } from '../support';

const selectors: fc.Arbitrary<LabelSelectorSpec> = policySpec.map(
  (spec) => (spec?.podSelector ?? {}) as LabelSelectorSpec,
);
const keys = ['app', 'tier', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index'];
const requirements = selectors
  .map((selector) => requirementsOf(selector))
  .filter((all) => all.every(({ key }) => keys.includes(key)));

/** Every combination of labels that the selectors of the arbitrary could tell apart. */
const everyLabels = keys.reduce<Record<string, string>[]>(
  (sets, key) => {
    const values: Record<string, string[]> = { app: ['a', 'b', '', 'other'], tier: ['x', 'y', 'other'] };
    const known = values[key] ?? ['w0-0', 'w0-1', 'w1-0', '0', '1', 'other'];
    return sets.flatMap((set) => [set, ...[...known, 'unheard-of'].map((value) => ({ ...set, [key]: value }))]);
  },
  [{}],
);

test('what is said of selectors holds for all labels there can be', () => {
  fc.assert(
    fc.property(requirements, requirements, (a, b) => {
      const inA = everyLabels.filter((labels) => matchesLabels(a, labels));
      expect(isUnsatisfiable(a)).toBe(inA.length === 0);
      expect(selectorsOverlap(a, b)).toBe(inA.some((labels) => matchesLabels(b, labels)));
      expect(selectorContains(b, a)).toBe(inA.every((labels) => matchesLabels(b, labels)));
    }),
    { numRuns: 200 },
  );
});

const cluster = [
  ...['', 'a', 'b'].flatMap((app) =>
    ['x', undefined].map((tier, index) => pod(`red/p${app}${index}`, { labels: { app, ...(tier ? { tier } : {}) } })),
  ),
  pod('blue/q', { labels: { app: 'a' } }),
];
const specs = fc.array(policySpec, { minLength: 1, maxLength: 3 });

function compiled(list: readonly unknown[]) {
  return analyse([...cluster, ...list.map((spec, index) => policy(`red/n${index}`, spec as object))]);
}

test('what is implied for all pods holds for the pods that are there', () => {
  fc.assert(
    fc.property(specs, specs, (first, second) => {
      const [before, after] = [compiled(first), compiled(second)];
      if (allowsAll(before.policies, after.policies) !== true) return;
      for (const source of before.members) {
        for (const destination of before.members) {
          if (source === destination) continue;
          const [old, now] = [before, after].map((analysis) =>
            flowBetween(analysis, memberEnd(analysis, source), memberEnd(analysis, destination)),
          );
          expect(now.allowed.contains(old.allowed)).toBe(true);
        }
      }
    }),
    { numRuns: 2000 },
  );
});

/** A language so small that every pod there could be can be tried. */
const fewRequirements = (key: string, values: string[]) =>
  fc.oneof(
    fc.constant({}),
    fc.constantFrom(...values).map((value) => ({ matchLabels: { [key]: value } })),
    fc
      .tuple(fc.constantFrom('In', 'NotIn'), fc.subarray(values, { minLength: 1 }))
      .map(([operator, some]) => ({ matchExpressions: [{ key, operator, values: some }] })),
    fc.constantFrom('Exists', 'DoesNotExist').map((operator) => ({ matchExpressions: [{ key, operator }] })),
  );
const fewPods = fewRequirements('app', ['a', 'b']);
const fewNamespaces = fc.oneof(
  fewRequirements('team', ['one']),
  fewRequirements('kubernetes.io/metadata.name', ['red']),
);
const fewPeers = fc.oneof(
  fewPods.map((podSelector) => ({ podSelector })),
  fewNamespaces.map((namespaceSelector) => ({ namespaceSelector })),
  fc.tuple(fewNamespaces, fewPods).map(([namespaceSelector, podSelector]) => ({ namespaceSelector, podSelector })),
  fc.constantFrom('0.0.0.0/1', '128.0.0.0/1', '0.0.0.0/0', '::/0').map((cidr) => ({ ipBlock: { cidr } })),
);
const fewPorts = fc.constantFrom<object[]>([], [{ port: 80 }], [{ port: 1, endPort: 99 }], [{ port: 'http' }], [{}]);
const fewRules = (peerField: 'from' | 'to') =>
  fc.array(
    fc.tuple(fc.array(fewPeers, { maxLength: 2 }), fewPorts).map(([peers, ports]) => ({ [peerField]: peers, ports })),
    { maxLength: 3 },
  );
const fewSpecs = fc.array(
  fc
    .tuple(fewPods, fewRules('from'), fewRules('to'), fc.subarray(['Ingress', 'Egress'], { minLength: 1 }))
    .map(([podSelector, ingress, egress, policyTypes]) => ({ podSelector, ingress, egress, policyTypes })),
  { maxLength: 3 },
);

const fewLabels = [{}, ...['a', 'b', 'other'].map((app) => ({ app }))];
const fewPlaces = [
  ['red', {}],
  ['red', { team: 'one' }],
  ['elsewhere', {}],
  ['elsewhere', { team: 'one' }],
  ['elsewhere', { team: 'other' }],
] as const;
const fewNames = [[], ...[80, 50, 4444].map((number) => [{ name: 'http', protocol: Protocol.TCP, number }])];
const podsAnywhere = fewLabels.flatMap((labels) =>
  fewPlaces.flatMap(([namespace, own]) =>
    fewNames.map((ports): PodsEnd => ({
      kind: 'pods',
      id: '',
      namespace,
      namespaceLabels: { ...own, 'kubernetes.io/metadata.name': namespace },
      labels,
      ports,
      hostNetwork: false,
      addresses: [],
      nodeAddresses: [],
    })),
  ),
);
const everyone: FlowEnd[] = [
  ...podsAnywhere,
  ...['1.1.1.1', '200.0.0.1', '::1'].map((ip): FlowEnd => ({ kind: 'address', address: parseIpAddress(ip) })),
];

test('one set allows all that another does exactly where no pod there could be tells them apart', () => {
  const verdicts = new Map<boolean, number>();
  fc.assert(
    fc.property(fewSpecs, fewSpecs, fc.boolean(), (first, second, both) => {
      const [before, after] = [compiled(first), compiled(both ? [...second, ...first] : second)];
      const isWitness = (subject: PodsEnd, peer: FlowEnd) => {
        const sides = (analysis: typeof before) => [
          flowBetween(analysis, subject, peer).egress.allowed,
          flowBetween(analysis, peer, subject).ingress.allowed,
        ];
        const [old, now] = [sides(before), sides(after)];
        return !now[0].contains(old[0]) || !now[1].contains(old[1]);
      };
      const witness = podsAnywhere
        .filter(({ namespace }) => namespace === 'red')
        .some((subject) => everyone.some((peer) => isWitness(subject, peer)));
      const answer = allowsAll(before.policies, after.policies);
      verdicts.set(!witness, (verdicts.get(!witness) ?? 0) + 1);
      expect(answer).toBe(!witness);
    }),
    { numRuns: process.env.NETPOL_DEEP ? 1000 : 150 },
  );
  expect(Math.min(verdicts.get(true) ?? 0, verdicts.get(false) ?? 0)).toBeGreaterThan(10);
});

describe('redundancy', () => {
  const web = { podSelector: { matchLabels: { app: 'web' } } };
  const redundant = (...list: object[]) => redundantPolicies(compiled(list).policies).map(({ name }) => name);

  test('a policy that others cover together is redundant', () => {
    const halves = [
      { ...web, ingress: [{ ports: [{ port: 1, endPort: 100 }] }] },
      { ...web, ingress: [{ ports: [{ port: 101, endPort: 200 }] }] },
    ];
    const middle = { ...web, ingress: [{ ports: [{ port: 50, endPort: 150 }] }] };
    expect(redundant(...halves, middle)).toEqual(['n2']);
  });

  test('a policy that isolates is not redundant although it allows nothing', () => {
    expect(redundant(web, { podSelector: {}, ingress: [{}] })).toEqual(['n0']);
    expect(redundant(web)).toEqual([]);
  });

  test('selectors that cover everything only together do so', () => {
    const either = [
      { podSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['x'] }] } },
      { podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['x'] }] } },
    ];
    const [{ rules }] = compiled([{ ingress: [{ from: either }, { from: [{ podSelector: {} }] }] }]).policies;
    expect(rules.Ingress).toHaveLength(2);
    const [both] = compiled([{ ingress: [{ from: either }, { from: [{ podSelector: {} }] }] }]).policies;
    expect(redundantRules(both, PolicyType.INGRESS)).toEqual([0, 1]);
  });

  test('a name is covered by every port of its protocol, and by no number', () => {
    const rules = (ports: object[][]) =>
      redundantRules(compiled([{ ingress: ports.map((list) => ({ ports: list })) }]).policies[0], PolicyType.INGRESS);
    expect(rules([[{ port: 'http' }], [{ protocol: 'TCP' }]])).toEqual([0]);
    expect(rules([[{ port: 'http' }], [{ port: 80 }]])).toEqual([]);
    expect(rules([[{ port: 'http' }], [{ port: 1, endPort: 100 }], [{ port: 101, endPort: 65535 }]])).toEqual([0]);
  });

  test('the own namespace by name and by absence are the same', () => {
    const byName = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'red' } } };
    const spec = (from: object) => [{ ingress: [{ from: [from] }] }];
    expect(areEquivalent(compiled(spec(byName)).policies, compiled(spec({ podSelector: {} })).policies)).toBe(true);
    const all = { namespaceSelector: {} };
    expect(areEquivalent(compiled(spec(all)).policies, compiled(spec({ podSelector: {} })).policies)).toBe(false);
  });
});
