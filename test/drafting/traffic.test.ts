import { describe, expect, test } from 'vitest';
import { Drafted, draftOfTraffic } from './draft-of';
import { NetworkPolicySpec } from '../../src';
import { summaryOf } from '../../src/drafting/draft-summary';
import { PROBE_NOTE } from '../../src/evidence/resolve-traffic';
import { checkManifests } from '../../src/lint/check-manifests';
import { plainDocuments } from '../../src/manifests/plain-document';
import { Cidr } from '../../src/model/cidr';
import { Platform } from '../../src/platform/platform';
import type { EndFacts } from '../../src/traffic/record/end';
import { seen, service, shop, workload } from '../evidence/replay/shop';
import { namespace, policy } from '../fixtures/objects';
import { appOf, objectsIn, typeErrors } from '../support/drafted-project';

const deployment = (id: string, labels: Record<string, string>, ports: object[] = [], matchLabels = labels) => {
  const [ns, name] = id.split('/') as [string, string];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: ns, name },
    spec: {
      selector: { matchLabels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i', ports }] } },
    },
  };
};
const dns = deployment('kube-system/coredns', { 'k8s-app': 'kube-dns' });
const toDns = (from: string, protocol: string) => seen(from, 'kube-system/coredns', 53, { protocol });
const outside = (ip: string, ...fqdn: string[]): EndFacts => ({
  role: 'external',
  ip,
  ...(fqdn.length > 0 && { fqdn }),
});
const node: EndFacts = { role: 'node', node: 'node-a', ip: '172.18.0.2' };

const source = (made: Drafted, ns = 'shop') => made.files.get(`namespaces/${ns}.ts`) ?? '';
const policiesOf = (made: Drafted) =>
  Object.fromEntries(
    objectsIn(appOf(made.files)).map(({ metadata, spec }) => [
      `${metadata!.namespace}/${metadata!.name}`,
      spec as NetworkPolicySpec,
    ]),
  );
const review = (made: Drafted, id: string) => summaryOf(made).review.find((one) => one.id === id)?.items ?? [];

const all: Record<string, ReadonlyMap<string, string>> = {};

/** A draft that is held to everything that every draft is held to. */
function drafted(name: string, ...args: Parameters<typeof draftOfTraffic>): Drafted {
  const made = draftOfTraffic(...args);
  all[name] = made.files;
  const objects = objectsIn(appOf(made.files));
  const text = (list: readonly object[]) => list.map((object) => JSON.stringify(object)).sort();
  expect(text(objects)).toEqual(text(objectsIn(made.app)));
  expect(checkManifests(plainDocuments(objects), {}).findings.filter(({ severity }) => severity === 'error')).toEqual(
    [],
  );
  return made;
}

