import { App, Chart, IResolver, JsonPatch } from 'cdk8s';
import { expect, test } from 'vitest';
import {
  AllowDns,
  AllowFlow,
  AllowNamespace,
  Cidr,
  DefaultDeny,
  LabelSelector,
  NamespaceStack,
  Peer,
  PeerConfig,
  Port,
  Rendering,
  Workload,
} from '../../src';
import { bareStack, objectsOf, platform, service, testApp, yamlOf } from '../support/tree';

function twoTeams(rendering?: Rendering) {
  const app = testApp();
  const shop = bareStack(app, 'shop', { owner: 'team-shop', rendering });
  const orders = bareStack(app, 'orders', { owner: 'team-orders', rendering });
  return { app, shop, orders, web: service(shop, 'web'), api: service(orders, 'orders-api') };
}

const names = (chart: Chart) => chart.toJson().map((object: { metadata: { name: string } }) => object.metadata.name);

test('a flow is opened where it starts and where it lands, minimal', () => {
  const { app, shop, orders, web, api } = twoTeams();
  new AllowFlow(app, 'flow', { from: web, to: api, ports: [api.port('https')] });
  expect(yamlOf(shop, orders)).toMatchSnapshot();
});

test('a flow is opened where it starts and where it lands, maximal', () => {
  const { app, shop, orders, web, api } = twoTeams();
  new AllowFlow(app, 'flow', {
    from: Peer.anyOf(web, Peer.labelled({ name: 'partners', namespaces: LabelSelector.labels({ partner: 'yes' }) })),
    to: api,
    ports: [api.port('https'), Port.named('admin'), Port.udpRange(4000, 4010)],
    reason: 'orders are placed',
    owner: 'team-flow',
    exception: { owner: 'team-core', ticket: 'SEC-7', expires: '2027-03-31' },
    metadata: { name: 'placing-orders', labels: { tier: 'edge' } },
  });
  expect(yamlOf(shop, orders)).toMatchSnapshot();
});

test('every flow of a subject in one policy, exceptions apart, when rendered per subject', () => {
  const { app, shop, orders, web, api } = twoTeams(Rendering.PER_SUBJECT);
  new DefaultDeny(shop, 'deny', { workload: web });
  new AllowDns(shop, 'dns', { from: web });
  new AllowFlow(app, 'flow', { from: web, to: api, ports: [api.port('https')], reason: 'places orders' });
  new AllowFlow(app, 'temporary', {
    from: web,
    to: api,
    ports: [api.port('metrics')],
    exception: { owner: 'team-shop', expires: '2027-01-31' },
  });
  expect(yamlOf(shop, orders)).toMatchSnapshot();
});

test('the same flow declared by two teams composes', () => {
  const { app, shop, orders, web, api } = twoTeams();
  new AllowFlow(shop, 'a', { from: web, to: api, ports: [Port.tcp(8443)], reason: 'places orders' });
  const second = new AllowFlow(orders, 'b', { from: web, to: api, ports: [Port.tcp(9090)], reason: 'asks for prices' });
  expect(names(shop)).toEqual(['allow-web-to-orders.orders-api']);
  expect(names(orders)).toEqual(['allow-orders-api-from-shop.web']);
  expect(yamlOf(shop)).toContain('asks for prices; places orders');
  expect(yamlOf(shop)).toMatch(/port: 8443[\s\S]*port: 9090/);
  expect(second.policies.map(({ name }) => name)).toEqual([
    'allow-web-to-orders.orders-api',
    'allow-orders-api-from-shop.web',
  ]);
  expect(app.synthYaml()).toContain('allow-orders-api-from-shop.web');
});

test('escape hatches reach the policies of a flow', () => {
  const { app, shop, web, api } = twoTeams();
  const flow = new AllowFlow(app, 'flow', { from: web, to: api, ports: [Port.tcp(1)] });
  expect(yamlOf(shop)).not.toContain('patched');
  flow.policies[0]!.addJsonPatch(JsonPatch.add('/metadata/labels', { patched: 'yes' }));
  flow.policies[0]!.metadata.addLabel('later', 'too');
  expect(yamlOf(shop)).toContain('patched: "yes"');
});

test('a stack created after the flow still opens its end', () => {
  const app = testApp();
  const shop = bareStack(app, 'shop');
  const api = Workload.of({ namespace: 'orders', name: 'orders-api', labels: { app: 'orders-api' } });
  const flow = new AllowFlow(app, 'flow', { from: service(shop, 'web'), to: api, ports: [Port.tcp(8443)] });
  expect(shop.unmanagedEnds).toHaveLength(1);
  const orders = bareStack(app, 'orders');
  expect(names(orders)).toEqual(['allow-orders-api-from-shop.web']);
  expect(shop.unmanagedEnds).toEqual([]);
  expect(flow.policies).toHaveLength(2);
});

test('an end that nobody manages is opened here and recorded for its owner', () => {
  const app = testApp();
  const shop = bareStack(app, 'shop');
  const legacy = Workload.of({ namespace: 'legacy', name: 'billing', labels: { app: 'billing' } });
  new AllowFlow(shop, 'flow', { from: service(shop, 'web'), to: legacy, ports: [Port.tcp(8443)] });
  expect(shop.unmanagedEnds).toEqual([
    {
      namespace: 'legacy',
      workload: 'billing',
      direction: 'Ingress',
      declaredBy: 'shop/flow',
      suggestedPolicy: {
        podSelector: { matchLabels: { app: 'billing' } },
        policyTypes: ['Ingress'],
        ingress: [
          {
            from: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
                podSelector: { matchLabels: { app: 'web' } },
              },
            ],
            ports: [{ protocol: 'TCP', port: 8443 }],
          },
        ],
      },
    },
  ]);
});

