import { expect, test } from 'vitest';
import { isNetworkPolicy } from '../../src/model/kubernetes-object';
import { synthesise } from '../../test/support/example';
import { relationOf } from '../../test/support/relation';
import { Reachability } from 'cdk8s-netpol';

const example = synthesise('pattern-library');
const relation = relationOf(example.objects, {
  'the internet': '93.184.215.14',
  'the bank': '198.51.100.10',
  "the bank's test system": '198.51.100.66',
});

const dns = 'kube-system/coredns TCP/53, UDP/53';
const everyPort = 'TCP/*, UDP/*, SCTP/*';
const addresses = ['the internet', 'the bank', "the bank's test system"];
const ungoverned = ['kube-system/coredns', 'ingress-nginx/ingress-controller', 'monitoring/prometheus'];

/** What a pattern opens, beside the DNS that each of them starts with. */
const opened = (namespace: string) =>
  Object.fromEntries(
    Object.entries(relation)
      .filter(([from]) => from.startsWith(`${namespace}/`))
      .map(([from, reached]) => [from.slice(namespace.length + 1), reached.filter((to) => to !== dns)]),
  );
const reaching = (destination: string) =>
  Object.keys(relation)
    .filter((from) => relation[from]!.some((reached) => reached.startsWith(`${destination} `)))
    .sort();

test('cdk8s synth writes what is in git', () => {
  expect(example.synthesised).toEqual(example.expected);
});

test('the API server takes every policy', () => {
  expect(example.problems).toEqual([]);
});

test('default deny ingress: nobody comes in, and everything goes out', () => {
  expect(reaching('deny-ingress/server')).toEqual([]);
  const anywhere = [...ungoverned, ...addresses, 'deny-egress/server'];
  expect(opened('deny-ingress').server).toEqual(anywhere.map((to) => `${to} ${everyPort}`).sort());
});

test('default deny egress: nothing goes out but DNS, and everyone who may go out comes in', () => {
  expect(relation['deny-egress/server']).toEqual([dns]);
  expect(reaching('deny-egress/server')).toEqual([...ungoverned, ...addresses, 'deny-ingress/server'].sort());
});

test('frontend to backend: that way, on that port, and no other pod', () => {
  expect(opened('shop')).toEqual({ frontend: ['shop/backend TCP/8080'], backend: [], mailer: [] });
});

test('ingress controller to app: the published workload, from the controller only', () => {
  expect(relation['ingress-nginx/ingress-controller']).toContain('website/web TCP/8080');
  expect(reaching('website/web')).toEqual(['ingress-nginx/ingress-controller']);
  expect(reaching('website/editor')).toEqual([]);
});

test('namespace to namespace: every pod of the one reaches every pod of the other', () => {
  const everyPod = ['db/primary TCP/5432', 'db/standby TCP/5432'];
  expect(opened('api')).toEqual({ handler: everyPod, worker: everyPod });
  expect(opened('db')).toEqual({ primary: [], standby: [] });
  expect(reaching('db/primary')).toEqual(['api/handler', 'api/worker']);
});

test('egress to an external CIDR: its addresses but for the hole, from one workload', () => {
  expect(opened('billing')).toEqual({ invoices: ['the bank TCP/443'], ledger: [] });
});

test('metrics scrape: the metrics port is open to Prometheus, the other to nobody', () => {
  expect(relation['monitoring/prometheus']).toContain('search/index TCP/9114');
  expect(reaching('search/index')).toEqual(['monitoring/prometheus']);
});

test('by namespace, pods are opened that nobody had in mind; by pod, only those that are meant', () => {
  const byNamespace = ['store-by-namespace/backup TCP/5432', 'store-by-namespace/store TCP/5432'];
  expect(opened('reports')).toEqual({
    monthly: [...byNamespace, 'store-by-pod/store TCP/5432'],
    'ad-hoc': byNamespace,
  });
});

test('every pod of a namespace under policy resolves names', () => {
  const governed = new Set(example.objects.filter(isNetworkPolicy).map(({ metadata }) => metadata!.namespace));
  const pods = example.objects.filter(({ kind, metadata }) => kind === 'Pod' && governed.has(metadata!.namespace));
  expect(pods).toHaveLength(20);
  for (const { metadata } of pods) {
    const reached = relation[`${metadata!.namespace}/${metadata!.name}`];
    expect(reached).toContain(metadata!.namespace === 'deny-ingress' ? `kube-system/coredns ${everyPort}` : dns);
  }
});

test('nobody else reaches anything', () => {
  const toDenyEgress = `deny-egress/server ${everyPort}`;
  expect(opened('kube-system')).toEqual({ coredns: [toDenyEgress] });
  expect(opened('ingress-nginx')).toEqual({ 'ingress-controller': [toDenyEgress, 'website/web TCP/8080'] });
  expect(opened('monitoring')).toEqual({ prometheus: [toDenyEgress, 'search/index TCP/9114'] });
  for (const address of addresses) expect(relation[address]).toEqual([toDenyEgress]);
  for (const namespace of ['website', 'search', 'store-by-namespace', 'store-by-pod']) {
    expect(Object.values(opened(namespace)).flat()).toEqual([]);
  }
});

test('the engine finds what each pattern is for, and nothing else, for every address and port', () => {
  const flow = (from: string, to: string, ...ports: string[]) => ({ from, to, ports });
  const everyoneElse = [...ungoverned, 'any address'];
  const withDns = example.objects
    .filter(({ kind, metadata }) => kind === 'Pod' && !ungoverned.includes(`${metadata!.namespace}/${metadata!.name}`))
    .map(({ metadata }) => `${metadata!.namespace}/${metadata!.name}`)
    .filter((pod) => pod !== 'deny-ingress/server');
  expect(Reachability.fromObjects(example.objects)).toHaveExactly([
    ...withDns.map((pod) => flow(pod, 'kube-system/coredns', 'TCP/53', 'UDP/53')),
    // default deny ingress leaves egress open, and default deny egress leaves ingress open.
    ...[...everyoneElse, 'deny-egress/server'].map((to) => flow('deny-ingress/server', to, '*')),
    ...everyoneElse.map((from) => flow(from, 'deny-egress/server', '*')),
    flow('shop/frontend', 'shop/backend', 'TCP/8080'),
    flow('ingress-nginx/ingress-controller', 'website/web', 'TCP/8080'),
    ...['api/handler', 'api/worker'].flatMap((from) =>
      ['db/primary', 'db/standby'].map((to) => flow(from, to, 'TCP/5432')),
    ),
    flow('billing/invoices', '198.51.100.0/24 except 198.51.100.66/32', 'TCP/443'),
    flow('monitoring/prometheus', 'search/index', 'TCP/9114'),
    ...['reports/monthly', 'reports/ad-hoc'].flatMap((from) =>
      ['store-by-namespace/store', 'store-by-namespace/backup'].map((to) => flow(from, to, 'TCP/5432')),
    ),
    flow('reports/monthly', 'store-by-pod/store', 'TCP/5432'),
  ]);
});
