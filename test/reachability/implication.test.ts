import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyse, memberEnd } from './support';
import { matchesLabels, requirementsOf } from '../../src/model/label-selector';
import { LabelSelectorSpec, PolicyType } from '../../src/model/network-policy';
import { flowBetween } from '../../src/reachability/flow';
import {
  allowsAll,
  areEquivalent,
  isUnsatisfiable,
  redundantPolicies,
  redundantRules,
  selectorContains,
  selectorsOverlap,
} from '../../src/reachability/implication';
import { policySpec } from '../arbitraries/policies';
import { pod, policy } from '../fixtures/objects';

const selectors: fc.Arbitrary<LabelSelectorSpec> = policySpec.map(
  (spec) => (spec?.podSelector ?? {}) as LabelSelectorSpec,
);
const requirements = selectors.map((selector) => requirementsOf(selector));

/** Every combination of labels that the selectors of the arbitrary could tell apart. */
const everyLabels = ['app', 'tier', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index'].reduce<
  Record<string, string>[]
>(
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
