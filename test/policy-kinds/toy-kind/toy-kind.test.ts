import { expect, test } from 'vitest';
import { KINDS_WITH_TOY } from './toy-kind';
import { checkManifests } from '../../../src/lint/check-manifests';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { differenceBetween } from '../../../src/reachability/change/difference';
import { meaningChange } from '../../../src/reachability/change/meaning';
import { planRollout } from '../../../src/reachability/change/rollout-plan';
import { answerQuestion, parseQuestion } from '../../../src/reachability/question/flow-question';
import { exposures } from '../../../src/reachability/reasoning/exposure';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { connectionsOf } from '../../../src/reachability/relation/connections';
import { explainJson } from '../../../src/report/explain/explain-json';
import { explainReport } from '../../../src/report/explain/explain-report';
import { explainText } from '../../../src/report/explain/explain-text';
import { namespace, pod, policy } from '../../fixtures/objects';
import { TIER_POLICY, type TierPolicy } from '../../naive/tier-policies';
import { schemaErrors } from '../../support/schema';

const lockdown: TierPolicy = {
  ...TIER_POLICY,
  metadata: { name: 'lockdown' },
  spec: {
    tier: { name: 'admin', rank: 1000, undecided: 'pass' },
    order: 1,
    among: 'tie',
    isolates: false,
    subject: { namespaces: {}, pods: { matchLabels: { app: 'db' } } },
    ingress: [{ action: 'deny', peers: [{ namespaces: {}, pods: { matchLabels: { app: 'web' } } }] }],
  },
};
const objects = [
  namespace('shop'),
  pod('shop/web', { labels: { app: 'web' } }),
  pod('shop/db', { labels: { app: 'db' } }),
  policy('shop/open-db', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{}] }),
];

const inventory = (...more: object[]) => inventoryOf(plainDocuments([...objects, ...more]), { kinds: KINDS_WITH_TOY });
const analyse = (...more: object[]) => Analysis.of(inventory(...more), { ipBlockMatchesPods: 'never' }, KINDS_WITH_TOY);

test('its policies are read into the inventory and are no foreign policies', () => {
  const { policies, foreignPolicies, findings } = inventory(lockdown);
  expect(policies.map(({ object }) => object.kind)).toEqual(['NetworkPolicy', 'TierPolicy']);
  expect(foreignPolicies).toEqual([]);
  expect(findings.filter(({ rule }) => rule === 'namespace-missing')).toEqual([]);
});

test('its policies are validated, with the place and what to write instead', () => {
  const misspelt = { ...lockdown, spec: { ...lockdown.spec, ordr: 5 } };
  const { findings } = checkManifests([...plainDocuments([misspelt])], { kinds: KINDS_WITH_TOY });
  expect(findings).toMatchObject([{ rule: 'api-validation', field: ['spec', 'ordr'], resource: { name: 'lockdown' } }]);
});

test('its policies decide where a namespace has no NetworkPolicy', () => {
  const workloads = objects.slice(0, 3);
  const saidOf = (...more: object[]) =>
    checkManifests([...plainDocuments([...workloads, ...more])], { kinds: KINDS_WITH_TOY })
      .findings.filter(({ rule }) => rule === 'namespace-without-policy')
      .map(({ message }) => message);
  const nothing = 'The namespace shop has workloads and no NetworkPolicy';
  expect(saidOf()).toEqual([`${nothing}.`]);
  expect(saidOf(lockdown)).toEqual([`${nothing}; TierPolicy lockdown decides about some of them instead.`]);
  const everyPod = { ...lockdown.spec, subject: { namespaces: {}, pods: {} } };
  expect(saidOf({ ...lockdown, spec: everyPod })).toEqual([]);
});

test('a policy without meaning is named and left out', () => {
  const { findings, otherPolicies } = analyse({ ...lockdown, spec: {} });
  expect(otherPolicies).toEqual([]);
  expect(findings).toMatchObject([{ rule: 'unusable-policy', resource: { kind: 'TierPolicy', name: 'lockdown' } }]);
});

test('its policies count in the relation', () => {
  const pairs = (analysis: Analysis) =>
    connectionsOf(analysis)
      .allowed.filter(({ from, to }) => from.kind === 'workload' && to.kind === 'workload')
      .map(({ from, to }) => `${from.id} > ${to.id}`);
  expect(pairs(analyse())).toEqual(['shop/db[Pod] > shop/web[Pod]', 'shop/web[Pod] > shop/db[Pod]']);
  expect(pairs(analyse(lockdown))).toEqual(['shop/db[Pod] > shop/web[Pod]']);
});

test('pods of one workload that different policies treat alike are one endpoint', () => {
  const replica = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      labels: { app: 'db', replica: name },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'store', uid: '1', controller: true }],
    },
  });
  const lock = (name: string, more: object = {}) => ({
    ...lockdown,
    metadata: { name: `lock-${name}` },
    spec: { ...lockdown.spec, subject: { namespaces: {}, pods: { matchLabels: { replica: name } } }, ...more },
  });
  const endpoints = (...policies: object[]) =>
    connectionsOf(analyse(replica('one'), replica('two'), ...policies))
      .workloads.map(({ id }) => id)
      .filter((id) => id.startsWith('shop/store'));
  expect(endpoints(lock('one'), lock('two'))).toEqual(['shop/store[ReplicaSet]']);
  expect(endpoints(lock('one'), lock('two', { ingress: [] }))).toHaveLength(2);
});

test('an explanation tells the tier, the policy and the rule, and proposes no change that would not help', () => {
  const question = parseQuestion({ from: 'shop/web', to: 'shop/db', port: 'TCP/5432' });
  const analysis = analyse(lockdown);
  const report = explainReport(analysis, question, answerQuestion(analysis, question));
  const text = explainText(report);
  expect(text).toContain('No: shop/web');
  expect(text).toContain('Tier admin: TierPolicy lockdown, rule 1 for ingress, denies TCP 5432.');
  expect(text).not.toContain('To allow it');
  expect(text).toContain('No NetworkPolicy alone can allow it: policies of other kinds decide.');
  const json = explainJson(report);
  expect(schemaErrors('netpol.explain.v1', JSON.parse(json))).toEqual([]);
  expect(JSON.parse(json)).toMatchObject({
    verdict: 'deny',
    because: [
      { ingress: { otherPolicies: [{ tier: 'admin', policy: 'lockdown', rule: 0, action: 'deny' }] }, change: [] },
    ],
  });
});

test('a difference names them as the cause, and what it means for all pods is unknown', () => {
  const [old, now] = Analysis.ofAll(
    [inventory(), inventory(lockdown)],
    { ipBlockMatchesPods: 'never' },
    KINDS_WITH_TOY,
  );
  const difference = differenceBetween(old!, now!);
  expect(
    difference.changes.map(({ kind, from, to, by }) => [
      kind,
      from.id,
      to.id,
      by.map((one) => 'policy' in one && one.policy),
    ]),
  ).toEqual([['removed', 'shop/web[Pod]', 'shop/db[Pod]', ['TierPolicy lockdown']]]);
  expect(meaningChange(difference)).toBe('unknown');
});

test.each<[string, () => unknown]>([
  ['exposure', () => exposures(analyse(lockdown))],
  [
    'a rollout plan',
    () => planRollout(inventory(), inventory(lockdown), { ipBlockMatchesPods: 'never' }, KINDS_WITH_TOY),
  ],
])('%s, which is exact for NetworkPolicies only, is refused by name', (_, ask) => {
  expect(ask).toThrow(/for NetworkPolicies only, and TierPolicy lockdown could change it/);
});
