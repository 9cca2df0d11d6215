import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { Protocol } from '../../../src/model/protocol';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { differenceOf } from '../../../src/reachability/change/difference';
import { Verdict as Answer, answerQuestion, parseQuestion } from '../../../src/reachability/question/flow-question';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { EngineOptions } from '../../../src/reachability/universe/engine-options';
import { buildMap } from '../../../src/report/map/build-map';
import { MapData } from '../../../src/report/map/map-data';
import { mapHtml } from '../../../src/report/map/map-html';
import { Changes } from '../../../web/map/changes';
import { decidingAt } from '../../../web/map/explain';
import { Relation, Verdict } from '../../../web/map/relation';
import { hashOf, portIn, stateIn } from '../../../web/map/state';
import { clusterArbitrary } from '../../arbitraries/cluster';
import { namespace, pod, policy } from '../../fixtures/objects';

const OPTIONS: EngineOptions = { ipBlockMatchesPods: 'never' };
const inventory = (objects: object[]) => inventoryOf(plainDocuments(objects));
const analyse = (objects: object[]) => Analysis.of(inventory(objects), OPTIONS);
const mapOf = (objects: object[], more: Partial<Parameters<typeof buildMap>[1]> = {}) =>
  buildMap(analyse(objects), { title: 'cluster/', command: 'netpol explain cluster/', ...more });

const SHOP = [
  namespace('shop'),
  namespace('ops'),
  pod('shop/web', { labels: { app: 'web' } }),
  pod('shop/db', { labels: { app: 'db' } }),
  pod('ops/probe', { labels: { app: 'probe' } }),
];
const LOCK = policy('shop/db', {
  podSelector: { matchLabels: { app: 'db' } },
  policyTypes: ['Ingress'],
  ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
});
const endOf = (data: MapData, name: string) => {
  const { ends, spaces } = data;
  return ends.name.findIndex((own, index) => `${spaces[ends.space[index]!]}/${own}` === name);
};

describe('the data of a map', () => {
  test('says of every pair and port what the engine says', () => {
    fc.assert(
      fc.property(clusterArbitrary, fc.constantFrom(80, 53, 8080), (objects, port) => {
        const analysis = analyse(objects);
        const data = buildMap(analysis, { title: '', command: '' });
        const relation = new Relation(data);
        relation.lookAt({ protocol: 0, number: port });
        const workloads = data.ends.name.map((_, end) => end).filter((end) => !relation.isOutside(end));
        for (const from of workloads) {
          for (const to of workloads) {
            if (from === to) continue;
            const nameOf = (end: number) => `${data.spaces[data.ends.space[end]!]}/${data.ends.name[end]}`;
            // A name with braces stands for some pods of a workload, which no question can single out.
            if (/[{]/.test(nameOf(from) + nameOf(to))) continue;
            const asked = { from: nameOf(from), to: nameOf(to), port: `TCP/${port}` };
            const { verdict } = answerQuestion(analysis, parseQuestion(asked));
            if (verdict === Answer.PARTLY) continue;
            expect([asked, WORDS[relation.verdict(from, to)]]).toEqual([asked, verdict]);
          }
        }
      }),
    );
  });

  test('counts for namespaces what it says of their pairs, and for each end whom it reaches', () => {
    fc.assert(
      fc.property(clusterArbitrary, (objects) => {
        const relation = new Relation(mapOf(objects));
        const { pairs, allowed, undefined: open } = relation.spaceCells();
        const { canReach, reachableBy } = relation.totals();
        const counted = { allowed: allowed.map(() => 0), open: open.map(() => 0), pairs: pairs.map(() => 0) };
        for (let from = 0; from < relation.count; from++) {
          for (let to = 0; to < relation.count; to++) {
            const key = relation.data.ends.space[from]! * relation.data.spaces.length + relation.data.ends.space[to]!;
            if (relation.verdict(from, to) === Verdict.NONE) continue;
            counted.pairs[key]!++;
            if (relation.allowedPorts(from, to) !== -1) counted.allowed[key]!++;
            if (relation.undefinedPorts(from, to) !== -1) counted.open[key]!++;
          }
          expect([...relation.reachedFrom(from)]).toHaveLength(canReach[from]!);
          expect([...relation.reaching(from)]).toHaveLength(reachableBy[from]!);
        }
        expect({ allowed, open, pairs }).toEqual(counted);
      }),
    );
  });

  test('names the policies and rules that decide at an end', () => {
    const data = mapOf([...SHOP, LOCK]);
    const relation = new Relation(data);
    const [web, db, probe] = ['shop/web[Pod]', 'shop/db[Pod]', 'ops/probe[Pod]'].map((name) => endOf(data, name));
    expect(relation.verdict(web!, db!)).toBe(Verdict.ALLOWED);
    expect(data.ports.text[relation.allowedPorts(web!, db!)]).toBe('TCP 5432');
    expect(relation.verdict(probe!, db!)).toBe(Verdict.DENIED);
    expect(decidingAt(relation, 'ingress', db!, web!)).toMatchObject([
      { policy: { name: 'shop/db', kind: 'NetworkPolicy' }, rules: [{ where: 'spec.ingress[0]' }] },
    ]);
    expect(decidingAt(relation, 'ingress', db!, probe!)).toMatchObject([{ rules: [], hasRules: true }]);
    expect(decidingAt(relation, 'egress', web!, db!)).toEqual([]);
  });

  test('tells how many hops somebody needs', () => {
    const data = mapOf([...SHOP, LOCK]);
    const relation = new Relation(data);
    const { hops, before } = relation.hopsFrom(endOf(data, 'ops/probe[Pod]'), 3);
    const db = endOf(data, 'shop/db[Pod]');
    expect(hops[db]).toBe(2);
    expect(before[db]).toBe(endOf(data, 'shop/web[Pod]'));
  });

  test('tells what changed, and by which policy', () => {
    const difference = differenceOf(inventory(SHOP), inventory([...SHOP, LOCK]), OPTIONS);
    const data = buildMap(difference.new, { title: 'new', command: '', since: { title: 'old', difference } });
    const changes = new Changes(data.changes!, data.ends.name.length);
    const found = changes.between(endOf(data, 'ops/probe[Pod]'), endOf(data, 'shop/db[Pod]'));
    const { before, after, by, causes } = data.changes!;
    expect(found.map((one) => [data.ports.text[before[one]!], data.ports.text[after[one]!]])).toEqual([
      ['all ports', 'nothing'],
    ]);
    expect(by[found[0]!]!.map((one) => causes[one])).toEqual(['policy shop/db added']);
  });

  test('holds no name, label, address or file where it is to be redacted', () => {
    const text = JSON.stringify(
      mapOf([...SHOP, LOCK, policy('ops/out', { egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }] })], {
        redact: true,
      }),
    );
    for (const secret of ['shop', 'ops', 'web', 'db', 'probe', '203.0', 'app', 'cluster/']) {
      expect(text).not.toContain(secret);
    }
  });
});

