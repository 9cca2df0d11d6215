import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import { describe, expect, test } from 'vitest';
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

describe('null in a spec, which cdk8s leaves out', () => {
  const newStack = () => new NamespaceStack(Testing.app(), 'shop', { namespace: 'shop', platform: Platform.kubeadm() });
  const saidOf = (shop: NamespaceStack) =>
    shop.findings
      .filter(({ rule }) => rule.startsWith('empty-') || rule === 'api-validation')
      .map(({ rule, severity, field, message }) => `${severity} ${rule} ${field}: ${message}`);
  const raw = (spec: object) => {
    const shop = newStack();
    const { policy } = new RawPolicy(shop, 'by-hand', {
      spec: { podSelector: { matchLabels: { app: 'web' } }, ...spec },
    });
    return { shop, said: saidOf(shop), written: (policy.toJson() as { spec: object }).spec };
  };
  const open = 'warning empty-list-allows-all';

  test.each<[string, object, string]>([
    [
      'from',
      { ingress: [{ from: null, ports: [{ port: 80 }] }] },
      `${open} spec.ingress[0].from: from has no value, which lets anyone in.`,
    ],
    [
      'to',
      { policyTypes: ['Egress'], egress: [{ ports: [{ port: 80 }] }, { to: null, ports: [{ port: 81 }] }] },
      `${open} spec.egress[1].to: to has no value, which allows every destination.`,
    ],
    [
      'ports',
      { ingress: [{ from: [{ podSelector: {} }], ports: null }] },
      `${open} spec.ingress[0].ports: ports has no value, which opens every port.`,
    ],
    [
      'ingress',
      { policyTypes: ['Ingress'], ingress: null },
      'info empty-rules-deny-all spec.ingress: ingress has no value, so nobody may connect to the pods that the policy selects.',
    ],
  ])('as %s is said to be no restriction', (_, spec, expected) => {
    expect(raw(spec).said).toEqual([expected]);
  });

  test('in place of a rule, which would open the pods, is refused', () => {
    expect(raw({ ingress: [null] }).said).toEqual([
      'error api-validation spec.ingress[0]: Nothing stands where a map (ingress rule) belongs.',
    ]);
  });

  test('leaves no trace in the output', () => {
    const { written } = raw({ policyTypes: ['Ingress'], ingress: [{ from: null, ports: null }], egress: null });
    expect(written).toEqual({
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Ingress'],
      ingress: [{}],
    });
  });

  test('is seen in a plain ApiObject too', () => {
    const shop = newStack();
    new ApiObject(shop, 'plain', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'plain', namespace: 'shop' },
      spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: null }] },
    });
    expect(saidOf(shop)).toEqual([`${open} spec.ingress[0].from: from has no value, which lets anyone in.`]);
  });

  test('counts no more once a patch wrote something there', () => {
    const shop = newStack();
    const { policy } = new RawPolicy(shop, 'by-hand', {
      spec: { podSelector: {}, policyTypes: [PolicyType.INGRESS], ingress: [{ from: null! }] },
    });
    policy.addJsonPatch(JsonPatch.add('/spec/ingress/0/from', [{ podSelector: {} }]));
    expect(saidOf(shop)).toEqual([]);
  });
});
