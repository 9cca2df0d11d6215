import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { expect, test } from 'vitest';
import {
  AllowDns,
  AllowFlow,
  AllowFlowProps,
  AllowIngressController,
  AllowNamespace,
  AllowScrape,
  AllowService,
  Baseline,
  Catalog,
  Cidr,
  ExternalEgress,
  ExternalHttpsEgress,
  LabelSelector,
  NamespaceStack,
  NamespaceStackProps,
  Peer,
  PeerConfig,
  Platform,
  Port,
  Reachability,
  ServiceLocation,
  Workload,
} from '../../src';
import { bareStack, platform, service, testApp, yamlOf } from '../support/tree';

/*
 * What people write by mistake, and what they are told. That every place of the public API answers like this is tested
 * in test/package/wrong-types.test.ts.
 */

/** A program that is only transpiled has no types. */
const untyped = (value: unknown) => value as never;

const app = testApp();
const shop = bareStack(app, 'shop');
const web = service(shop, 'web');
const api = service(shop, 'api');
const deployment = new ApiObject(shop, 'deployment', { apiVersion: 'apps/v1', kind: 'Deployment' });
let count = 0;
const flow = (props: object) => new AllowFlow(shop, `flow-${++count}`, untyped(props));
const partner = (props: object) => new ExternalEgress(shop, `partner-${++count}`, untyped(props));

