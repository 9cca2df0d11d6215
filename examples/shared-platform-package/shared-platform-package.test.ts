import { expect, test } from 'vitest';
import { TeamNamespace } from './platform-constructs';
import { catalog } from './teams/catalog';
import { synthesise } from '../../test/support/example';
import { PUBLIC_IPV4, PUBLIC_IPV6, flowsOf } from '../../test/support/flows';
import { relationOf } from '../../test/support/relation';
import { NetpolApp, PolicyType, Reachability } from 'cdk8s-netpol';

const example = synthesise('shared-platform-package');
const relation = relationOf(example.objects, {
  'the internet': '93.184.215.14',
  'the internet, IPv6': '2606:4700:4700::1111',
  'a private address': '10.1.2.3',
});

const baseline = ['kube-system/coredns TCP/53, UDP/53', 'observability/loki TCP/3100'];

test('cdk8s synth writes what is in git', () => {
  expect(example.synthesised).toEqual(example.expected);
});

test('the API server takes every policy', () => {
  expect(example.problems).toEqual([]);
});

const expected = {
  'edge/traefik': ['checkout/storefront TCP/8080'],
  'observability/prometheus': [
    'catalog/products TCP/9090',
    'checkout/payments TCP/9090',
    'checkout/storefront TCP/9090',
  ],
  'catalog/products': ['databases/catalog-1 TCP/5432', ...baseline],
  'checkout/storefront': ['catalog/products TCP/8080', 'checkout/payments TCP/8080', ...baseline],
  'checkout/payments': [...baseline, 'the internet TCP/443', 'the internet, IPv6 TCP/443'],
};

test('what the teams asked for and what the platform gives is open, and nothing else', () => {
  expect(relation).toEqual(expected);
});

test('the engine finds exactly the same, for every address and port', () => {
  expect(Reachability.fromObjects(example.objects)).toHaveExactly(
    flowsOf(expected, { 'the internet': PUBLIC_IPV4, 'the internet, IPv6': PUBLIC_IPV6 }),
  );
});

test('payments are reached by the storefront and the scraper only', () => {
  const callers = Object.keys(relation).filter((from) =>
    relation[from]!.some((to) => to.includes('checkout/payments')),
  );
  expect(callers.sort()).toEqual(['checkout/storefront', 'observability/prometheus']);
});

test('a Prometheus that is not the one of the company scrapes nothing', () => {
  expect(relation['monitoring/prometheus']).toBeUndefined();
});

test('what the database team has to open is handed over as a policy', () => {
  const app = new NetpolApp();
  catalog(app);
  const namespace = app.node.findChild('catalog') as TeamNamespace;
  expect(namespace.unmanagedEnds).toEqual([
    {
      namespace: 'databases',
      workload: 'catalog',
      direction: PolicyType.INGRESS,
      declaredBy: 'catalog/store/flow',
      suggestedPolicy: {
        podSelector: { matchLabels: { 'cnpg.io/cluster': 'catalog' } },
        policyTypes: [PolicyType.INGRESS],
        ingress: [
          {
            from: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'catalog' } },
                podSelector: { matchLabels: { app: 'products' } },
              },
            ],
            ports: [{ protocol: 'TCP', port: 5432 }],
          },
        ],
      },
    },
  ]);
});
