import { expect, test } from 'vitest';
import { synthesise } from '../../test/support/example';
import { PUBLIC_IPV4, PUBLIC_IPV6, flowsOf } from '../../test/support/flows';
import { relationOf } from '../../test/support/relation';
import { Reachability } from 'cdk8s-netpol';

const example = synthesise('stateful-platform');
const relation = relationOf(example.objects, {
  'an API server': '10.20.0.12',
  'a node': '10.20.0.31',
  'the backup store': '10.50.8.3',
  'the old ERP': '192.168.40.17',
  'a neighbour of the ERP': '192.168.40.18',
  'the internet': '93.184.215.14',
  'the internet, IPv6': '2606:4700:4700::1111',
  'the metadata service': '169.254.169.254',
});

const dns = 'kube-system/coredns TCP/53, UDP/53';
const replication = 'TCP/9090, TCP/9091';

test('cdk8s synth writes what is in git', () => {
  expect(example.synthesised).toEqual(example.expected);
});

test('the API server takes every policy', () => {
  expect(example.problems).toEqual([]);
});

const expected = {
  'databases/postgres-0': ['databases/postgres-1 TCP/5432', dns, 'the backup store TCP/9000'],
  'databases/postgres-1': ['databases/postgres-0 TCP/5432', dns, 'the backup store TCP/9000'],
  'ingress-nginx/ingress-controller': ['monitoring/grafana TCP/3000', 'orders/orders-api TCP/8443'],
  'kafka/broker-0': [`kafka/broker-1 ${replication}`, dns],
  'kafka/broker-1': [`kafka/broker-0 ${replication}`, dns],
  'kafka/strimzi': [
    'an API server TCP/6443',
    `kafka/broker-0 TCP/8443, ${replication}`,
    `kafka/broker-1 TCP/8443, ${replication}`,
    dns,
  ],
  'monitoring/grafana': [dns, 'monitoring/prometheus TCP/9090'],
  'monitoring/prometheus': [
    'a node TCP/10250',
    'an API server TCP/6443, TCP/10250',
    'databases/postgres-0 TCP/9187',
    'databases/postgres-1 TCP/9187',
    'kafka/broker-0 TCP/9404',
    'kafka/broker-1 TCP/9404',
    dns,
    'monitoring/grafana TCP/3000',
    'orders/orders-api TCP/9100',
    'orders/orders-worker TCP/9100',
  ],
  'orders/orders-api': [
    'databases/postgres-0 TCP/5432',
    'databases/postgres-1 TCP/5432',
    'kafka/broker-0 TCP/9093',
    'kafka/broker-1 TCP/9093',
    dns,
    'the internet TCP/443',
    'the internet, IPv6 TCP/443',
  ],
  'orders/orders-worker': [
    'databases/postgres-0 TCP/5432',
    'databases/postgres-1 TCP/5432',
    'kafka/broker-0 TCP/9093',
    'kafka/broker-1 TCP/9093',
    dns,
    'the old ERP TCP/1521',
  ],
  'sandbox/notebook': [dns],
};

test('Kafka, PostgreSQL and their users work, and nothing else is open', () => {
  expect(relation).toEqual(expected);
});

test('the engine finds exactly the same, for every address and port', () => {
  expect(Reachability.fromObjects(example.objects)).toHaveExactly(
    flowsOf(expected, {
      'an API server': '10.20.0.11, 10.20.0.12, 10.20.0.13',
      'a node': '10.20.0.0/24',
      'the backup store': '10.50.8.0/28',
      'the old ERP': '192.168.40.17',
      'the internet': PUBLIC_IPV4,
      'the internet, IPv6': PUBLIC_IPV6,
    }),
  );
});

test('pods of untrusted namespaces reach nothing, even if they call themselves prometheus', () => {
  expect(relation['sandbox/notebook']).toEqual([dns]);
  expect(relation['contractors/build-agent']).toBeUndefined();
});

test('nothing reaches into the sandbox', () => {
  expect(Object.values(relation).flat()).not.toContainEqual(expect.stringContaining('sandbox/'));
});

test('clients of Kafka reach the listener, and neither replication nor the control plane', () => {
  for (const client of ['orders/orders-api', 'orders/orders-worker']) {
    const brokers = relation[client]!.filter((reached) => reached.startsWith('kafka/'));
    expect(brokers).toEqual(['kafka/broker-0 TCP/9093', 'kafka/broker-1 TCP/9093']);
  }
});

test('the way to the old ERP says who agreed to it and when it ends', () => {
  const policy = example.objects.find(({ metadata }) => metadata?.name === 'allow-orders-worker-to-old-erp-exception');
  expect(policy?.metadata?.annotations).toMatchObject({
    'cdk8s-netpol/exception-owner': 'team-orders',
    'cdk8s-netpol/exception-ticket': 'MIG-118',
    'cdk8s-netpol/exception-expires': '2027-03-31',
  });
});
