import { expect, test } from 'vitest';
import { buildInventory } from '../../src/manifests/build-inventory';
import { plainDocuments } from '../../src/manifests/plain-document';
import { PlannedStep, RolloutPlan, planRollout } from '../../src/reachability/rollout-plan';
import { namespace, pod, policy } from '../fixtures/objects';

const web = { matchLabels: { app: 'web' } };
const api = { matchLabels: { app: 'api' } };
const pods = [pod('shop/web', { labels: { app: 'web' } }), pod('shop/api', { labels: { app: 'api' } })];
const deny = policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const send = policy('shop/send', {
  podSelector: web,
  policyTypes: ['Egress'],
  egress: [{ to: [{ podSelector: api }] }],
});
const receive = policy('shop/receive', { podSelector: api, ingress: [{ from: [{ podSelector: web }] }] });

function plan(old: object[], now: object[]): RolloutPlan {
  const [before, after] = [old, now].map((objects) => buildInventory(plainDocuments(objects)));
  return planRollout(before, after, { ipBlockMatchesPods: 'never' });
}

const changesOf = ({ kind, difference }: PlannedStep) => [
  kind,
  ...difference.changes.map(({ kind: change, from, to }) => `${change} ${from.id} -> ${to.id}`).sort(),
];

test('each step says what it opens and closes; enforcing closes in the last one', () => {
  const { steps, cautions } = plan(pods, [...pods, deny, send, receive]);
  expect(steps.map(changesOf)).toEqual([
    ['open'],
    ['add'],
    [
      'close',
      'removed 0.0.0.0-255.255.255.255 -> shop/api[Pod]',
      'removed 0.0.0.0-255.255.255.255 -> shop/web[Pod]',
      'removed ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff -> shop/api[Pod]',
      'removed ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff -> shop/web[Pod]',
      'removed shop/api[Pod] -> 0.0.0.0-255.255.255.255',
      'removed shop/api[Pod] -> ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
      'removed shop/api[Pod] -> shop/web[Pod]',
      'removed shop/web[Pod] -> 0.0.0.0-255.255.255.255',
      'removed shop/web[Pod] -> ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
    ],
  ]);
  expect(cautions).toEqual([]);
});

test('each step lists every policy that stands when it is complete', () => {
  const names = ({ policies }: PlannedStep) => policies.map(({ object }) => object.metadata?.name);
  expect(plan(pods, [...pods, deny, send]).steps.map(names)).toEqual([
    ['rollout-companion'],
    ['rollout-companion', 'deny', 'send'],
    ['deny', 'send'],
  ]);
});

test('what only both sets together allow is said, because it is open for a while', () => {
  const { cautions } = plan([...pods, deny, send], [...pods, deny, receive]);
  const passing = cautions.flatMap((caution) => (caution.kind === 'passing' ? caution.connections : []));
  expect(passing.map(({ from, to, ports }) => [from.id, to.id, ports.isAll])).toEqual([
    ['shop/web[Pod]', 'shop/api[Pod]', true],
  ]);
});

test('labels that change with the policies are no part of the order, which is said', () => {
  const old = [namespace('shop', { team: 'a' }), namespace('same', { team: 'a' }), ...pods, deny];
  const moved = pod('shop/web', { labels: { app: 'web', tier: 'x' } });
  const now = [namespace('shop', { team: 'b' }), namespace('same', { team: 'a' }), moved, pods[1]!, deny];
  expect(plan(old, now)).toEqual({
    steps: [],
    cautions: [{ kind: 'labels', namespaces: ['shop'], workloads: ['shop/web[Pod]'] }],
  });
});

test('policies of other APIs are counted once; staged ones decide nothing', () => {
  const other = (kind: string) => ({
    apiVersion: 'projectcalico.org/v3',
    kind,
    metadata: { name: 'x', namespace: 'shop' },
    spec: {},
  });
  const staged = other('StagedKubernetesNetworkPolicy');
  expect(plan([...pods, staged], [...pods, staged]).cautions).toEqual([]);
  const real = other('NetworkPolicy');
  expect(plan([...pods, real], [...pods, { ...real }]).cautions).toEqual([{ kind: 'other-apis', count: 1 }]);
});

test('without workloads the order holds, and what it does to connections is unknown', () => {
  const { steps, cautions } = plan([deny], [deny, send]);
  expect(steps.map(({ kind }) => kind)).toEqual(['add']);
  expect(cautions).toEqual([{ kind: 'no-workloads' }]);
});
