import { expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { answerQuestion, parseQuestion } from '../../../src/reachability/question/flow-question';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { explainReport } from '../../../src/report/explain/explain-report';
import { explainText } from '../../../src/report/explain/explain-text';
import { namespace, pod, policy } from '../../fixtures/objects';

const cnp = (name: string, spec: object) => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha2',
  kind: 'ClusterNetworkPolicy',
  metadata: { name },
  spec: { priority: 10, subject: { namespaces: {} }, ...spec },
});
const everyone = [{ namespaces: {} }];
const ops = [{ namespaces: { matchLabels: { team: 'ops' } } }];

const objects = [
  namespace('shop', { team: 'shop' }),
  namespace('monitoring', { team: 'ops' }),
  pod('shop/api', { labels: { app: 'api' } }),
  pod('monitoring/prometheus', { labels: { app: 'prometheus' } }),
  cnp('teams', {
    tier: 'Admin',
    ingress: [
      { name: 'operators', action: 'Pass', from: ops },
      { name: 'other-teams', action: 'Deny', from: everyone },
    ],
  }),
  cnp('open', { tier: 'Baseline', ingress: [{ action: 'Accept', from: everyone }] }),
];
const closed = policy('shop/api', { podSelector: {}, policyTypes: ['Ingress'] });

function ingressOf(all: object[], from: string, to: string): string[] {
  const analysis = Analysis.of(inventoryOf(plainDocuments(all)), { ipBlockMatchesPods: 'never' });
  const question = parseQuestion({ from, to, port: 'TCP/8080' });
  const text = explainText(explainReport(analysis, question, answerQuestion(analysis, question)));
  return text.slice(text.indexOf('Ingress, into')).split('\n');
}

test('a pass leads to NetworkPolicies, and they have the last word before the baseline', () => {
  expect(ingressOf([...objects, closed], 'monitoring/prometheus', 'shop/api').slice(0, 6)).toEqual([
    'Ingress, into shop/api[Pod]: denied',
    '  Tier Admin: ClusterNetworkPolicy teams, rule 1 for ingress "operators", passes TCP 8080 on to the next tier, over the rest of this one.',
    '  Tier default, which holds NetworkPolicies:',
    '  shop/api selects it and has no ingress rules, so it allows nothing.',
    '  For pods that a NetworkPolicy selects, NetworkPolicies have the last word.',
    '  Tier Baseline is not asked any more.',
  ]);
});

test('where no NetworkPolicy selects the pod, the baseline decides', () => {
  expect(ingressOf(objects, 'monitoring/prometheus', 'shop/api').slice(0, 4)).toEqual([
    'Ingress, into shop/api[Pod]: allowed',
    '  No NetworkPolicy selects it for ingress.',
    '  Tier Admin: ClusterNetworkPolicy teams, rule 1 for ingress "operators", passes TCP 8080 on to the next tier, over the rest of this one.',
    '  Tier Baseline: ClusterNetworkPolicy open, rule 1 for ingress, allows TCP 8080.',
  ]);
});

test('a denial of the first tier ends the story, and says what a change has to beat', () => {
  const open = policy('monitoring/open', { podSelector: {}, ingress: [{}] });
  const lines = ingressOf([...objects, open], 'shop/api', 'monitoring/prometheus');
  expect(lines.slice(0, 4)).toEqual([
    'Ingress, into monitoring/prometheus[Pod]: denied',
    '  Tier Admin: ClusterNetworkPolicy teams, rule 2 for ingress "other-teams", denies TCP 8080.',
    '  Tier default is not asked any more.',
    '  Tier Baseline is not asked any more.',
  ]);
  expect(lines.at(5)).toBe(
    'No NetworkPolicy alone can allow it: policies of other kinds decide. It is denied by rule 2 for ingress "other-teams" of ClusterNetworkPolicy teams: a rule that allows it has to stand before that one, in the same policy or in one that is asked earlier.',
  );
});

test('of equal priorities that disagree the answer is undefined, and both are told', () => {
  const rival = cnp('rival', { tier: 'Admin', ingress: [{ action: 'Accept', from: everyone }] });
  const lines = ingressOf([...objects, rival], 'shop/api', 'monitoring/prometheus');
  expect(lines[0]).toBe('Ingress, into monitoring/prometheus[Pod]: undefined');
  expect(lines.join('\n')).toContain('ClusterNetworkPolicy teams, rule 2 for ingress "other-teams", denies TCP 8080.');
  expect(lines.join('\n')).toContain('ClusterNetworkPolicy rival, rule 1 for ingress, allows TCP 8080.');
});

test('a connection that no tier decides is allowed, and the story says so', () => {
  const nobody = cnp('nobody', {
    tier: 'Admin',
    ingress: [{ action: 'Deny', from: [{ namespaces: { matchLabels: { team: 'x' } } }] }],
  });
  const some = objects.slice(0, 4);
  expect(ingressOf([...some, nobody], 'shop/api', 'monitoring/prometheus').slice(0, 4)).toEqual([
    'Ingress, into monitoring/prometheus[Pod]: allowed',
    '  No policy has a rule that matches for ingress, so everything is allowed.',
    '  Tier Admin: no rule matches.',
    '  No tier decides it, and behind the last one everything is allowed.',
  ]);
});