test.each<[string, () => unknown, RegExp]>([
  [
    'a number as a port',
    () => flow({ from: web, to: api, ports: [8443] }),
    /^\[shop\/flow-\d+\]: ports\[0\]: a Port is needed here, and the number 8443 was given\. Write Port\.tcp\(8443\), or Port\.udp\(8443\)\.$/,
  ],
  [
    'a text as a port',
    () => flow({ from: web, to: api, ports: ['8443'] }),
    /the text "8443" was given.*Port\.tcp\(8443\)/,
  ],
  [
    'the notation of reports as a port',
    () => flow({ from: web, to: api, ports: ['TCP/8443'] }),
    /Port\.parse\("TCP\/8443"\)/,
  ],
  [
    'one port instead of a list',
    () => flow({ from: web, to: api, ports: Port.tcp(1) }),
    /ports: a list.*a Port was given\. Put it in a list/,
  ],
  ['port for ports', () => flow({ from: web, to: api, port: Port.tcp(1) }), /There is no port\. Did you mean ports\?/],
  [
    'no destination',
    () => flow({ from: web, ports: [Port.tcp(1)] }),
    /to is missing: the end of a flow \(a Workload or a Peer\) is needed/,
  ],
  [
    'a destination by another name',
    () => flow({ from: web, target: api }),
    /to is missing.*There is target, which nobody asks for/,
  ],
  [
    'a Deployment as an end',
    () => flow({ from: web, to: deployment }),
    /an ApiObject was given\. Write Workload\.fromResource\(…\)/,
  ],
  ['a stack as an end', () => flow({ from: web, to: shop }), /a NamespaceStack was given\. Write stack\.allPods/],
  [
    'a block as an end',
    () => flow({ from: web, to: Cidr.of('10.0.0.0/8') }),
    /a Cidr was given\. Write Peer\.block\(…\)/,
  ],
  [
    'the text of a block as an end',
    () => flow({ from: web, to: '10.0.0.0/8' }),
    /Write Peer\.block\(Cidr\.of\("10\.0\.0\.0\/8"\)\)/,
  ],
  [
    'a namespace as an end',
    () => flow({ from: 'shop', to: api }),
    /from: .*the text "shop" was given\. Write Peer\.namespace\("shop"\)/,
  ],
  [
    'a text as a Cidr',
    () => partner({ to: ['198.51.100.0/24'], ports: [Port.tcp(1)] }),
    /to\[0\]: a Cidr.*Cidr\.of\("198\.51\.100\.0\/24"\)/,
  ],
  [
    'an address as a Cidr',
    () => partner({ to: ['198.51.100.7'], ports: [Port.tcp(1)] }),
    /Cidr\.address\("198\.51\.100\.7"\)/,
  ],
  [
    'the name of a service',
    () => new AllowService(shop, 's1', untyped({ service: 'vault' })),
    /\[shop\/s1\]: service: a SharedService.*Catalog\.vault\(\)/,
  ],
  [
    'a workload as options',
    () => new AllowDns(shop, 'd1', untyped(web)),
    /\[shop\/d1\]: options: .*a Workload was given/,
  ],
  ['null as options', () => new AllowDns(shop, 'd2', untyped(null)), /\[shop\/d2\]: options: .*nothing was given/],
  [
    'null where every port would be meant',
    () => new AllowNamespace(shop, 'n1', untyped({ from: 'shop', to: 'db', ports: null })),
    /\[shop\/n1\]: ports: a list.*nothing was given/,
  ],
  ['no options at all', () => Peer.pods(untyped({})), /^Peer\.pods: namespace is missing: a text is needed\./],
  [
    'an undefined scope',
    () => new AllowFlow(untyped(undefined), 'f', { from: web, to: api }),
    /^AllowFlow: scope: .*Write new AllowFlow\(app, 'id', …\)/,
  ],
  [
    'no id',
    () => new AllowFlow(shop, untyped({ from: web, to: api }), untyped(undefined)),
    /^AllowFlow: id: a text is needed/,
  ],
  [
    'labels as a text',
    () => LabelSelector.labels(untyped('app=web')),
    /the text "app=web" was given\. Write \{ app: 'web' \}\./,
  ],
  [
    'a list of labels',
    () => shop.workload('x', { labels: untyped(['app=web']) }),
    /\[shop\].*labels: .*a list was given/,
  ],
  [
    'a label that is a number',
    () => shop.workload('x', { labels: untyped({ v: 1 }) }),
    /labels\.v: a text is needed here, and the number 1/,
  ],
  [
    'a literal as baseline',
    () => new NamespaceStack(testApp(), 'shop', { platform, baseline: untyped({ dns: false }) }),
    /^\[shop\]: baseline: a Baseline is needed.*Write Baseline\.of\(…\) with it/,
  ],
  [
    'a text as platform',
    () => new NamespaceStack(testApp(), 'shop', { platform: untyped('eks') }),
    /Write Platform\.eks\(\) if there is one/,
  ],
  [
    'a text as truth',
    () => Baseline.of(untyped({ dns: 'false' })),
    /Baseline\.of: dns: true or false is needed.*without quotes/,
  ],
  [
    'an enum by its member',
    () => Baseline.of(untyped({ isolate: ['INGRES'] })),
    /isolate\[0\]: one of PolicyType.*Did you mean PolicyType\.INGRESS\?/,
  ],
  [
    'a misspelt option',
    () => Platform.eks(untyped({ apiserver: [] })),
    /Platform\.eks: There is no apiserver\. Did you mean apiServer\?/,
  ],
  [
    'a literal as location',
    () => Platform.kubeadm({ dns: untyped({ namespace: 'x' }) }),
    /Write ServiceLocation\.of\(…\) with it/,
  ],
  [
    'a number as the port of a question',
    () => Reachability.fromObjects([]).allows(untyped({ from: 'a/b', to: 'c/d', port: 443 })),
    /Write 'TCP\/443'/,
  ],
  [
    'a Port as the name of a port',
    () => new AllowScrape(shop, 's2', untyped({ to: web, port: Port.tcp(9090) })),
    /Write 'TCP\/9090'/,
  ],
  [
    'a number as the name of a port',
    () => new AllowScrape(shop, 's3', { to: web, port: '9090' }),
    /"9090" has no protocol\. Write 'TCP\/9090'/,
  ],
  [
    'several services for one',
    () => new AllowService(shop, 's4', untyped({ service: Catalog.argocd() })),
    /a list was given\. These are several/,
  ],
  ['the last word of an id', () => Catalog.of('vault'), /Did you mean sec\.vault\?/],
  [
    'a workload in a question',
    () => Reachability.fromObjects([]).allows(untyped({ from: web, to: web })),
    /Write 'shop\/web'/,
  ],
])('%s is answered in words', (_, mistake, message) => {
  expect(mistake).toThrow(message);
});

test('classes of one’s own are taken: as an end of a flow, and as options', () => {
  class Everyone {
    public toPeerConfigs(): PeerConfig[] {
      return [{ name: 'everyone', anyone: true }];
    }
  }
  class Options {
    public readonly from = web;
    public readonly to = new Everyone();
    public readonly ports = [Port.tcp(443)];
  }
  expect(new AllowFlow(shop, 'own', new Options()).policies).toHaveLength(1);
});

test('what a class of one’s own returns is looked at', () => {
  const junk = { toPeerConfigs: () => untyped([5]) };
  expect(() => flow({ from: web, to: junk, ports: [Port.tcp(1)] })).toThrow(
    /to: toPeerConfigs: returns\[0\]: what toPeerConfigs returns is needed/,
  );
});

test('a subclass may have options of its own, even such that nearly have the name of another', () => {
  interface TeamStackProps extends NamespaceStackProps {
    readonly label: string;
  }
  class TeamStack extends NamespaceStack {
    public constructor(scope: Construct, id: string, props: TeamStackProps) {
      super(scope, id, props);
    }
  }
  expect(new TeamStack(testApp(), 'team', { platform, label: 'gold' }).namespaceName).toBe('team');
});

