import { expect, test } from 'vitest';
import { AllowKafka, NamespaceStack, NetpolApp, Platform } from '../../src/index';

function podSelectorOfBrokers(cluster?: string): unknown {
  const app = new NetpolApp();
  const orders = new NamespaceStack(app, 'orders', { platform: Platform.kubeadm() });
  const { policies } = new AllowKafka(orders, 'events', { cluster });
  return policies[0]!.toJson().spec.egress[0].to[0].podSelector;
}

test('the brokers of one cluster are chosen by two labels, as a reader expects', () => {
  expect(podSelectorOfBrokers('events')).toEqual({
    matchLabels: { 'strimzi.io/cluster': 'events', 'strimzi.io/kind': 'Kafka' },
  });
});

test('without a cluster, the brokers of every cluster are meant', () => {
  expect(podSelectorOfBrokers()).toEqual({ matchLabels: { 'strimzi.io/kind': 'Kafka' } });
});

test('a cluster whose name is no label value is refused, with the path of the construct', () => {
  expect(() => podSelectorOfBrokers('my events')).toThrow(/\[orders\/events\].*my events/s);
});
