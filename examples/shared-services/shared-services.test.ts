import { expect, test } from 'vitest';
import { synthesise } from '../../test/support/example';
import { PUBLIC_IPV4, PUBLIC_IPV6, flowsOf } from '../../test/support/flows';
import { relationOf } from '../../test/support/relation';
import { Reachability } from 'cdk8s-netpol';

const example = synthesise('shared-services');
const relation = relationOf(example.objects, {
  'an API server': '10.20.0.12',
  'a neighbour of the API servers': '10.20.0.13',
  Git: '10.50.0.20',
  'the published address': '198.51.100.10',
  'the internet': '93.184.215.14',
  'the internet, IPv6': '2606:4700:4700::1111',
  'the metadata service': '169.254.169.254',
});

const dns = 'kube-system/coredns TCP/53, UDP/53';
const kubeApi = 'an API server TCP/6443';

const expected = {
  'an API server': ['cert-manager/webhook TCP/10250', 'vault/injector TCP/8080'],
  'argocd/redis': [dns],
  'argocd/repo-server': ['Git TCP/22, TCP/443', 'argocd/redis TCP/6379', dns],
  'argocd/server': [kubeApi, 'argocd/redis TCP/6379', 'argocd/repo-server TCP/8081', dns],
  'cert-manager/cert-manager': [
    kubeApi,
    dns,
    'the internet TCP/443',
    'the internet, IPv6 TCP/443',
    'the published address TCP/80',
  ],
  'cert-manager/webhook': [kubeApi, dns],
  'external-secrets/controller': [kubeApi, dns, 'vault/vault-0 TCP/8200'],
  'ingress-nginx/ingress-controller': [
    'argocd/server TCP/8080',
    'orders/orders-api TCP/8443',
    'orders/solver TCP/8089',
  ],
  'monitoring/prometheus': [
    'argocd/repo-server TCP/8084',
    'argocd/server TCP/8083',
    'cert-manager/cert-manager TCP/9402',
    'cert-manager/webhook TCP/9402',
    'external-secrets/controller TCP/8080',
  ],
  'orders/orders-api': ['kafka/broker-0 TCP/9093', dns, 'vault/vault-0 TCP/8200'],
  'orders/solver': [dns],
  'vault/injector': [kubeApi, dns, 'vault/vault-0 TCP/8200'],
  'vault/vault-0': [kubeApi, dns],
};

test('cdk8s synth writes what is in git', () => {
  expect(example.synthesised).toEqual(example.expected);
});

test('the API server takes every policy', () => {
  expect(example.problems).toEqual([]);
});

test('every shared service works, and nothing else is open', () => {
  expect(relation).toEqual(expected);
});

test('the engine finds exactly the same, for every address and port', () => {
  expect(Reachability.fromObjects(example.objects)).toHaveExactly(
    flowsOf(expected, {
      'an API server': '10.20.0.11, 10.20.0.12',
      Git: '10.50.0.20',
      'the published address': '198.51.100.10',
      'the internet': PUBLIC_IPV4,
      'the internet, IPv6': PUBLIC_IPV6,
    }),
  );
});

test('a namespace that nobody trusts reaches none of them', () => {
  expect(relation['sandbox/notebook']).toBeUndefined();
});
