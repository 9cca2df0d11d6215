import { describe, expect, test } from 'vitest';
import { Drafted, draftOf, draftOfTraffic } from './draft-of';
import { knownFlows } from '../../src/drafting/project/draft-state';
import { presentNames, proposedFiles } from '../../src/drafting/project/update-project';
import type { TrafficRecord } from '../../src/traffic/aggregation/traffic-record';
import { UNTIL, header, seen, shop, workload } from '../evidence/replay/shop';
import { namespace } from '../fixtures/objects';
import { appOf, objectsIn, typeErrors } from '../support/drafted-project';

const cluster = [...shop, namespace('pay'), workload('pay/ledger', 'Deployment', 9000)];
const first = [seen('shop/web', 'shop/orders')];

/** The files of a project after a patch for a new log. */
function updated(files: ReadonlyMap<string, string>, records: readonly TrafficRecord[]): Map<string, string> {
  const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: cluster });
  const traffic = { files: [header()], records, merged: 0, closedEarly: 0 };
  const known = knownFlows(files.get('draft.json')!);
  const draft: Drafted = draftOf(
    [{ file: 'in.json', text }],
    {},
    { traffic, known, today: UNTIL },
    presentNames(files),
  );
  const result = new Map(files);
  for (const { path, after } of proposedFiles(draft, files)) result.set(path, after);
  return result;
}

const namesOf = (files: ReadonlyMap<string, string>) =>
  objectsIn(appOf(files))
    .map(({ metadata }) => `${metadata!.namespace}/${metadata!.name}`)
    .sort();

describe('a second run', () => {
  const drafted = draftOfTraffic(first, cluster).files;
  const edited = new Map(drafted);
  const before = drafted.get('namespaces/shop.ts')!;
  const byHand = before
    .replace(/export const web\b/, '// The storefront.\nexport const storefront')
    .replace(/from: web\b/g, 'from: storefront')
    .replace(/reason: 'observed[^']*'/, "reason: 'customers place orders'");
  edited.set('namespaces/shop.ts', byHand);

  test('on the same facts proposes nothing', () => {
    expect(updated(drafted, first)).toEqual(drafted);
  });

  test('adds new flows, and leaves every line that was edited by hand', () => {
    const result = updated(edited, [
      ...first,
      seen('shop/orders', 'shop/db', 5432),
      seen('shop/web', 'shop/cache', 6379),
    ]);
    const after = result.get('namespaces/shop.ts')!.split('\n');
    const kept = byHand.split('\n').filter((line) => !line.startsWith('import '));
    expect(kept.filter((line) => !after.includes(line))).toEqual([]);
    expect(result.get('namespaces/shop.ts')).toContain("new AllowFlow(stack, 'orders-to-db'");
    // The workload is called as the file calls it now.
    expect(result.get('namespaces/shop.ts')).toMatch(/'web-to-cache', \{\n\s+from: storefront,/);
    expect(namesOf(result)).toEqual(
      expect.arrayContaining(['shop/allow-orders-to-db', 'shop/allow-web-to-cache', 'shop/allow-web-to-orders']),
    );
    expect(typeErrors({ result })).toEqual([]);
  });

  test('adds the file of a namespace that was not there', () => {
    const result = updated(edited, [...first, seen('shop/orders', 'pay/ledger', 9000)]);
    expect(namesOf(result)).toEqual(
      expect.arrayContaining(['pay/allow-ledger-from-shop.orders', 'shop/allow-orders-to-pay.ledger']),
    );
    expect(typeErrors({ result })).toEqual([]);
  });

  test('remembers a flow that somebody took out', () => {
    const without = new Map(drafted).set(
      'namespaces/shop.ts',
      before.replace(/ {2}\/\/ Seen[\s\S]*?\n {2}\}\);\n/, ''),
    );
    expect(updated(without, first)).toEqual(without);
  });

  test('says where a new flow would go, where that place is gone', () => {
    const lost = new Map(drafted).set('namespaces/shop.ts', before.replace('function flows', 'function other'));
    expect(() => updated(lost, [seen('shop/orders', 'shop/db', 5432)])).toThrow('has no function flows any more');
  });
});
