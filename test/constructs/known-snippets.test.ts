import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  AllowDns,
  AllowFlow,
  AllowNamespace,
  AllowScrape,
  Baseline,
  Cidr,
  DefaultDeny,
  ExternalEgress,
  LabelSelector,
  NamespaceStack,
  NetpolApp,
  Peer,
  Platform,
  PolicyType,
  Port,
  ServiceLocation,
} from '../../src';
import { KubernetesObject } from '../../src/model/kubernetes-object';
import { naiveVerdict } from '../naive/naive';
import { objectsOf, testApp } from '../support/tree';

/**
 * Snippets that are published again and again, each built by constructs. Both versions are asked about every pair of a
 * small cluster in which every label and port of the snippet occurs, so that equal answers mean equal policies.
 */
const CLUSTER: KubernetesObject[] = [
  namespace('shop', { team: 'storefront' }),
  namespace('orders', { team: 'orders' }),
  namespace('monitoring'),
  namespace('api'),
  namespace('db'),
  namespace('kube-system'),
  ...['frontend', 'orders', 'orders-db', 'backend', 'database', 'api-server', 'postgres', 'orders-api'].flatMap(
    (app) => [pod('shop', app, { app }), pod('orders', app, { app })],
  ),
  pod('monitoring', 'prometheus', { app: 'prometheus' }),
  pod('monitoring', 'grafana', { app: 'grafana' }),
  pod('api', 'any', { app: 'any' }),
  pod('db', 'any', { app: 'any' }),
  pod('kube-system', 'dns', { 'k8s-app': 'kube-dns' }),
];
const PODS = CLUSTER.filter(({ kind }) => kind === 'Pod').map(({ metadata }) => ({
  pod: `${metadata!.namespace}/${metadata!.name}`,
}));
const ADDRESSES = ['8.8.8.8', '10.1.2.3', '172.16.0.1', '192.168.1.1', '169.254.169.254', '2600::1'].map((ip) => ({
  ip,
}));
const PORTS = [53, 80, 443, 3306, 5432, 8080, 8443, 9090];

function namespace(name: string, labels: Record<string, string> = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function pod(inNamespace: string, name: string, labels: Record<string, string>): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: inNamespace, name, labels },
    spec: { containers: [{ name: 'c' }] },
  };
}

const endpoint = fc.constantFrom(...PODS, ...ADDRESSES);

/** Asks both sets about random flows of the cluster, inside and across its edge. */
function expectSameMeaning(ours: KubernetesObject[], published: KubernetesObject[]): void {
  fc.assert(
    fc.property(
      endpoint,
      endpoint,
      fc.constantFrom('TCP' as const, 'UDP' as const),
      fc.constantFrom(...PORTS),
      (from, to, protocol, port) => {
        const ask = (policies: KubernetesObject[]) =>
          naiveVerdict([...CLUSTER, ...policies], { from, to, protocol, port }, { ipBlockMatchesPods: 'never' });
        expect(ask(ours), JSON.stringify({ from, to, protocol, port })).toBe(ask(published));
      },
    ),
    { numRuns: 1_500 },
  );
}

const platform = Platform.kubeadm({
  scraper: ServiceLocation.of({ namespace: 'monitoring', podLabels: { app: 'prometheus' } }),
});

function build(declare: (app: NetpolApp, stack: (name: string) => NamespaceStack) => void): KubernetesObject[] {
  const app = testApp();
  const stacks = new Map<string, NamespaceStack>();
  const stack = (name: string) => {
    const known = stacks.get(name) ?? new NamespaceStack(app, name, { platform, baseline: Baseline.none() });
    stacks.set(name, known);
    return known;
  };
  declare(app, stack);
  return objectsOf(app);
}

const published = (spec: string, inNamespace = 'orders'): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: `published-${spec.length}`, namespace: inNamespace },
  spec: parse(spec) as unknown,
});

