import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { service, workload } from './case';
import { NeedJudge } from '../../../src/evidence/needs/judge-needs';
import { endText } from '../../../src/evidence/needs/need';
import { needsOf } from '../../../src/evidence/needs/needs-of';
import { Openings } from '../../../src/evidence/needs/openings';
import { readManifests, readTexts } from '../../../src/manifests/read-manifests';
import { ManifestDocument } from '../../../src/model/manifest-document';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { engineOptions } from '../../../src/reachability/universe/engine-options';
import { describeCorpus } from '../../conformance/corpus';
import { policy } from '../../fixtures/objects';

const documentsOf = (objects: readonly object[]) =>
  readTexts([{ file: 'in.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) }]).documents;

function judgedIn(documents: readonly ManifestDocument[]) {
  const inventory = inventoryOf(documents);
  const judge = new NeedJudge(Analysis.of(inventory, engineOptions(undefined)));
  return needsOf(documents, inventory).needs.map((need) => judge.judge(need));
}

const denyAll = (namespace: string) =>
  policy(`${namespace}/deny-all`, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });

const verdictOf = (objects: readonly object[], to: string) =>
  judgedIn(documentsOf(objects)).find(
    ({ need }) => endText(need.to).startsWith(to) || endText(need.from).startsWith(to),
  )?.verdict;

const egressTo = (to: object[], port: number) =>
  policy('shop/out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to, ports: [{ port }] }] });

describe('a need and the policies', () => {
  const api = [
    ...service('shop/api', [[80, 8080]]),
    workload({ env: { A: 'http://api', B: 'https://example.com', C: 'https://kubernetes.default' } }),
  ];
  const opened = policy('shop/api', {
    podSelector: { matchLabels: { app: 'api' } },
    ingress: [{ ports: [{ port: 8080 }] }],
  });

  test('is allowed where nobody is isolated', () => {
    expect(verdictOf(api, 'shop/api')).toBe('allowed');
  });

  test('on the port of the Service is denied by a policy of the container port', () => {
    const wrong = policy('shop/api', {
      podSelector: { matchLabels: { app: 'api' } },
      ingress: [{ ports: [{ port: 80 }] }],
    });
    expect(verdictOf([...api, wrong], 'shop/api')).toBe('denied');
    expect(verdictOf([...api, opened], 'shop/api')).toBe('allowed');
  });

  test('names the side and the policy that close it', () => {
    const [one] = judgedIn(documentsOf([...api, denyAll('shop'), opened])).filter(({ need }) =>
      endText(need.to).startsWith('shop/api'),
    );
    expect(
      one!.blocked.map(({ direction, workload: { id }, policies }) => [
        direction,
        id,
        policies.map(({ name }) => name),
      ]),
    ).toEqual([['Egress', 'shop/web[Deployment]', ['deny-all']]]);
  });

  test.each([
    ['any address', [{ ipBlock: { cidr: '0.0.0.0/0' } }], 443, 'allowed'],
    [
      'public addresses',
      [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '192.168.0.0/16', '172.16.0.0/12'] } }],
      443,
      'allowed',
    ],
    ['some addresses', [{ ipBlock: { cidr: '203.0.113.0/24' } }], 443, 'unknown'],
    ['another port', [{ ipBlock: { cidr: '0.0.0.0/0' } }], 80, 'denied'],
    ['pods only', [{ podSelector: {} }], 443, 'denied'],
  ])('for a name outside, with egress to %s', (_what, to, port, verdict) => {
    expect(verdictOf([...api, egressTo(to, port)], 'external(example.com)')).toBe(verdict);
  });

  test.each([
    ['a block on 443', [{ ipBlock: { cidr: '10.0.0.1/32' } }], 443, 'unknown'],
    ['a block on 6443', [{ ipBlock: { cidr: '10.0.0.1/32' } }], 6443, 'unknown'],
    ['pods on 6443', [{ namespaceSelector: {} }], 6443, 'denied'],
  ])('for the API server, with egress to %s', (_what, to, port, verdict) => {
    expect(verdictOf([...api, egressTo(to, port)], 'kube-apiserver')).toBe(verdict);
  });

  test('scraping is open to doubt where Prometheus is not in the input, and not where it is', () => {
    const scraped = workload({ name: 'm', ports: [{ containerPort: 9000 }] }) as {
      spec: { template: { metadata: object } };
    };
    Object.assign(scraped.spec.template.metadata, { annotations: { 'prometheus.io/scrape': 'true' } });
    const from = (app: string) =>
      policy('shop/m', {
        podSelector: {},
        ingress: [{ from: [{ podSelector: { matchLabels: { app } } }], ports: [{ port: 9000 }] }],
      });
    const prometheus = workload({ name: 'prometheus' });
    expect(verdictOf([scraped, from('x')], 'prometheus')).toBe('unknown');
    expect(verdictOf([scraped, from('x'), prometheus], 'prometheus')).toBe('denied');
    expect(verdictOf([scraped, from('prometheus'), prometheus], 'prometheus')).toBe('allowed');
    expect(verdictOf([scraped, denyAll('shop')], 'prometheus')).toBe('denied');
  });
});

/** Under a default deny, opening exactly the needs leaves none blocked, and without any of it every one is. */
function opensExactly(documents: readonly ManifestDocument[]): void {
  const inventory = inventoryOf(documents);
  const closed = documentsOf([...inventory.namespaces.keys()].map(denyAll));
  const { needs } = needsOf(documents, inventory);
  const openings = new Openings(inventory);
  const policies = documentsOf(
    needs.flatMap((need, index) =>
      openings.policiesFor(need).map((one) => {
        const { metadata, ...rest } = one as { metadata: { name: string } };
        return { ...rest, metadata: { ...metadata, name: `n${index}-${metadata.name}` } };
      }),
    ),
  );
  const isPlaced = ({ need }: { need: { from: { kind: string }; to: { kind: string }; port?: object } }) =>
    need.port !== undefined && (need.from.kind === 'workload' || need.to.kind === 'workload');
  const before = judgedIn([...documents, ...closed]).filter(isPlaced);
  expect(
    before.filter(({ verdict }) => verdict !== 'denied').map(({ need }) => `${endText(need.from)} ${endText(need.to)}`),
  ).toEqual([]);
  const after = judgedIn([...documents, ...closed, ...policies]);
  expect(
    after.filter(({ verdict }) => verdict === 'denied').map(({ need }) => `${endText(need.from)} ${endText(need.to)}`),
  ).toEqual([]);
}

describeCorpus('needs', (corpus) => {
  const cases = readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  test.each(cases.map(({ name }) => name))('opening what %s needs leaves nothing blocked', (name) => {
    opensExactly(readManifests([join(corpus, name, 'manifests.yaml')]).documents);
  });
});
