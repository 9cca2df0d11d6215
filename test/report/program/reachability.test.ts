import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import {
  AllowFlow,
  Cluster,
  NamespaceStack,
  NetpolApp,
  Platform,
  PolicyType,
  Port,
  Reachability,
  Verdict,
} from '../../../src';
import { namespace, pod, policy } from '../../fixtures/objects';

function shopApp(): { app: NetpolApp; shop: NamespaceStack } {
  const app = new NetpolApp();
  const shop = new NamespaceStack(app, 'shop', { platform: Platform.kubeadm() });
  const orders = new NamespaceStack(app, 'orders', { platform: Platform.kubeadm() });
  const web = shop.workload('web', { labels: { app: 'web' } });
  const api = orders.workload('orders-api', { labels: { app: 'api' }, ports: { https: Port.tcp(8443) } });
  new AllowFlow(app, 'order', { from: web, to: api, ports: [api.port('https')], reason: 'orders' });
  return { app, shop };
}

const flow = { from: 'shop/web', to: 'orders/orders-api', port: 'TCP/8443' };

test('an app answers about the workloads that its stacks declare', () => {
  const reach = Reachability.fromApp(shopApp().app);
  expect(reach.allows(flow)).toBe(true);
  expect(reach.verdict({ ...flow, port: 'TCP/8444' })).toBe(Verdict.DENY);
  expect(reach.verdict({ from: flow.from, to: flow.to })).toBe(Verdict.PARTLY);
  expect(reach.connections()).toContainEqual({ from: 'shop/web', to: 'orders/orders-api', ports: ['TCP/8443'] });
});

test('an explanation names the construct that a policy comes from', () => {
  const text = Reachability.fromApp(shopApp().app).explain({ ...flow, port: 'TCP/1' });
  expect(text).toContain('No: shop/web[Workload] may not reach orders/orders-api[Workload] on TCP 1.');
  expect(text).toContain('orders/default-deny (orders/');
});

test('a chart is all there is', () => {
  const reach = Reachability.fromChart(shopApp().shop);
  expect(reach.verdict(flow)).toBe(Verdict.UNKNOWN);
  expect(() => reach.allows(flow)).toThrow('namespace "orders"');
  expect(reach.explain(flow)).toContain('namespace "orders"');
});

test('of an app for several clusters, each is asked by itself', () => {
  const app = new NetpolApp();
  const [eu, us] = ['eu', 'us'].map((id) => new Cluster(app, id, { platform: Platform.kubeadm() }));
  const [web, api] = [eu!, us!].flatMap((cluster) => {
    const shop = new NamespaceStack(cluster, 'shop');
    const ends = ['web', 'api'].map((name) => shop.workload(name, { labels: { app: name } }));
    return cluster === eu ? ends : [];
  });
  new AllowFlow(app, 'order', { from: web!, to: api!, ports: [Port.tcp(8443)], reason: 'orders' });
  const order = { from: 'shop/web', to: 'shop/api', port: 'TCP/8443' };
  expect(Reachability.fromCluster(eu!).allows(order)).toBe(true);
  expect(Reachability.fromCluster(us!).allows(order)).toBe(false);
  expect(() => Reachability.fromApp(app)).toThrow(/several clusters \(eu, us\).*fromCluster/);
});

test('objects of any chart are taken as they are', () => {
  const objects = Testing.synth(shopApp().shop) as object[];
  const reach = Reachability.fromObjects([...objects, pod('shop/web', { labels: { app: 'web' } })]);
  expect(reach.verdict({ from: '8.8.8.8', to: 'shop/web', port: 'TCP/80' })).toBe(Verdict.DENY);
});

test('a plain app with no stack of this library works too', () => {
  const app = new App();
  const chart = new Chart(app, 'plain');
  new AllowFlow(app, 'ignored', {
    from: new NamespaceStack(app, 'a', { platform: Platform.kubeadm() }).workload('w', { labels: { app: 'w' } }),
    to: new NamespaceStack(app, 'b', { platform: Platform.kubeadm() }).workload('v', { labels: { app: 'v' } }),
    ports: [Port.tcp(1)],
  });
  expect(chart.apiObjects).toEqual([]);
  expect(Reachability.fromApp(app).allows({ from: 'a/w', to: 'b/v', port: 'TCP/1' })).toBe(true);
});

