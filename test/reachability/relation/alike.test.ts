import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { differenceOf } from '../../../src/reachability/change/difference';
import { parseEndpoint } from '../../../src/reachability/question/endpoint-expression';
import { findEnds } from '../../../src/reachability/question/find-ends';
import { flowBetween } from '../../../src/reachability/question/flow';
import { areKnownPods, visitDifferingFlows } from '../../../src/reachability/question/pair-search';
import { ExposureBudget, exposures } from '../../../src/reachability/reasoning/exposure';
import type { Analysis } from '../../../src/reachability/relation/analysis';
import { connectionsOf } from '../../../src/reachability/relation/connections';
import { groupedEndpoints } from '../../../src/reachability/relation/endpoint-groups';
import { workloadEndpoints, type Endpoint } from '../../../src/reachability/relation/endpoints';
import { clusterArbitrary } from '../../arbitraries/cluster';
import { pod, policy } from '../../fixtures/objects';
import { analyse } from '../support';

const blocks = fc.constantFrom<'never' | 'known-ips' | 'unknown'>('never', 'known-ips', 'unknown');

/** Every pair of single endpoints that a connection stands for. */
function expanded(from: Endpoint, to: Endpoint): string[] {
  const each = (end: Endpoint) => (end.kind === 'workload' ? (end.group ?? [end]) : [end]).map(({ id }) => id);
  return each(from).flatMap((a) => each(to).flatMap((b) => (a === b ? [] : `${a} > ${b}`)));
}

describe('workloads that are treated alike', () => {
  test('have together the connections that each of them has', () => {
    let grouped = 0;
    fc.assert(
      fc.property(clusterArbitrary, blocks, (objects, ipBlocks) => {
        const analysis = analyse(objects, ipBlocks);
        const lines = (workloads = workloadEndpoints(analysis)) => {
          const { allowed, undefinedByApi } = connectionsOf(analysis, undefined, workloads);
          return [allowed, undefinedByApi].map((all) =>
            all.flatMap(({ from, to, ports }) => expanded(from, to).map((pair) => `${pair} ${ports.key}`)).sort(),
          );
        };
        const groups = groupedEndpoints(analysis, workloadEndpoints(analysis));
        if (groups.some(({ group }) => group)) grouped++;
        expect(lines(groups)).toEqual(lines());
      }),
      { numRuns: 300 },
    );
    expect(grouped).toBeGreaterThan(20);
  });

  test('give every answer that walking through all pairs gives', () => {
    fc.assert(
      fc.property(clusterArbitrary, blocks, (objects, ipBlocks) => {
        const analysis = analyse(objects, ipBlocks);
        for (const namespace of analysis.inventory.namespaces.keys()) {
          const found = findEnds(analysis, parseEndpoint(`${namespace}/*`));
          if (!('ends' in found) || !areKnownPods(found.ends)) continue;
          const [quick, slow] = [new Set<string>(), new Set<string>()];
          const note = (into: Set<string>) => (flow: ReturnType<typeof flowBetween>) => {
            if (!flow.toItself) into.add(`${flow.allowed.key} ${flow.undefinedPorts.key}`);
            return false;
          };
          visitDifferingFlows(analysis, found.ends, found.ends, note(quick));
          for (const from of found.ends) for (const to of found.ends) note(slow)(flowBetween(analysis, from, to));
          expect([...quick].sort()).toEqual([...slow].sort());
        }
      }),
      { numRuns: 300 },
    );
  });
});

const manyPods = (count: number, namespaces: number) =>
  Array.from({ length: count }, (_, index) =>
    pod(`ns${index % namespaces}/p${index}`, { labels: { app: `a${index}` } }),
  );
const deny = (namespaces: number) =>
  Array.from({ length: namespaces }, (_, index) =>
    policy(`ns${index}/deny`, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  );

test('a change of more pairs than anybody reads is listed by those that are treated alike, and is the same change', () => {
  const pods = manyPods(360, 3);
  const [old, now] = [pods, [...pods, ...deny(3)]].map((objects) => inventoryOf(plainDocuments(objects)));
  const { changes, groups } = differenceOf(old!, now!, { ipBlockMatchesPods: 'never' });
  expect(groups.map(({ id, group }) => [id, group!.length])).toEqual([
    ['ns0/*', 120],
    ['ns1/*', 120],
    ['ns2/*', 120],
  ]);
  const between = changes.filter(({ from, to }) => from.kind === 'workload' && to.kind === 'workload');
  expect(between).toHaveLength(9);
  const pairs = between.flatMap(({ from, to }) => expanded(from, to));
  expect(pairs).toHaveLength(360 * 359);
  expect(new Set(pairs).size).toBe(360 * 359);
  for (const { kind, after } of between) expect([kind, after.isEmpty]).toEqual(['removed', true]);
});

test('a change of few pairs in a large cluster stays a list of pairs', () => {
  const pods = manyPods(360, 3);
  const closed = policy('ns0/closed', { podSelector: { matchLabels: { app: 'a0' } }, policyTypes: ['Ingress'] });
  const [old, now] = [pods, [...pods, closed]].map((objects) => inventoryOf(plainDocuments(objects)));
  const { changes, groups } = differenceOf(old!, now!, { ipBlockMatchesPods: 'never' });
  expect(groups).toEqual([]);
  expect(changes.filter(({ from }) => from.kind === 'workload')).toHaveLength(359);
});

/** Rules that leave a question about everyone with as many cases as there are subsets of them. */
const manyCases = (app: string) =>
  policy(`shop/${app}`, {
    podSelector: { matchLabels: { app } },
    ingress: [
      ...Array.from({ length: 17 }, (_, index) => ({
        from: [
          {
            namespaceSelector: {},
            podSelector: { matchExpressions: [{ key: `k${index}`, operator: 'Exists' as const }] },
          },
        ],
        ports: [{ port: 80 + index }],
      })),
      { from: [{ namespaceSelector: {} }], ports: [{ port: 443 }] },
    ],
  });

test('who else could reach workloads is found within one budget, and what it did not decide is said', () => {
  const workloads = Array.from({ length: 40 }, (_, index) => `a${index}`);
  const objects = workloads.flatMap((app) => [pod(`shop/${app}`, { labels: { app } }), manyCases(app)]);
  const analysis: Analysis = analyse(objects);
  const budget = new ExposureBudget();
  const started = performance.now();
  const found = exposures(analysis, undefined, undefined, budget);
  expect(performance.now() - started).toBeLessThan(30_000);
  expect(budget.undecided.map(({ id }) => id)).toHaveLength(40);
  // The peers are all there, one by one.
  const first = found.filter(({ endpoint, peer }) => endpoint.id === 'shop/a0[Pod]' && peer.kind === 'pods');
  expect(first).toHaveLength(18);
  const plain = new ExposureBudget();
  exposures(analyse([pod('shop/x'), ...deny(1)]), undefined, undefined, plain);
  expect(plain.undecided).toEqual([]);
});