describe('a draft of traffic', () => {
  test('1: a flow between workloads, by labels that last', () => {
    const labels = { app: 'web', 'pod-template-hash': '6d5f8c' };
    const made = drafted(
      '1',
      [seen('shop/web', 'shop/orders', 8080, { attempts: 900 })],
      [deployment('shop/web', labels, [], { app: 'web' }), workload('shop/orders', 'Deployment', 8080)],
    );
    expect(source(made)).toContain("new AllowFlow(stack, 'web-to-orders'");
    expect(source(made)).toContain('900 connections');
    expect(source(made)).not.toContain('pod-template-hash');
    expect(made.flows!.proof.allowed).toBe(1);
  });

  test('2: the port of the pod, by its name, and never that of the Service', () => {
    const made = drafted(
      '2',
      [
        seen('shop/web', {
          role: 'workload',
          ns: 'shop',
          owner: 'orders',
          kind: 'Deployment',
          service: { namespace: 'shop', name: 'orders', port: 80 },
        }),
      ],
      [
        workload('shop/web'),
        deployment('shop/orders', { app: 'orders' }, [{ name: 'http', containerPort: 8080 }]),
        service('shop/orders', 80, 'http'),
      ],
    );
    expect(source(made)).toContain("orders.port('http')");
    expect(JSON.stringify(policiesOf(made))).not.toContain('80}');
  });

  test('3: names over UDP and TCP are one AllowDns with both', () => {
    const made = drafted(
      '3',
      [seen('shop/web', 'shop/orders'), toDns('shop/web', 'UDP'), toDns('shop/web', 'TCP')],
      [...shop, dns],
    );
    expect(source(made).match(/new AllowDns/g)).toHaveLength(1);
    expect(policiesOf(made)['shop/allow-dns-web']!.egress![0]!.ports).toEqual([
      { port: 53, protocol: 'TCP' },
      { port: 53, protocol: 'UDP' },
    ]);
  });

  test('3: who asks for names only is not isolated for it, and the owner is asked', () => {
    const made = drafted('3b', [toDns('shop/web', 'UDP')], [...shop, dns]);
    expect(policiesOf(made)).toEqual({});
    expect(review(made, 'questions')).toEqual([
      'shop/web was seen asking for names only (1 connection): is that all it needs?',
    ]);
  });

  test('4: two releases of a chart are two', () => {
    const release = (name: string) =>
      deployment(`shop/${name}`, { 'app.kubernetes.io/name': 'chart', 'app.kubernetes.io/instance': name });
    const made = drafted(
      '4',
      [seen('shop/a', 'shop/db', 5432)],
      [release('a'), release('b'), workload('shop/db', 'StatefulSet', 5432)],
    );
    const { podSelector } = policiesOf(made)['shop/allow-a-to-db']!;
    expect(podSelector!.matchLabels).toMatchObject({ 'app.kubernetes.io/instance': 'a' });
  });

  test('4: the instance stays, although no second release is there yet', () => {
    const made = drafted(
      '4b',
      [seen('shop/a', 'shop/db', 5432)],
      [
        deployment('shop/a', { 'app.kubernetes.io/name': 'chart', 'app.kubernetes.io/instance': 'a' }),
        workload('shop/db', 'StatefulSet', 5432),
      ],
    );
    expect(policiesOf(made)['shop/allow-a-to-db']!.podSelector!.matchLabels).toHaveProperty([
      'app.kubernetes.io/instance',
    ]);
  });

  test('5: labels that another workload carries too are told apart by what that one has beside', () => {
    const made = drafted(
      '5',
      [seen('shop/x', 'shop/db', 5432)],
      [
        deployment('shop/x', { app: 'x' }),
        deployment('shop/other', { app: 'x', tier: 'y' }),
        workload('shop/db', 'StatefulSet', 5432),
      ],
    );
    expect(policiesOf(made)['shop/allow-x-to-db']!.podSelector).toEqual({
      matchLabels: { app: 'x' },
      matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }],
    });
  });

  test('5: where no label tells two apart, both are named', () => {
    const made = drafted(
      '5b',
      [seen('shop/x', 'shop/db', 5432)],
      [
        deployment('shop/x', { app: 'x' }),
        deployment('shop/twin', { app: 'x' }),
        workload('shop/db', 'StatefulSet', 5432),
      ],
    );
    expect(review(made, 'alike')).toEqual(['shop/x[Deployment] and shop/twin[Deployment]']);
  });

  test('6: the Jobs of a CronJob are one', () => {
    const jobs = ['report-28391400', 'report-28434600'].map((owner) =>
      seen({ role: 'workload', ns: 'shop', owner, kind: 'Job' }, 'shop/db', 5432),
    );
    const made = drafted('6', jobs, shop);
    expect(source(made).match(/new AllowFlow/g)).toHaveLength(1);
    expect(policiesOf(made)['shop/allow-report-to-db']!.podSelector).toEqual({ matchLabels: { app: 'report' } });
  });

  test('7: many addresses are the public internet, said aloud, and no list', () => {
    const many = Array.from({ length: 40 }, (_, i) =>
      seen('shop/web', outside(`52.94.1.${i + 1}`, `s${i % 3}.amazonaws.com`), 443),
    );
    const made = drafted('7', many, shop);
    expect(source(made)).toContain('new ExternalHttpsEgress(');
    expect(JSON.stringify(policiesOf(made))).not.toContain('52.94.');
    expect(review(made, 'outside')[0]).toMatch(
      /every public address on TCP\/443: 40 addresses were seen, under the names s0/,
    );
  });

  test.each([
    ['8: one IPv4 address', '52.94.1.7', '52.94.1.7/32'],
    ['9: one IPv6 address', 'fd00::7', 'fd00::7/128'],
  ])('%s is an exception that ends', (name, ip, block) => {
    const made = drafted(name, [seen('shop/web', outside(ip, 'db.example.com'), 5432)], shop);
    expect(policiesOf(made)['shop/allow-web-to-db-example-com-exception']!.egress![0]!.to).toEqual([
      { ipBlock: { cidr: block } },
    ]);
    expect(source(made)).toMatch(/owner: 'TODO\(owner\)',\s+reason: '[^']*db\.example\.com',\s+expires: '2027-01-08'/);
    expect(review(made, 'exceptions')).toHaveLength(1);
  });

  test('10: what was denied is not drafted, but asked about', () => {
    const made = drafted(
      '10',
      [seen('shop/web', 'shop/orders'), seen('test/probe', 'shop/db', 5432, { verdict: 'denied' })],
      [...shop, workload('test/probe')],
    );
    expect(Object.keys(policiesOf(made)).join()).not.toContain('db');
    expect(review(made, 'blocked-today')).toEqual([
      'test/probe[Deployment] to shop/db[StatefulSet] on TCP/5432, 1 connection',
    ]);
  });

  test('11: what an audit mode would have denied is drafted, and says so', () => {
    const made = drafted('11', [seen('shop/orders', 'shop/web', 587, { verdict: 'would-deny' })], shop);
    expect(source(made)).toContain('AUDIT');
    expect(made.flows!.proof.allowed).toBe(1);
  });

  test('12 and 13: without evidence in a direction nothing is isolated in it', () => {
    const made = drafted('12', [seen('shop/web', 'shop/orders')], shop);
    const types = Object.entries(policiesOf(made)).map(([name, { podSelector, policyTypes }]) => [
      name,
      podSelector!.matchLabels!.app,
      policyTypes,
    ]);
    expect(types).toEqual([
      ['shop/allow-web-to-orders', 'web', ['Egress']],
      ['shop/allow-orders-from-web', 'orders', ['Ingress']],
      ['shop/allow-dns-web', 'web', ['Egress']],
    ]);
    expect(review(made, 'not-isolated')).toContain('shop/cache[Deployment]: egress and ingress');
    expect(review(made, 'not-isolated')).toContain('shop/orders[Deployment]: egress');
  });

  test('14: probes of the kubelet need nothing', () => {
    const made = drafted('14', [seen(node, 'shop/orders', 8080, { notes: [PROBE_NOTE] })], shop);
    expect(policiesOf(made)).toEqual({});
    expect(review(made, 'probes')).toHaveLength(1);
  });

  test('15: what comes from nodes is opened for their ranges, and for no pods', () => {
    const platform = Platform.kubeadm({ nodeCidrs: [Cidr.of('172.18.0.0/16')] });
    const made = drafted(
      '15',
      [seen({ ...node, candidates: ['ingress-nginx/controller[DaemonSet]'] }, 'shop/web')],
      shop,
      { platform },
    );
    expect(Object.values(policiesOf(made))[0]!.ingress).toEqual([
      { from: [{ ipBlock: { cidr: '172.18.0.0/16' } }], ports: [{ port: 8080, protocol: 'TCP' }] },
    ]);
  });

  test('15: where nobody knows the ranges, the owner is asked', () => {
    expect(review(drafted('15b', [seen(node, 'shop/web')], shop), 'questions')[0]).toContain('say nodeCidrs');
  });

  test('16: the scraper of the platform is AllowScrape', () => {
    const prometheus = deployment('monitoring/prometheus', { 'app.kubernetes.io/name': 'prometheus' });
    const made = drafted(
      '16',
      [seen('monitoring/prometheus', 'shop/web', 9102), seen('monitoring/prometheus', 'shop/orders', 9102)],
      [...shop, prometheus],
    );
    expect(source(made).match(/new AllowScrape/g)).toHaveLength(2);
    expect(made.files.has('namespaces/monitoring.ts')).toBe(false);
  });

  test('17: several ports of one peer are those ports, and no range', () => {
    const ports = [30021, 30024, 30025, 30031].map((port) => seen('shop/web', 'shop/cache', port));
    expect(JSON.stringify(policiesOf(drafted('17', ports, shop)))).not.toContain('endPort');
  });

  test('18: a connection that nobody knows who opened is counted, and not drafted', () => {
    const made = drafted(
      '18',
      [seen('shop/web', 'shop/orders', 40123, { directionProof: 'unknown', confidence: 'weak' })],
      shop,
    );
    expect(policiesOf(made)).toEqual({});
    expect(review(made, 'no-direction')).toHaveLength(1);
  });

  test('21: nearly a whole namespace is a list, and the namespace is offered', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => `obs/${name}`);
    const made = drafted(
      '21',
      names.slice(0, 6).map((name) => seen(name, 'shop/cache', 4317)),
      [...shop, ...names.map((name) => workload(name))],
    );
    expect(source(made, 'obs').match(/new AllowFlow/g)).toHaveLength(6);
    expect(review(made, 'offers')).toEqual([
      '6 of 7 workloads of obs use shop/cache on TCP/4317: the whole namespace would add 1',
    ]);
  });

  test('22: the same facts in another order are the same bytes', () => {
    const facts = [seen('shop/web', 'shop/orders'), seen('shop/orders', 'shop/db', 5432), toDns('shop/web', 'UDP')];
    const [one, other] = [facts, [...facts].reverse()].map((list) => drafted('22', list, [...shop, dns]));
    expect([...one!.files]).toEqual([...other!.files]);
  });

  test('28: a commit is no label to select by', () => {
    const made = drafted(
      '28',
      [seen('shop/web', 'shop/db', 5432)],
      [
        deployment('shop/web', { app: 'web', commit: '3f2a91bc' }, [], { app: 'web', commit: '3f2a91bc' }),
        workload('shop/db', 'StatefulSet', 5432),
      ],
    );
    expect(source(made)).not.toContain('3f2a91bc');
  });

  test('weak evidence is an exception that ends', () => {
    const made = drafted(
      'weak',
      [seen('shop/web', 'shop/orders', 8080, { confidence: 'weak', directionProof: 'heuristic' })],
      shop,
    );
    expect(source(made)).toContain("expires: '2027-01-08'");
    expect(review(made, 'exceptions')[0]).toContain('the evidence is weak');
  });

  test('a scan is not drafted, and what it reached is listed as denied from now on', () => {
    const knocks = Array.from({ length: 20 }, (_, i) => seen('shop/cache', 'shop/orders', 9000 + i));
    const made = drafted('scan', [seen('shop/web', 'shop/orders'), ...knocks], shop);
    const said =
      'shop/cache[Deployment] to shop/orders[Deployment] on TCP/9000, TCP/9001, TCP/9002, TCP/9003, TCP/9004 and 15 more, 20 connections';
    expect(review(made, 'scan')).toEqual([said]);
    expect(review(made, 'denied-by-draft')).toEqual([said]);
    expect(Object.keys(policiesOf(made)).join()).not.toContain('cache');
  });

  test('the metadata service of a cloud is not drafted', () => {
    const made = drafted(
      'metadata',
      [seen('shop/web', 'shop/orders'), seen('shop/web', outside('169.254.169.254'), 80)],
      shop,
    );
    expect(JSON.stringify(policiesOf(made))).not.toContain('169.254.169.254"');
    expect(review(made, 'metadata')).toHaveLength(1);
  });

  test('the API server is AllowKubeApi where its addresses are known', () => {
    const platform = Platform.kubeadm({ apiServer: [Cidr.of('172.18.0.3/32')] });
    const made = drafted('api', [seen('shop/web', outside('172.18.0.3'), 6443)], shop, { platform });
    expect(source(made)).toContain("new AllowKubeApi(stack, 'web-to-kube-api'");
  });

  test('where they are not, egress stays open until an exception ends, and nothing that passed is denied', () => {
    const api: EndFacts = { role: 'external', entity: 'kube-apiserver' };
    const made = drafted('api-unknown', [seen('shop/web', 'shop/orders'), seen('shop/web', api, 6443)], shop);
    expect(source(made)).toContain("new AllowAll(stack, 'web-egress-open'");
    expect(review(made, 'kept-open')).toHaveLength(1);
  });

  test('a workload that the manifests do not hold is named, and nothing is made up for it', () => {
    const made = drafted('gone', [seen('shop/old-web', 'shop/orders')], shop);
    expect(review(made, 'gone')).toEqual([
      'shop/old-web[Deployment] to shop/orders[Deployment] on TCP/8080, 1 connection',
    ]);
  });

  test('only the namespaces that are asked for are drafted', () => {
    const made = drafted(
      'namespaces',
      [seen('shop/web', 'orders/api')],
      [...shop, namespace('orders'), workload('orders/api')],
      {},
      ['shop'],
    );
    expect(Object.keys(policiesOf(made))).toEqual(['shop/allow-web-to-orders.api', 'shop/allow-dns-web']);
  });

  test('policies that are there are imported beside, and mean what they meant', () => {
    const closed = policy('shop/closed', { podSelector: {}, policyTypes: ['Ingress'] });
    const system = policy('kube-system/closed', { podSelector: {}, policyTypes: ['Egress'] });
    const made = drafted(
      'both',
      [seen('shop/web', 'shop/orders'), toDns('shop/web', 'UDP')],
      [...shop, dns, closed, system],
    );
    expect(made.importProof.same).toBe(2);
    expect(Object.keys(policiesOf(made)).filter((name) => name.startsWith('kube-system/'))).toEqual([
      'kube-system/closed',
    ]);
  });

  test('every one of them compiles', () => {
    expect(typeErrors(all)).toEqual([]);
  });
});
