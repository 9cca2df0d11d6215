import { expect, test } from 'vitest';
import { draft } from '../../src/drafting/draft';
import { summaryOf } from '../../src/drafting/draft-summary';
import { NeededFlow } from '../../src/drafting/flows/needed-flows';
import { projectFiles } from '../../src/drafting/project/project-files';
import { plainDocuments } from '../../src/manifests/plain-document';
import { Protocol } from '../../src/model/protocol';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import type { TrafficRecord } from '../../src/traffic/aggregation/traffic-record';
import { UNTIL, header, seen, shop } from '../evidence/replay/shop';
import { appOf, objectsIn, typeErrors } from '../support/drafted-project';

/** A draft of what `from` needs of `to`, beside what was seen. */
function draftOfNeed(from: string, to: string, port: number, records: readonly TrafficRecord[] = []) {
  const inventory = inventoryOf(plainDocuments(shop as object[]));
  const called = (name: string) => inventory.workloads.find((one) => one.name === name)!;
  const end: NeededFlow['to'] = to.includes('.')
    ? { kind: 'outside', name: to }
    : { kind: 'workload', workload: called(to) };
  const needs = [
    { from: called(from), to: end, protocol: Protocol.TCP, port, evidence: [`${from}: env REPORT_DB_URL`] },
  ];
  const traffic = { files: records.length > 0 ? [header()] : [], records, merged: 0, closedEarly: 0 };
  const made = draft({ inventory, sources: new Map(), cluster: {}, observed: { traffic, needs, today: UNTIL } });
  const summary = summaryOf(made);
  const files = projectFiles(made, { summary, expected: [], command: 'netpol draft', versions: {} });
  const names = objectsIn(appOf(files)).map(({ metadata }) => `${metadata!.namespace}/${metadata!.name}`);
  expect(typeErrors({ need: files })).toEqual([]);
  return { made, names, summary, source: files.get('namespaces/shop.ts')! };
}

test('a need that was never observed is drafted, with its place and that nobody saw it', () => {
  const { names, source, summary } = draftOfNeed('report', 'db', 5432);
  expect(names).toEqual(expect.arrayContaining(['shop/allow-report-to-db', 'shop/allow-db-from-report']));
  expect(source).toContain('// Needed: report: env REPORT_DB_URL; not observed.');
  expect(summary.proof).toContain('1 need between workloads is allowed.');
});

test('what is needed and seen is one flow, with both', () => {
  const { source } = draftOfNeed('web', 'orders', 8080, [seen('shop/web', 'shop/orders')]);
  expect(source.match(/new AllowFlow/g)).toHaveLength(1);
  expect(source).toContain('Needed: web: env REPORT_DB_URL.');
});

test('where a need names another port than the one that was seen, what was seen counts and both are shown', () => {
  const { source, summary } = draftOfNeed('web', 'orders', 80, [seen('shop/web', 'shop/orders')]);
  expect(source).not.toContain('Port.tcp(80)');
  expect(summary.review.find(({ id }) => id === 'disputed')?.items).toEqual([
    'shop/web[Deployment] needs shop/orders[Deployment] on TCP/80 (web: env REPORT_DB_URL), and was seen there on TCP/8080 only',
  ]);
});

test('a name outside is the public internet on its port, said aloud', () => {
  const { source, summary } = draftOfNeed('web', 'api.example.com', 443);
  expect(source).toContain('new ExternalHttpsEgress(');
  expect(summary.review.find(({ id }) => id === 'outside')?.items[0]).toContain('api.example.com');
});
