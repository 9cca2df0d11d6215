import { Testing } from 'cdk8s';
import { expect, test } from 'vitest';
import { NamespaceStack, Platform, PolicyType, RawPolicy } from '../../src';

test('an empty list in a RawPolicy is said to open the pods', () => {
  const app = Testing.app();
  const shop = new NamespaceStack(app, 'shop', { namespace: 'shop', platform: Platform.kubeadm() });
  new RawPolicy(shop, 'by-hand', {
    spec: { podSelector: {}, policyTypes: [PolicyType.INGRESS], ingress: [{ from: [], ports: [{ port: 80 }] }] },
  });
  const said = shop.findings.filter(({ rule }) => rule === 'empty-list-allows-all');
  expect(said.map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'spec.ingress[0].from: from is an empty list, which lets anyone in.',
  ]);
});
