import { expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { answerQuestion, parseQuestion, Verdict } from '../../../src/reachability/question/flow-question';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { namespace, pod, policy } from '../../fixtures/objects';

const workload = (kind: string, id: string, labels: Record<string, string>, spec: object = {}) => {
  const [ns, name] = id.split('/');
  const template = { metadata: { labels }, spec: { containers: [] } };
  return { apiVersion: 'apps/v1', kind, metadata: { namespace: ns, name }, spec: { template, ...spec } };
};

const objects = [
  namespace('shop'),
  namespace('empty'),
  workload('Deployment', 'shop/web', { app: 'web' }),
  workload('StatefulSet', 'shop/db', { app: 'db' }, { replicas: 3 }),
  pod('shop/lonely', { labels: { app: 'lonely' } }),
  pod('shop/node-agent', { labels: { app: 'agent' }, spec: { hostNetwork: true } }),
  pod('lab/tool'),
  policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress'] }),
  policy('shop/db-0', {
    podSelector: { matchLabels: { 'apps.kubernetes.io/pod-index': '0' } },
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { app: 'web' } } }, { ipBlock: { cidr: '10.0.0.0/16' } }],
        ports: [{ port: 5432 }],
      },
    ],
  }),
];
const analysis = Analysis.of(inventoryOf(plainDocuments(objects)), { ipBlockMatchesPods: 'never' });
const ask = (from: string, to: string, port = 'TCP/5432') =>
  answerQuestion(analysis, parseQuestion({ from, to, port }));

test.each([
  ['shop/web', 'shop/db-0', 'TCP/5432', Verdict.ALLOW],
  ['shop/web', 'shop/db-1', 'TCP/5432', Verdict.DENY],
  ['shop/web', 'shop/db', 'TCP/5432', Verdict.PARTLY],
  ['shop/web', 'shop/db-0', 'TCP/5400-5500', Verdict.PARTLY],
  ['shop/web', 'shop/db-0', '*', Verdict.PARTLY],
  ['10.0.3.4', 'shop/db-0', 'TCP/5432', Verdict.ALLOW],
  ['10.0.0.0/8', 'shop/db-0', 'TCP/5432', Verdict.PARTLY],
  ['10.0.0.0/24', 'shop/db-0', 'TCP/5432', Verdict.ALLOW],
  ['8.8.8.0/24', 'shop/db-0', 'TCP/5432', Verdict.DENY],
  ['shop:{app=web}', 'shop/db-0', 'TCP/5432', Verdict.ALLOW],
  ['lab:{app=web}', 'shop/db-0', 'TCP/5432', Verdict.DENY],
  ['shop/web', 'lab/tool', '*', Verdict.ALLOW],
  ['lab/*', 'shop/*', 'TCP/80', Verdict.UNDEFINED],
  ['shop/db[StatefulSet]', 'lab/*', '*', Verdict.ALLOW],
])('%s to %s on %s: %s', (from, to, port, verdict) => {
  expect(ask(from, to, port).verdict).toBe(verdict);
});

test('a pod and itself is allowed when asked for, and no part of what a whole namespace may do', () => {
  expect(ask('shop/lonely', 'shop/lonely').verdict).toBe(Verdict.ALLOW);
  expect(ask('shop/lonely', 'shop/db').verdict).toBe(Verdict.DENY);
  expect(ask('shop/*', 'shop/lonely').examples.map(({ outcome }) => outcome)).not.toContain(Verdict.ALLOW);
});

test('replicas of one workload are different pods', () => {
  expect(ask('shop/web', 'shop/web').verdict).toBe(Verdict.DENY);
});

test('hostNetwork pods are left undefined', () => {
  expect(ask('lab/tool', 'shop/node-agent').verdict).toBe(Verdict.UNDEFINED);
});

test.each([
  ['shop/wbe', 'Did you mean shop/web?'],
  ['lab/web', 'There is one in another namespace: shop/web.'],
  ['shop/web[Job]', 'There is shop/web[Deployment].'],
  ['shop/db-7', 'In shop there are db, '],
  ['sho/web', 'Did you mean shop?'],
  ['nowhere/*', 'Nothing in the input is in the namespace "nowhere"'],
  ['nowhere:{app=web}', 'add the manifests of that namespace'],
  ['empty/*', 'has no pods in the namespace empty'],
])('%s is nothing, and the answer says what is near', (from, hint) => {
  const { verdict, nothing } = ask(from, 'lab/tool');
  expect(verdict).toBe(Verdict.UNKNOWN);
  expect(nothing.join()).toContain(hint);
});

test('two addresses are nothing that a policy speaks about', () => {
  expect(() => ask('8.8.8.8', '10.0.0.0/8')).toThrow('Name a workload at one end');
});
