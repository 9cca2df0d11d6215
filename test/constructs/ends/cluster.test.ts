import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { expect, test } from 'vitest';
import {
  AllowDns,
  AllowFlow,
  AllowNamespace,
  AllowScrape,
  Cluster,
  NamespaceStack,
  Peer,
  Port,
  Workload,
} from '../../../src';
import { bareStack, objectsOf, platform, service, testApp, yamlOf } from '../../support/tree';

function twoClusters() {
  const app = testApp();
  const [eu, us] = ['eu', 'us'].map((id) => new Cluster(app, id, { platform }));
  const shop = (cluster: Cluster) => bareStack(cluster, 'shop', { platform: undefined });
  return { app, eu: eu!, us: us!, euShop: shop(eu!), usShop: shop(us!) };
}

test('its platform is that of every stack in it which names no other', () => {
  const { eu } = twoClusters();
  const stack = new NamespaceStack(new Construct(eu, 'team'), 'orders');
  expect(stack.platform).toBe(platform);
  new AllowScrape(stack, 'metrics', { to: service(stack, 'api'), port: 'metrics' });
  expect(yamlOf(stack)).toContain('name: allow-scrape-api');
});

test('a stack that knows no platform is refused', () => {
  expect(() => new NamespaceStack(testApp(), 'shop')).toThrow(/\[shop\]: The stack knows no platform.*Cluster/);
});

test('namespaces and policy names are unique in a cluster, not in the program', () => {
  const { eu, euShop, usShop } = twoClusters();
  for (const stack of [euShop, usShop]) new AllowDns(stack, 'dns');
  expect(yamlOf(euShop)).toBe(yamlOf(usShop));
  expect(() => new NamespaceStack(eu, 'again', { namespace: 'shop' })).toThrow(/already has a stack: eu\/shop/);
});

test('a flow opens both ends in its own cluster, wherever it is declared', () => {
  const { app, eu, euShop, usShop } = twoClusters();
  const orders = bareStack(eu, 'orders');
  new AllowFlow(app, 'order', {
    from: service(euShop, 'web'),
    to: service(orders, 'api'),
    ports: [Port.tcp(1)],
    reason: 'r',
  });
  expect(objectsOf(app).map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`)).toEqual([
    'shop/allow-web-to-orders.api',
    'orders/allow-api-from-shop.web',
  ]);
  expect(usShop.unmanagedEnds).toEqual([]);
});

test('namespaces of another cluster are not the ones a flow means', () => {
  const { euShop, us } = twoClusters();
  bareStack(us, 'orders');
  const orders = Workload.of({ namespace: 'orders', name: 'api', labels: { app: 'api' } });
  new AllowFlow(euShop, 'order', { from: service(euShop, 'web'), to: orders, ports: [Port.tcp(1)], reason: 'r' });
  expect(euShop.unmanagedEnds.map(({ namespace, workload }) => `${namespace}/${workload}`)).toEqual(['orders/api']);
});

test.each<[string, (clusters: ReturnType<typeof twoClusters>) => unknown, RegExp]>([
  [
    'between clusters',
    ({ app, euShop, usShop }) =>
      new AllowFlow(app, 'f', {
        from: service(euShop, 'web'),
        to: service(usShop, 'web'),
        ports: [Port.tcp(1)],
        reason: 'r',
      }),
    /\[f\].*several clusters: eu and us.*ExternalEgress.*Peer\.block/,
  ],
  [
    'between clusters, inside a list of peers',
    ({ app, euShop, usShop }) =>
      new AllowFlow(app, 'f', {
        from: service(euShop, 'web'),
        to: Peer.anyOf(Peer.namespace('a'), usShop.allPods),
        ports: [Port.tcp(1)],
        reason: 'r',
      }),
    /several clusters: eu and us/,
  ],
  [
    'declared in the scope of another cluster',
    ({ us, euShop }) =>
      new AllowFlow(us, 'f', {
        from: service(euShop, 'a'),
        to: service(euShop, 'b'),
        ports: [Port.tcp(1)],
        reason: 'r',
      }),
    /\[us\/f\].*several clusters: eu and us/,
  ],
  [
    'to a workload of the same namespace elsewhere',
    ({ usShop, euShop }) => new AllowScrape(usShop, 'm', { to: service(euShop, 'a'), port: 'metrics' }),
    /eu/,
  ],
])('a flow %s is refused', (_name, make, message) => {
  expect(() => make(twoClusters())).toThrow(message);
});

test('a flow that says in no way which cluster it is for makes synth fail', () => {
  const { app } = twoClusters();
  new AllowNamespace(app, 'reports', { from: 'shop', to: 'orders', ports: [Port.tcp(1)], reason: 'r' });
  expect(() => app.synthYaml()).toThrow(/\[reports\] the program speaks for several clusters.*scope of eu/);
});

test.each<[string, (app: App) => unknown, RegExp]>([
  [
    'of a name that another has',
    (app) => new Cluster(app, 'b', { platform, name: 'a' }),
    /\[b\]: The cluster a is already/,
  ],
  [
    'of a name that can be no folder',
    (app) => new Cluster(app, 'x', { platform, name: '../x' }),
    /"..\/x" is not valid/,
  ],
  ['in a cluster', (app) => new Cluster(app.node.findChild('a') as Cluster, 'b', { platform }), /inside the cluster a/],
  ['in a chart', (app) => new Cluster(new Chart(app, 'c'), 'b', { platform }), /\[c\/b\].*inside the chart c/],
])('a cluster %s is refused', (_name, make, message) => {
  const app = testApp();
  new Cluster(app, 'a', { platform });
  expect(() => make(app)).toThrow(message);
});
