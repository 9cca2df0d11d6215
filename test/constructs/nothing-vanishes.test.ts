import { ApiObject, App, Chart } from 'cdk8s';
import { expect, test } from 'vitest';
import {
  AllowAll,
  AllowFlow,
  AllowNamespace,
  AllowService,
  Catalog,
  Cidr,
  Cluster,
  NamespaceStack,
  NetpolApp,
  Peer,
  Platform,
  Port,
  Reachability,
  Workload,
} from '../../src';
import { bareStack, platform, service, testApp } from '../support/tree';

const ports = [Port.tcp(8443)];

function twoStacks() {
  const app = testApp();
  const shop = bareStack(app, 'shop');
  const orders = bareStack(app, 'orders');
  return { app, shop, orders };
}

test.each<[string, (app: NetpolApp) => unknown, RegExp]>([
  [
    'two namespaces, both misspelt',
    (app) => new AllowNamespace(app, 'lost', { from: 'shp', to: 'ordrs' }),
    /\[lost\] no stack of this app manages shp or ordrs, so nothing of this flow is written\. Did you mean shop and orders\?/,
  ],
  [
    'pods of two namespaces',
    (app) =>
      new AllowFlow(app, 'lost', {
        from: Peer.pods({ namespace: 'shp', labels: { app: 'web' } }),
        to: Peer.pods({ namespace: 'elsewhere', labels: { app: 'api' } }),
        ports,
      }),
    /\[lost\] no stack of this app manages shp or elsewhere.*Did you mean shop\?/,
  ],
  [
    'pods whose other end is an address',
    (app) =>
      new AllowFlow(app, 'lost', {
        from: Peer.namespace('elsewhere'),
        to: Peer.block(Cidr.of('198.51.100.0/24')),
        ports,
      }),
    /\[lost\] no stack of this app manages elsewhere, so nothing/,
  ],
  [
    'a flow declared inside a stack that is at neither end',
    (app) => new AllowNamespace(app.node.findChild('shop') as NamespaceStack, 'lost', { from: 'a1', to: 'b1' }),
    /\[shop\/lost\] no stack of this app manages a1 or b1/,
  ],
])('synth fails for a flow that no stack has an end of: %s', (_, declare, message) => {
  const { app } = twoStacks();
  declare(app);
  expect(() => app.synthYaml()).toThrow(message);
  expect(() => Reachability.fromApp(app)).toThrow(message);
});

test('a plain cdk8s app refuses it too, and so does one cluster of several', () => {
  const plain = new App({ outdir: 'not-written' });
  const shop = bareStack(plain, 'shop');
  new AllowNamespace(plain, 'lost', { from: 'a1', to: 'b1' });
  expect(() => shop.toJson() as unknown).toThrow(/\[lost\] no stack of this app manages a1 or b1/);
  const app = testApp();
  const eu = new Cluster(app, 'eu', { platform });
  bareStack(eu, 'shop');
  new AllowNamespace(eu, 'lost', { from: 'shp', to: 'b1' });
  expect(() => app.synthYaml()).toThrow(/\[eu\/lost\] no stack of this app manages shp or b1.*Did you mean shop\?/);
});

test('a stack that comes later takes its end, and then nothing is lost', () => {
  const app = testApp();
  new AllowNamespace(app, 'flow', { from: 'shop', to: 'legacy' });
  const shop = bareStack(app, 'shop');
  expect(app.synthYaml()).toContain('allow-to-namespace-legacy');
  expect(shop.warnings).toEqual([]);
});

test('a misspelt namespace at one end is a warning of the stack at the other, and the end says what is meant', () => {
  const { app, shop, orders } = twoStacks();
  new AllowFlow(app, 'flow', { from: service(shop, 'web'), to: Peer.namespace('ordrs'), ports });
  expect(shop.warnings).toContainEqual(
    expect.stringMatching(/^flow: no stack.*namespace ordrs.*Did you mean orders\?/),
  );
  expect(orders.warnings).toEqual([]);
  expect(shop.unmanagedEnds).toMatchObject([{ namespace: 'ordrs', similarNamespace: 'orders' }]);
});

test('what a service of the catalogue needs at its own end is an unmanaged end', () => {
  const { app, shop } = twoStacks();
  const web = service(shop, 'web');
  new AllowService(shop, 'secrets', { from: web, service: Catalog.vault() });
  expect(shop.unmanagedEnds).toMatchObject([{ namespace: 'vault', workload: 'vault-server', direction: 'Ingress' }]);
  bareStack(app, 'vault');
  expect(shop.unmanagedEnds).toEqual([]);
});

test('a misspelt rule is refused where it is acknowledged, by a stack and by a construct', () => {
  const { shop } = twoStacks();
  const reason = 'meant so';
  expect(() => shop.acknowledge('alow-all-egress', { reason })).toThrow(
    /\[shop\].*"alow-all-egress" is no rule that can be acknowledged\. Did you mean allow-all-egress\?/,
  );
  const open = new AllowAll(shop, 'open');
  expect(() => open.acknowledge('nonsense', { reason })).toThrow(/\[shop\/open\].*"nonsense".*docs\/RULES\.md/);
  // What the API server refuses is not up to anybody.
  expect(() => shop.acknowledge('api-invalid-field', { reason })).toThrow(/is no rule that can be acknowledged/);
  expect(() => shop.acknowledge('allow-all-egress', { reason })).not.toThrow();
});

function deploymentIn(namespace: string | undefined) {
  const chart = new Chart(testApp(), 'chart', { namespace });
  const labels = { app: 'web' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', ports: [{ containerPort: 8080 }] }] } };
  const deployment = new ApiObject(chart, 'web', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: labels }, template },
  });
  const front = new ApiObject(chart, 'service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'front' },
    spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
  });
  return { deployment, front };
}

test('a resource without a namespace is refused unless its namespace is said', () => {
  const { deployment, front } = deploymentIn(undefined);
  expect(() => Workload.fromResource(deployment)).toThrow(/\[chart\/web\]: Deployment web names no namespace.*'shop'/);
  expect(() => Workload.fromService(front)).toThrow(/\[chart\/service\]: Service front names no namespace.*'shop'/);
  expect(Workload.fromResource(deployment, { namespace: 'shop' }).toString()).toBe('shop/web');
  const behind = Workload.fromService(front, { namespace: 'shop' });
  expect([behind.toString(), behind.port('80').toString()]).toEqual(['shop/front', 'TCP/8080']);
});

test('a namespace that contradicts the one of the resource is refused', () => {
  const { deployment, front } = deploymentIn('shop');
  expect(Workload.fromResource(deployment).toString()).toBe('shop/web');
  expect(() => Workload.fromResource(deployment, { namespace: 'other' })).toThrow(/is in namespace shop, and other/);
  expect(() => Workload.fromService(front, { namespace: 'other' })).toThrow(/is in namespace shop, and other/);
});

test('shared services of the platform are still nobody else’s work', () => {
  expect(new NamespaceStack(testApp(), 'shop', { platform: Platform.kubeadm() }).unmanagedEnds).toEqual([]);
});