test('what the API server would refuse is an error, with its place', () => {
  const wrong = policy('shop/wrong', { podSelector: {}, ingress: [{ from: [{}] }] });
  expect(() => Reachability.fromObjects([namespace('shop'), wrong])).toThrow(
    'NetworkPolicy shop/wrong: The peer says nothing',
  );
  expect(() => Reachability.fromManifests(['nowhere'])).toThrow('cannot be read');
});

test.each([
  ['a kind of another case', { kind: 'networkPolicy' }, 'Did you mean NetworkPolicy?'],
  ['a version that is gone', { apiVersion: 'extensions/v1beta1' }, 'There is no NetworkPolicy in extensions/v1beta1.'],
  ['no version', { apiVersion: undefined }, 'has no apiVersion'],
  ['a field that does not exist', { spec: { podSelectr: {} } }, 'Did you mean "podSelector"?'],
])('a policy with %s is no open door: it is an error', (_what, change, message) => {
  const wrong = { ...policy('shop/wrong', { podSelector: {} }), ...change };
  expect(() => Reachability.fromObjects([namespace('shop'), wrong])).toThrow(message);
  expect(() => Reachability.fromObjects([{ apiVersion: 'v1', kind: 'List', items: [wrong] }])).toThrow(message);
});

const world = policy('shop/web', {
  podSelector: { matchLabels: { app: 'web' } },
  policyTypes: ['Ingress', 'Egress'],
  egress: [
    { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8', '192.168.0.0/16'] } }], ports: [{ port: 443 }] },
  ],
});
const shopWithWorld = [
  pod('shop/web', { labels: { app: 'web' } }),
  pod('shop/db', { labels: { app: 'db' } }),
  pod('lab/a'),
  pod('lab/b'),
  policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  world,
];

test('connections are grouped, and leave out what no policy has a say in', () => {
  expect(Reachability.fromObjects(shopWithWorld).connections()).toEqual([
    { from: 'shop/web', to: 'any IPv4 address except 10.0.0.0/8, 192.168.0.0/16', ports: ['TCP/443'] },
  ]);
});

test('who else could reach a workload is told by labels and addresses', () => {
  const partners = policy('shop/db', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [
      { from: [{ namespaceSelector: { matchLabels: { team: 'partner' } } }], ports: [{ port: 5432 }] },
      { from: [{ ipBlock: { cidr: '203.0.113.0/24' } }] },
    ],
    egress: [{ to: [{ podSelector: {} }], ports: [{ port: 'http' }] }],
  });
  const reach = Reachability.fromObjects([...shopWithWorld, partners]);
  expect(reach.exposures().filter(({ workload }) => workload === 'shop/db')).toEqual([
    {
      workload: 'shop/db',
      direction: PolicyType.INGRESS,
      peer: 'any pod of the namespaces team=partner',
      ports: ['TCP/5432'],
    },
    { workload: 'shop/db', direction: PolicyType.INGRESS, peer: '203.0.113.0/24', ports: ['*'] },
    { workload: 'shop/db', direction: PolicyType.EGRESS, peer: 'any pod of the namespace shop', ports: ['TCP/http'] },
  ]);
});

test('workloads that no policy isolates are found, each direction by itself', () => {
  const ingressOnly = policy('lab/deny', { podSelector: {}, policyTypes: ['Ingress'] });
  const reach = Reachability.fromObjects([...shopWithWorld, ingressOnly]);
  expect(reach.notIsolated(PolicyType.INGRESS)).toEqual([]);
  expect(reach.notIsolated(PolicyType.EGRESS)).toEqual(['lab/a', 'lab/b']);
});

