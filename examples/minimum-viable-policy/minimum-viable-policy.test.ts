import { expect, test } from 'vitest';
import { synthesise } from '../../test/support/example';
import { PUBLIC_IPV4, PUBLIC_IPV6, flowsOf } from '../../test/support/flows';
import { relationOf } from '../../test/support/relation';
import { Reachability } from 'cdk8s-netpol';

const example = synthesise('minimum-viable-policy');
const relation = relationOf(example.objects, {
  'the internet': '93.184.215.14',
  'the internet, IPv6': '2606:4700:4700::1111',
  'private 10/8': '10.1.2.3',
  'private 172.16/12': '172.20.0.1',
  'private 192.168/16': '192.168.1.1',
  'private IPv6': 'fd12:3456::1',
  'the metadata service': '169.254.169.254',
});

const everyPort = 'TCP/*, UDP/*, SCTP/*';
const baseline = ['kube-system/coredns TCP/53, UDP/53', 'the internet TCP/443', 'the internet, IPv6 TCP/443'];

test('cdk8s synth writes what is in git', () => {
  expect(example.synthesised).toEqual(example.expected);
});

test('the API server takes every policy', () => {
  expect(example.problems).toEqual([]);
});

const expected = {
  'ingress-nginx/ingress-controller': ['storefront/web TCP/8080'],
  'storefront/web': [...baseline, 'orders/orders-api TCP/8443', `storefront/session-store ${everyPort}`].sort(),
  'storefront/session-store': [...baseline, `storefront/web ${everyPort}`].sort(),
  'orders/orders-api': [...baseline, `orders/orders-db ${everyPort}`].sort(),
  'orders/orders-db': [...baseline, `orders/orders-api ${everyPort}`].sort(),
  'reporting/monthly-report': [...baseline, 'orders/orders-api TCP/8443', 'orders/orders-db TCP/8443'].sort(),
};

test('the baseline and the declared flows are open, and nothing else', () => {
  expect(relation).toEqual(expected);
});

test('the engine finds exactly the same, for every address and port', () => {
  expect(Reachability.fromObjects(example.objects)).toHaveExactly(
    flowsOf(expected, { 'the internet': PUBLIC_IPV4, 'the internet, IPv6': PUBLIC_IPV6 }),
  );
});

test('no pod reaches a private or link-local address, the metadata service among them', () => {
  const reached = Object.values(relation).flat();
  for (const address of ['private 10/8', 'private 172.16/12', 'private 192.168/16', 'private IPv6', 'the metadata']) {
    expect(reached).not.toContainEqual(expect.stringContaining(address));
  }
});

test.each(['lab/experiment', 'the internet'])('%s reaches none of the namespaces under policy', (outsider) => {
  expect(relation[outsider]).toBeUndefined();
});

test('the database is closed to the storefront, whose pods come as far as the API', () => {
  expect(relation['storefront/web']).not.toContainEqual(expect.stringContaining('orders/orders-db'));
});