test('wider objects are taken, as TypeScript takes them', () => {
  const common = { namespace: 'vault', costCentre: 'a7' };
  expect(ServiceLocation.of(common).namespace).toBe('vault');
});

test('what is scraped is said by to; target still works, and not both', () => {
  const orders = bareStack(testApp(), 'orders');
  const target = service(orders, 'api');
  const named = (props: object) => new AllowScrape(orders, `scrape-${++count}`, untyped({ port: 'metrics', ...props }));
  const [before, after] = [named({ target }), named({ to: target })].map(({ policies }) => policies[0]!.name);
  expect(before).toBe(after);
  expect(() => named({ to: target, target })).toThrow(/given twice, as to and as target\. Keep to\./);
  expect(() => named({})).toThrow(/\[orders\/scrape-\d+\]: to is missing/);
});

test('workloads read from resources are named where something is wrong with them', () => {
  expect(() => Workload.fromResource(untyped('web'))).toThrow(
    /^Workload\.fromResource: resource: .*the text "web" was given/,
  );
});

test('the port of the wrong end is refused, wherever the ports of a flow are named', () => {
  const stack = bareStack(testApp(), 'wrong-end');
  const db = stack.workload('db', { labels: { app: 'db' }, ports: { pg: Port.tcp(5432) } });
  const front = stack.workload('front', { labels: { app: 'front' }, ports: { http: Port.tcp(8080) } });
  const silent = stack.workload('silent', { labels: { app: 'silent' } });
  const opened = (props: AllowFlowProps) => () => new AllowFlow(stack, `f-${++count}`, props);
  expect(opened({ from: db, to: front, ports: [db.port('pg')] })).toThrow(
    /\[wrong-end\/f-\d+\]: The port TCP\/5432 is one of wrong-end\/db, and the flow leads to wrong-end\/front\. .*name one of http, or turn the flow round/,
  );
  expect(opened({ from: db, to: silent, ports: [db.port('pg')] })).toThrow(
    /one of wrong-end\/db.*write Port\.tcp\(…\)/,
  );
  expect(opened({ from: silent, to: front, ports: [db.port('pg')] })).toThrow(/one of wrong-end\/db/);
  expect(
    () =>
      new AllowIngressController(stack, 'published', { to: front, ports: [db.port('pg')], controller: Peer.anyone() }),
  ).toThrow(/one of wrong-end\/db/);
  // Right: its own, an equal one, one that nobody owns, and one of pods among those that are connected to.
  const samePort = stack.workload('copy', { labels: { app: 'copy' }, ports: { postgres: Port.tcp(5432) } });
  expect(opened({ from: front, to: db, ports: [db.port('pg')] })).not.toThrow();
  expect(opened({ from: db, to: samePort, ports: [db.port('pg')] })).not.toThrow();
  expect(opened({ from: db, to: silent, ports: [Port.tcp(5432)] })).not.toThrow();
  expect(opened({ from: db, to: stack.allPods, ports: [db.port('pg')] })).not.toThrow();
  expect(opened({ from: front, to: Peer.anyOf(db, silent), ports: [db.port('pg')] })).not.toThrow();
});

test('a range that is no public address is left out anyway, and changes nothing', () => {
  const specOf = (except: Cidr[]) => {
    const stack = bareStack(testApp(), 'outward');
    new ExternalHttpsEgress(stack, 'web', { except });
    return yamlOf(stack);
  };
  expect(specOf([Cidr.of('10.0.0.0/8'), Cidr.of('fd00::/8'), Cidr.of('10.1.0.0/16')])).toBe(specOf([]));
  expect(() => specOf([Cidr.anyIpv4()])).toThrow(/Leaving out 0\.0\.0\.0\/0 leaves nothing/);
});

test('a Deployment without a template is told that, and not that it makes no pods', () => {
  expect(() => Workload.fromResource(deployment)).toThrow(
    /\[shop\/deployment\]: The Deployment shop-deployment\S* has no pod template.*spec\.template/,
  );
});

test.each([
  ['Port', Port, 'Port.tcp(8443)'],
  ['Cidr', Cidr, 'Cidr.of'],
  ['LabelSelector', LabelSelector, 'LabelSelector.labels'],
  ['Peer', Peer, 'Peer.namespace'],
  ['Workload', Workload, 'Workload.of'],
  ['Platform', Platform, 'Platform.kubeadm()'],
  ['Baseline', Baseline, 'Baseline.of'],
])('new %s is no way to make one, and the way is said', (name, made, way) => {
  const wrong = made as unknown as new (...given: unknown[]) => object;
  for (const given of [[], [8443], ['web', 'shop'], [{ app: 'web' }]]) {
    expect(() => new wrong(...given)).toThrow(`new ${name}(…) is not how one is made. Write`);
    expect(() => new wrong(...given)).toThrow(way);
  }
});