test('policies that others make superfluous together are found', () => {
  const web = (name: string, cidr: string) =>
    policy(`shop/${name}`, {
      podSelector: { matchLabels: { app: 'web' } },
      ingress: [{ from: [{ ipBlock: { cidr } }] }],
    });
  const reach = Reachability.fromObjects([
    web('low', '10.0.0.0/9'),
    web('high', '10.128.0.0/9'),
    web('all', '10.0.0.0/8'),
  ]);
  expect(reach.redundantPolicies()).toEqual(['shop/low', 'shop/high', 'shop/all']);
});

test('two sets of policies are compared for all pods there could be', () => {
  const open = (app: string) => policy('shop/open', { podSelector: { matchLabels: { app } }, ingress: [{}] });
  const closed = policy('shop/closed', { podSelector: {}, policyTypes: ['Ingress'] });
  const [less, more] = [[closed], [closed, open('unheard-of')]].map((objects) => Reachability.fromObjects(objects));
  expect([less.allowsNoMoreThan(more), more.allowsNoMoreThan(less)]).toEqual([true, false]);
  const nothing = Reachability.fromObjects([open('web')]);
  expect(nothing.allowsNoMoreThan(Reachability.fromObjects([namespace('shop')]))).toBe(true);
  expect(Reachability.fromObjects([namespace('shop')]).allowsNoMoreThan(nothing)).toBe(true);
});

function deployment(name: string, app: string, containerPort: number): object {
  const labels = { app, 'app.kubernetes.io/instance': name };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'c', ports: [{ name: 'https', containerPort }] }] },
  };
  const spec = { replicas: 2, selector: { matchLabels: labels }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'orders', name }, spec };
}

function withCluster(...objects: object[]): Reachability {
  const folder = mkdtempSync(join(tmpdir(), 'netpol-declared-'));
  try {
    const file = join(folder, 'cluster.json');
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
    return Reachability.fromApp(shopApp().app, { manifests: [file] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('a declared workload and its Deployment in the manifests are one, whatever the Deployment is called', () => {
  const reach = withCluster(deployment('api-v2', 'api', 8443));
  expect(reach.allows(flow)).toBe(true);
  expect(reach.allows({ ...flow, to: 'orders/api-v2' })).toBe(true);
  expect(reach.connections().filter(({ to }) => to.startsWith('orders/'))).toEqual([
    { from: 'shop/web', to: 'orders/api-v2', ports: ['TCP/8443'] },
  ]);
  expect(reach.explain(flow)).toMatch(
    /^orders\/orders-api, as a stack declares it, is orders\/api-v2, whose pods carry its labels\.\n/,
  );
  expect(reach.unmatchedWorkloads).toEqual(['shop/web']);
  const named = { from: 'shop/web', to: 'orders/orders-api', ports: ['TCP/8443'] };
  expect(reach._compare([named]).missing).toEqual([]);
});

test('a declared workload of the same name is the one of the manifests, and its labels count', () => {
  const reach = withCluster(deployment('orders-api', 'apii', 8443));
  expect(reach.allows(flow)).toBe(false);
  expect(reach.unmatchedWorkloads).toEqual(['shop/web']);
});

test('a declared workload that no manifest holds counts as a pod, and that is said where others are known', () => {
  const reach = withCluster(deployment('billing', 'billing', 8443));
  expect(reach.allows(flow)).toBe(true);
  expect(reach.unmatchedWorkloads).toEqual(['shop/web', 'orders/orders-api']);
  expect(reach.explain(flow)).toContain(
    'orders/orders-api is declared by a stack, and no manifest holds pods with its labels',
  );
  expect(Reachability.fromApp(shopApp().app).explain(flow)).not.toContain('no manifest holds');
});

test('where several workloads carry the labels, the question has to say which', () => {
  const reach = withCluster(deployment('api-blue', 'api', 8443), deployment('api-green', 'api', 8443));
  expect(() => reach.allows(flow)).toThrow('several workloads carry its labels: orders/api-blue, orders/api-green.');
  expect(reach.allows({ ...flow, to: 'orders/api-green' })).toBe(true);
});
