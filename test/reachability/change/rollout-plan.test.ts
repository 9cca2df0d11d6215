import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Workload } from '../../../src/manifests/inventory';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { Protocol } from '../../../src/model/protocol';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { PlannedStep, RolloutPlan, planRollout } from '../../../src/reachability/change/rollout-plan';
import { policyChanges } from '../../arbitraries/policy-changes';
import { namespace, pod, policy } from '../../fixtures/objects';
import { readCluster } from '../../naive/cluster';
import { EndpointRef, verdictIn } from '../../naive/naive';
import { withWorkloadPods } from '../../naive/workload-pods';
import { after, stateOf, statesWithin } from '../../support/transition-states';
import { analyse } from '../support';

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
  const [before, next] = [old, now].map((objects) => inventoryOf(plainDocuments(objects)));
  return planRollout(before, next, { ipBlockMatchesPods: 'never' });
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

test('pods on the host network are left to the plugin, which is said', () => {
  const agent = pod('shop/agent', { labels: { app: 'web' }, spec: { hostNetwork: true } });
  const { cautions } = plan([...pods, agent], [...pods, agent, deny]);
  expect(cautions).toEqual([{ kind: 'host-network', workloads: ['shop/agent[Pod]'] }]);
  expect(plan(pods, [...pods, deny]).cautions).toEqual([]);
});

test('policies of other APIs are counted once; staged ones decide nothing', () => {
  const other = (kind: string, apiVersion = 'projectcalico.org/v3') => ({
    apiVersion,
    kind,
    metadata: { name: 'x', namespace: 'shop' },
    spec: {},
  });
  const staged = other('StagedKubernetesNetworkPolicy');
  expect(plan([...pods, staged], [...pods, staged]).cautions).toEqual([]);
  const real = other('NetworkPolicy', 'crd.antrea.io/v1beta1');
  expect(plan([...pods, real], [...pods, { ...real }]).cautions).toEqual([{ kind: 'other-apis', count: 1 }]);
});

test('without workloads the order holds, and what it does to connections is unknown', () => {
  const { steps, cautions } = plan([deny], [deny, send]);
  expect(steps.map(({ kind }) => kind)).toEqual(['add']);
  expect(cautions).toEqual([{ kind: 'no-workloads' }]);
});

test('nothing that both sets deny is open at any moment, but what is said to be', () => {
  let seen = 0;
  fc.assert(
    fc.property(policyChanges, ({ surroundings, old, now, scenario, masks }) => {
      const [before, next] = [old, now].map((policies) => inventoryOf(plainDocuments([...surroundings, ...policies])));
      const { steps, cautions } = planRollout(
        before,
        next,
        analyse([], scenario.options.ipBlockMatchesPods).universe.options,
      );
      fc.pre(!cautions.some(({ kind }) => kind === 'wide-companion'));
      const passing = cautions.flatMap((caution) => (caution.kind === 'passing' ? caution.connections : []));
      const verdicts = (policies: Iterable<object>) => {
        const cluster = readCluster(withWorkloadPods([...surroundings, ...policies]));
        return scenario.queries.map((query) => verdictIn(cluster, query, scenario.options));
      };
      const [first, last] = [verdicts(old), verdicts(now)];
      let state = stateOf(old);
      for (const step of steps) {
        for (const moment of statesWithin(state, step, masks, 16)) {
          verdicts(moment.values()).forEach((verdict, index) => {
            if (first[index] !== 'denied' || last[index] !== 'denied' || verdict !== 'allowed') return;
            const { from, to, protocol, port } = scenario.queries[index];
            // Pods of one workload are left out of reports where they are alike.
            if (before.workloads.some((workload) => isOf(from, workload) && isOf(to, workload))) return;
            const isSaid = passing.some(
              (one) => isOf(from, one.from) && isOf(to, one.to) && one.ports.has(protocol as Protocol, port),
            );
            expect([from, to, protocol, port, isSaid]).toEqual([from, to, protocol, port, true]);
            seen++;
          });
        }
        state = after(state, step);
      }
    }),
    { numRuns: process.env.NETPOL_DEEP ? 3_000 : 150 },
  );
  expect(seen).toBeGreaterThan(0);
});

/** Whether a query is about pods of the workload. */
function isOf(ref: EndpointRef, { id, namespace: place, podGroups }: Workload): boolean {
  if ('workload' in ref) return ref.workload === id;
  return 'pod' in ref && podGroups.some(({ podName }) => `${place}/${podName}` === ref.pod);
}
