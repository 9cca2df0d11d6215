import { expect, test } from 'vitest';
import type { EndpointRef } from './naive';
import { naiveVerdict } from './naive';
import { withWorkloadPods } from './workload-pods';
import { policy } from '../fixtures/objects';

const template = (app: string) => ({ metadata: { labels: { app } }, spec: { containers: [] } });
const controllers = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { template: template('web') },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { jobTemplate: { spec: { template: template('report') } } },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'shop' },
    spec: { replicas: 2, template: template('db') },
  },
];

function ask(from: EndpointRef, to: EndpointRef, podSelector: object) {
  const objects = withWorkloadPods([...controllers, policy('shop/p', { podSelector, policyTypes: ['Ingress'] })]);
  return naiveVerdict(objects, { from, to, protocol: 'TCP', port: 80 }, { ipBlockMatchesPods: 'never' });
}

test('pods of a template have its labels and answer to the name and kind of their controller', () => {
  const deployment = { workload: 'shop/web[Deployment]' };
  const cronJob = { workload: 'shop/web[CronJob]' };
  expect(ask(cronJob, deployment, { matchLabels: { app: 'web' } })).toBe('denied');
  expect(ask(deployment, cronJob, { matchLabels: { app: 'web' } })).toBe('allowed');
  expect(ask(deployment, cronJob, { matchLabels: { app: 'report' } })).toBe('denied');
});

test('the pods of a StatefulSet are told apart by their own labels', () => {
  const [first, second] = [0, 1].map((replica) => ({ workload: 'shop/db[StatefulSet]', replica }));
  const selector = { matchLabels: { 'statefulset.kubernetes.io/pod-name': 'db-1' } };
  expect(ask(first, second, selector)).toBe('denied');
  expect(ask(second, first, selector)).toBe('allowed');
  expect(ask(first, { pod: 'shop/db-1' }, { matchLabels: { 'apps.kubernetes.io/pod-index': '1' } })).toBe('denied');
});