describe('known snippets mean the same when built by constructs', () => {
  test('deny-all in a namespace', () => {
    expectSameMeaning(
      build((_app, stack) => new DefaultDeny(stack('orders'), 'deny')),
      [published('{ podSelector: {}, policyTypes: [Ingress, Egress] }')],
    );
  });

  test('default-deny-ingress', () => {
    expectSameMeaning(
      build((_app, stack) => new DefaultDeny(stack('orders'), 'deny', { directions: [PolicyType.INGRESS] })),
      [published('{ podSelector: {}, policyTypes: [Ingress] }')],
    );
  });

  test('default-deny-egress', () => {
    expectSameMeaning(
      build((_app, stack) => new DefaultDeny(stack('orders'), 'deny', { directions: [PolicyType.EGRESS] })),
      [published('{ podSelector: {}, policyTypes: [Egress] }')],
    );
  });

  test('frontend of the storefront team to orders-api on 8443', () => {
    expectSameMeaning(
      build((app, stack) => {
        const frontend = Peer.labelled({
          name: 'frontend',
          namespaces: LabelSelector.labels({ team: 'storefront' }),
          pods: LabelSelector.labels({ app: 'frontend' }),
        });
        const api = stack('orders').workload('orders-api', { labels: { app: 'orders-api' } });
        new AllowFlow(app, 'flow', { from: frontend, to: api, ports: [Port.tcp(8443)] });
      }),
      [
        published(`
          podSelector: { matchLabels: { app: orders-api } }
          policyTypes: [Ingress]
          ingress:
            - from:
                - namespaceSelector: { matchLabels: { team: storefront } }
                  podSelector: { matchLabels: { app: frontend } }
              ports: [{ protocol: TCP, port: 8443 }]`),
      ],
    );
  });

  test('an api-server: in from the frontend on 8080, out to DNS and postgres', () => {
    expectSameMeaning(
      build((app, stack) => {
        const orders = stack('orders');
        const api = orders.workload('api-server', { labels: { app: 'api-server' }, ports: { http: Port.tcp(8080) } });
        // The snippet opens only the api-server's own ends, so the other ends are no workloads of a stack here.
        const near = (app_: string) =>
          Peer.labelled({
            name: app_,
            namespaces: LabelSelector.labels({ 'kubernetes.io/metadata.name': 'orders' }),
            pods: LabelSelector.labels({ app: app_ }),
          });
        new AllowFlow(app, 'in', { from: near('frontend'), to: api });
        new AllowFlow(app, 'out', { from: api, to: near('postgres'), ports: [Port.tcp(5432)] });
        new AllowDns(orders, 'dns', { from: api });
      }),
      [
        published(`
          podSelector: { matchLabels: { app: api-server } }
          policyTypes: [Ingress, Egress]
          ingress:
            - from: [{ podSelector: { matchLabels: { app: frontend } } }]
              ports: [{ protocol: TCP, port: 8080 }]
          egress:
            - to:
                - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
                  podSelector: { matchLabels: { k8s-app: kube-dns } }
              ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]
            - to: [{ podSelector: { matchLabels: { app: postgres } } }]
              ports: [{ protocol: TCP, port: 5432 }]`),
      ],
    );
  });

  test('DNS over UDP and TCP', () => {
    expectSameMeaning(
      build((_app, stack) => new AllowDns(stack('orders'), 'dns')),
      [
        published(`
          podSelector: {}
          policyTypes: [Egress]
          egress:
            - to:
                - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
                  podSelector: { matchLabels: { k8s-app: kube-dns } }
              ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]`),
      ],
    );
  });

  test('scrape by app=prometheus of the monitoring namespace on 9090', () => {
    expectSameMeaning(
      build((_app, stack) => {
        const orders = stack('orders');
        new AllowScrape(orders, 'metrics', { to: orders.allPods, port: 'TCP/9090' });
      }),
      [
        published(`
          podSelector: {}
          policyTypes: [Ingress]
          ingress:
            - from:
                - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } }
                  podSelector: { matchLabels: { app: prometheus } }
              ports: [{ protocol: TCP, port: 9090 }]`),
      ],
    );
  });

  test('HTTPS to the world except private ranges', () => {
    const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];
    expectSameMeaning(
      build((_app, stack) => {
        new ExternalEgress(stack('orders'), 'world', {
          to: [Cidr.anyIpv4()],
          except: privateRanges.map((range) => Cidr.of(range)),
          ports: [Port.tcp(443)],
        });
      }),
      [
        published(`
          podSelector: {}
          policyTypes: [Egress]
          egress:
            - to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [${[...privateRanges, '169.254.169.254/32'].join(', ')}] } }]
              ports: [{ protocol: TCP, port: 443 }]`),
      ],
    );
  });

  test('namespace api to namespace db', () => {
    expectSameMeaning(
      build((app, stack) => {
        stack('db');
        stack('api');
        new AllowNamespace(app, 'api-to-db', { from: 'api', to: 'db' });
      }),
      [
        published(
          'podSelector: {}\npolicyTypes: [Ingress]\ningress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: api } } }] }]',
          'db',
        ),
        published(
          'podSelector: {}\npolicyTypes: [Egress]\negress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: db } } }] }]',
          'api',
        ),
      ],
    );
  });

  test.each([
    ['app=orders to app=orders-db', 'orders', 'orders-db', 5432],
    ['app=backend to app=database on 3306', 'backend', 'database', 3306],
  ])('pods %s', (_name, from, to, port) => {
    expectSameMeaning(
      build((app, stack) => {
        const orders = stack('orders');
        new AllowFlow(app, 'flow', {
          from: orders.workload(from, { labels: { app: from } }),
          to: orders.workload(to, { labels: { app: to } }),
          ports: [Port.tcp(port)],
        });
      }),
      [
        published(`
          podSelector: { matchLabels: { app: ${to} } }
          policyTypes: [Ingress]
          ingress: [{ from: [{ podSelector: { matchLabels: { app: ${from} } } }], ports: [{ protocol: TCP, port: ${port} }] }]`),
        published(`
          podSelector: { matchLabels: { app: ${from} } }
          policyTypes: [Egress]
          egress: [{ to: [{ podSelector: { matchLabels: { app: ${to} } } }], ports: [{ protocol: TCP, port: ${port} }] }]`),
      ],
    );
  });

  test('default-deny as published with `ingress: []` and `egress: []` leaves egress open; ours isolates both', () => {
    const asPublished = published('{ podSelector: {}, ingress: [], egress: [] }');
    const ours = build((_app, stack) => new DefaultDeny(stack('orders'), 'deny'));
    const out = { from: { pod: 'orders/orders' }, to: { ip: '8.8.8.8' }, protocol: 'TCP', port: 443 } as const;
    const into = { from: { pod: 'shop/frontend' }, to: { pod: 'orders/orders' }, protocol: 'TCP', port: 443 } as const;
    const ask = (policies: KubernetesObject[], query: typeof out | typeof into) =>
      naiveVerdict([...CLUSTER, ...policies], query, { ipBlockMatchesPods: 'never' });
    // Without policyTypes the API fills in Ingress, and Egress only where there is an egress rule: an empty list has none.
    expect(ask([asPublished], into)).toBe('denied');
    expect(ask([asPublished], out)).toBe('allowed');
    expect(ask(ours, into)).toBe('denied');
    expect(ask(ours, out)).toBe('denied');
  });
});