test('shared services are not reported as somebody else’s work', () => {
  const stack = new NamespaceStack(testApp(), 'shop', { platform });
  expect(stack.unmanagedEnds).toEqual([]);
});

test('namespace to namespace, minimal and maximal', () => {
  const app = testApp();
  const stacks = [bareStack(app, 'api'), bareStack(app, 'db')];
  new AllowNamespace(app, 'all', { from: 'api', to: 'db' });
  new AllowNamespace(app, 'some', {
    from: 'db',
    to: 'api',
    ports: [Port.tcp(443)],
    reason: 'call backs',
    owner: 'team-db',
    metadata: { name: 'call-backs' },
  });
  expect(yamlOf(...stacks)).toMatchSnapshot();
});

test('replicas of one workload talk with each other only when that is said', () => {
  const stack = bareStack(testApp(), 'kafka');
  const broker = service(stack, 'broker');
  const flow = { from: broker, to: broker, ports: [Port.tcp(9091)] };
  expect(() => new AllowFlow(stack, 'gossip', flow)).toThrow(
    /\[kafka\/gossip\].*from kafka\/broker to itself.*betweenReplicas: true/,
  );
  new AllowFlow(stack, 'replication', { ...flow, betweenReplicas: true });
  expect(yamlOf(stack)).toMatchSnapshot();
});

test('a flow works in a plain cdk8s chart that has a namespace', () => {
  const chart = new Chart(new App({ outdir: 'not-written' }), 'plain', { namespace: 'plain' });
  const web = Workload.of({ namespace: 'plain', name: 'web', labels: { app: 'web' } });
  new AllowFlow(chart, 'out', { from: web, to: Peer.block(Cidr.of('192.0.2.0/24')), ports: [Port.tcp(443)] });
  expect(names(chart)).toEqual(['allow-web-to-192.0.2.0-24']);
});

const somewhere = Workload.of({ namespace: 'b', name: 'b', labels: { app: 'b' } });

test.each<[string, () => unknown, RegExp]>([
  [
    'a flow between two sets of addresses',
    () => {
      const block = Peer.block(Cidr.anyIpv4());
      return new AllowFlow(testApp(), 'flow', { from: block, to: block, ports: [Port.tcp(1)] });
    },
    /\[flow\].*Neither end of this flow is a set of pods/,
  ],
  [
    'a flow without ports to a workload that declares none',
    () => new AllowFlow(testApp(), 'flow', { from: somewhere, to: Peer.namespace('a') }),
    /\[flow\].*names no ports.*Port\.tcp\(8443\)/,
  ],
  [
    'a flow without ports to a workload that declares several',
    () => {
      const { app, web, api } = twoTeams();
      return new AllowFlow(app, 'flow', { from: web, to: api });
    },
    /orders\/orders-api declares several: https, metrics/,
  ],
  [
    'a peer of a class of one’s own that says two things',
    () => {
      const config: PeerConfig = { name: 'odd', namespace: 'a', block: Cidr.anyIpv4() };
      const odd = { toPeerConfigs: () => [config] };
      return new AllowFlow(testApp(), 'flow', { from: somewhere, to: odd, ports: [Port.tcp(1)] });
    },
    /\[flow\]: to.*"odd" is chosen in no way, or in more than one/,
  ],
  [
    'two flows under one name',
    () => {
      const { app, web, api } = twoTeams();
      const metadata = { name: 'x' };
      new AllowFlow(app, 'one', { from: web, to: api, ports: [Port.tcp(1)], metadata });
      return new AllowFlow(app, 'two', { from: web, to: Peer.namespace('b'), ports: [Port.tcp(1)], metadata });
    },
    /\[two\].*shop\/x is already declared by one, with another meaning/,
  ],
  [
    'a name that is no policy name',
    () => {
      const { app, web, api } = twoTeams();
      return new AllowFlow(app, 'flow', { from: web, to: api, ports: [Port.tcp(1)], metadata: { name: 'No_Good' } });
    },
    /"No_Good" is not valid/,
  ],
])('%s is refused', (_name, make, message) => {
  expect(make).toThrow(message);
});

test('two names of the same policy in two charts of a namespace clash, and both are named', () => {
  const app = testApp();
  const stack = new NamespaceStack(app, 'shop', { platform });
  const chart = new Chart(app, 'more', { namespace: 'shop' });
  expect(() => new DefaultDeny(chart, 'deny')).toThrow(/shop\/DefaultDeny.*more\/deny/);
  expect(names(stack)).toEqual(['default-deny', 'allow-dns']);
  expect(objectsOf(app)).toHaveLength(2);
});

test('resolvers of the app see the values of a spec', () => {
  const shout: IResolver = {
    resolve: (context) => {
      if (context.key.at(-1) === 'app' && context.value === 'web') context.replaceValue('WEB');
    },
  };
  const app = testApp({ resolvers: [shout] });
  const shop = bareStack(app, 'shop');
  new DefaultDeny(shop, 'deny', { workload: service(shop, 'web') });
  expect(yamlOf(shop)).toContain('app: WEB');
});

test('labels and annotations of a flow declared again join the policy', () => {
  const { app, shop, web, api } = twoTeams();
  const flow = { from: web, to: api, ports: [Port.tcp(1)] };
  new AllowFlow(app, 'one', { ...flow, metadata: { labels: { first: 'yes' } } });
  new AllowFlow(app, 'two', { ...flow, metadata: { labels: { second: 'yes' }, annotations: { note: 'x' } } });
  expect(yamlOf(shop)).toMatch(/note: x[\s\S]*first: "yes"[\s\S]*second: "yes"/);
});