const WORDS = {
  [Verdict.NONE]: 'none',
  [Verdict.ALLOWED]: Answer.ALLOW,
  [Verdict.DENIED]: Answer.DENY,
  [Verdict.UNDEFINED]: Answer.UNDEFINED,
};

describe('the page', () => {
  const assets = { script: 'void 0', style: 'p{}' };
  const dataIn = (page: string) => /<script type="(.*?)" id="data">(.*?)<\/script>/s.exec(page)!;

  test('allows itself its own script and style, and nothing else', () => {
    const page = mapHtml(mapOf(SHOP), assets);
    const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
    expect(page).toContain(
      `content="default-src 'none'; script-src '${hash('void 0')}'; style-src '${hash('p{}')}'; img-src data:; base-uri 'none'; form-action 'none'"`,
    );
    expect(page).not.toMatch(/\son\w+=|src=|href=/);
  });

  test('keeps names as data, whatever they hold', () => {
    const hostile = '</script><img src=x onerror=alert(1)><!--\u2028\u202e';
    const page = mapHtml(mapOf(SHOP, { title: hostile }), assets);
    const [, type, json] = dataIn(page);
    expect(type).toBe('application/json');
    expect(json).not.toMatch(/[<>&\u2028]/);
    expect((JSON.parse(json!) as MapData).title).toBe(hostile);
  });

  test('is the same for the same input', () => {
    expect(mapHtml(mapOf([...SHOP, LOCK]), assets)).toBe(mapHtml(mapOf([...SHOP, LOCK]), assets));
  });

  test('packs what is long', () => {
    const data = { ...mapOf(SHOP), notes: ['long '.repeat(300_000)] };
    const page = mapHtml(data, assets);
    expect(page.length).toBeLessThan(50_000);
    const [, type, text] = dataIn(page);
    expect(type).toBe('text/plain');
    expect(JSON.parse(gunzipSync(Buffer.from(text!, 'base64')).toString())).toEqual(data);
  });
});

describe('what the reader looks at', () => {
  test.each(['TCP/443', 'udp/53', '8080', ' TCP 443 '])('%j is a port', (text) => {
    expect(portIn(text)).toMatchObject({ number: Number(/\d+/.exec(text)![0]) });
  });
  test.each(['', 'http', '0', '65536', 'TCP/', 'ICMP/8'])('%j is none', (text) => expect(portIn(text)).toBeUndefined());
  test('stands in the address, and comes back from it', () => {
    const state = {
      ...stateIn(''),
      rows: 'a&b',
      columns: '#',
      from: 'x/y[Pod]',
      port: String(Protocol.TCP),
      changed: true,
    };
    expect(stateIn(hashOf(state))).toEqual(state);
  });
});
