import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { differenceOf } from '../../../src/reachability/change/difference';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { connectionsOf } from '../../../src/reachability/relation/connections';
import { workloadEndpoints } from '../../../src/reachability/relation/endpoints';
import { clusterArbitrary } from '../../arbitraries/cluster';
import { pod, policy } from '../../fixtures/objects';
import { analyse } from '../support';

const numRuns = process.env.NETPOL_DEEP ? 20_000 : 400;

function compare(old: object[], now: object[]) {
  const [before, after] = [old, now].map((objects) => inventoryOf(plainDocuments(objects)));
  return differenceOf(before, after, { ipBlockMatchesPods: 'never' });
}

/** Whether pods of one workload are treated differently: then the two sides may split it differently. */
const isSplit = (objects: object[]) => workloadEndpoints(analyse(objects)).some(({ id }) => id.includes('{'));

const lines = (objects: object[]) =>
  new Map(
    connectionsOf(analyse(objects))
      .allowed.filter(({ from, to }) => from.kind === 'workload' && to.kind === 'workload')
      .map(({ from, to, ports }) => [`${from.id} => ${to.id}`, ports.toString()]),
  );

test('nothing differs from itself', () => {
  fc.assert(
    fc.property(clusterArbitrary, (objects) => {
      expect(compare(objects, structuredClone(objects)).changes).toEqual([]);
    }),
    { numRuns },
  );
});

test('the difference is what one relation holds and the other does not', () => {
  fc.assert(
    fc.property(clusterArbitrary, clusterArbitrary, (old, now) => {
      fc.pre(!isSplit(old) && !isSplit(now));
      const [before, after] = [lines(old), lines(now)];
      const expected = [...new Set([...before.keys(), ...after.keys()])]
        .filter((key) => before.get(key) !== after.get(key))
        .map((key) => `${key}: ${before.get(key) ?? 'none'} -> ${after.get(key) ?? 'none'}`);
      const given = compare(old, now)
        .changes.filter(({ from, to }) => from.kind === 'workload' && to.kind === 'workload')
        .map((one) => `${one.from.id} => ${one.to.id}: ${one.before.toString()} -> ${one.after.toString()}`);
      expect(given.sort()).toEqual(expected.sort());
    }),
    { numRuns },
  );
});

test('a change is blamed on the policy that made it, or on the pods', () => {
  const web = pod('shop/web', { labels: { app: 'web' } });
  const db = pod('shop/db', { labels: { app: 'db' } });
  const open = (port: number) =>
    policy('shop/db', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ ports: [{ port }] }] });
  const bystander = policy('shop/web', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{}] });

  const [change] = compare([web, db, open(80), bystander], [web, db, open(81), bystander]).changes;
  expect(change).toMatchObject({
    kind: 'changed',
    from: { id: 'shop/web[Pod]' },
    to: { id: 'shop/db[Pod]' },
    by: [{ kind: 'policy', policy: 'shop/db', change: 'changed' }],
  });
  expect([change.before.toString(), change.after.toString()]).toEqual(['TCP 80', 'TCP 81']);

  const renamed = pod('shop/db', { labels: { app: 'database' } });
  expect(compare([web, db, open(80)], [web, renamed, open(80)]).changes[0].by).toEqual([{ kind: 'labels' }]);
  expect(compare([db], [web, db]).changes[0].by).toEqual([
    { kind: 'workload', workload: 'shop/web[Pod]', change: 'added' },
  ]);
});

test('what became undefined is what one relation leaves undefined and the other does not', () => {
  fc.assert(
    fc.property(clusterArbitrary, clusterArbitrary, (old, now) => {
      const inventories = [old, now].map((objects) => inventoryOf(plainDocuments(objects)));
      const analyses = Analysis.ofAll(inventories, { ipBlockMatchesPods: 'never' });
      fc.pre(analyses.every((analysis) => workloadEndpoints(analysis).every(({ id }) => !id.includes('{'))));
      const [before, after] = analyses.map(
        (analysis) =>
          new Map(
            connectionsOf(analysis)
              .undefinedByApi.filter(({ from, to }) => from.kind !== 'ip' && to.kind !== 'ip')
              .map(({ from, to, ports }) => [`${from.id} ${to.id}`, ports.toString()]),
          ),
      );
      const expected = [...new Set([...before.keys(), ...after.keys()])]
        .filter((key) => before.get(key) !== after.get(key))
        .map((key) => `${key} ${before.get(key) ?? 'none'} ${after.get(key) ?? 'none'}`);
      const given = differenceOf(inventories[0], inventories[1], { ipBlockMatchesPods: 'never' })
        .undefinedChanges.filter(({ from, to }) => from.kind !== 'ip' && to.kind !== 'ip')
        .map((one) => `${one.from.id} ${one.to.id} ${one.before.toString()} ${one.after.toString()}`);
      expect(given.sort()).toEqual(expected.sort());
    }),
    { numRuns },
  );
});
