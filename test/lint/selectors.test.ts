import { describe, expect, test } from 'vitest';
import { deployment, egress, ingress, labelledNamespace, namespaces, np, web } from './rule-manifests';
import { said } from './said';
import { checkManifests } from '../../src/lint/check-manifests';
import { documentsOf } from '../support/policies';

const podsOf = (app: string) => `podSelector: {matchLabels: {app: ${app}}}`;

describe('a policy whose pods are in another namespace', () => {
  const worker = deployment('worker', { namespace: 'team-b' });

  test('is told where they are, also where its own namespace has no workloads', () => {
    const message = '"app=worker" matches none of the workloads in shop; such pods are in namespace team-b.';
    const policy = np(`{${podsOf('worker')}, policyTypes: [Ingress]}`);
    expect(said('policy-selects-nothing', worker + policy, {}, true)).toEqual([
      `warning metadata.namespace: ${message} Move the policy to the namespace of its pods, or correct the selector.`,
    ]);
    expect(said('policy-selects-nothing', worker + deployment('web') + policy)[0]).toContain(message);
  });

  test('is told to name its namespace where it names none', () => {
    const policy = `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {${podsOf('worker')}}\n`;
    expect(said('policy-selects-nothing', worker + policy, {}, true)).toEqual([
      'warning metadata: "app=worker" matches none of the workloads in default; such pods are in namespace team-b. Write metadata.namespace: without it the policy goes wherever kubectl points.',
    ]);
  });

  test('names a few of many namespaces', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((namespace) => deployment('worker', { namespace })).join('');
    expect(said('policy-selects-nothing', many + np(`{${podsOf('worker')}}`))[0]).toContain(
      'in namespaces a, b, c and 2 more.',
    );
  });

  test('is left alone where the selector asks for no label', () => {
    const policies =
      np('{podSelector: {}}') + np('{podSelector: {matchExpressions: [{key: a, operator: DoesNotExist}]}}', 'name: b');
    expect(said('policy-selects-nothing', worker + policies)).toEqual([]);
  });
});

describe('a peer that matches nothing', () => {
  const workloads = deployment('web') + deployment('api', { namespace: 'orders' });

  test('is a warning where such pods are in another namespace', () => {
    const text = workloads + ingress(`{from: [{${podsOf('api')}}]}`);
    expect(said('peer-matches-nothing', text, {}, true)).toEqual([
      'warning spec.ingress.0.from.0: "app=api" matches none of the workloads in shop; such pods are in namespace orders. A podSelector alone means the namespace of the policy: add a namespaceSelector for the namespace of these pods.',
    ]);
  });

  test('is a warning where the namespaceSelector names another namespace than theirs', () => {
    const selector = 'namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}';
    expect(said('peer-matches-nothing', workloads + egress(`{to: [{${selector}, ${podsOf('api')}}]}`))).toEqual([
      'warning spec.egress.0.to.0: "app=api" matches none of the workloads in namespaces with kubernetes.io/metadata.name=shop; such pods are in namespace orders.',
    ]);
  });

  test('in every namespace is said so', () => {
    expect(
      said('peer-matches-nothing', workloads + ingress(`{from: [{namespaceSelector: {}, ${podsOf('x')}}]}`)),
    ).toEqual(['info spec.ingress.0.from.0: "app=x" matches none of the workloads in any namespace.']);
  });
});

describe('a namespaceSelector that matches no namespace', () => {
  const rule = 'namespace-selector-matches-nothing';
  const peer = (selector: string) => ingress(`{from: [{namespaceSelector: {${selector}}}]}`);

  test('is found by Namespace objects alone', () => {
    const some = labelledNamespace('a', 'team: a') + namespaces('b', 'shop');
    expect(said(rule, some + peer('matchLabels: {team: b}'))).toEqual([
      'info spec.ingress.0.from.0.namespaceSelector: "team=b" matches none of the 3 namespaces of the input.',
    ]);
    expect(said(rule, some + peer('matchExpressions: [{key: team, operator: Exists}]'))).toEqual([]);
  });

  test('says of how many namespaces nothing is known', () => {
    const some = namespaces('a', 'b') + peer('matchLabels: {team: b}');
    expect(said(rule, some)[0]).toContain('none of the 2 namespaces of the input; of 1 more no labels are known.');
  });

  test('is left to the other rules where it names a namespace', () => {
    expect(said(rule, namespaces('a', 'b') + peer('matchLabels: {kubernetes.io/metadata.name: c}'))).toEqual([]);
  });

  test('is found by one Namespace object, if it is not that of the policy', () => {
    expect(said(rule, labelledNamespace('orders', 'team: a') + peer('matchLabels: {team: c}'))).toEqual([
      'info spec.ingress.0.from.0.namespaceSelector: "team=c" does not match the one namespace of the input; of 1 more no labels are known.',
    ]);
    expect(said(rule, labelledNamespace('orders', 'team: c') + peer('matchLabels: {team: c}'))).toEqual([]);
  });

  test.each([
    ['the Namespace object of the policy alone', namespaces('shop')],
    ['workloads alone', web + deployment('api', { namespace: 'orders' })],
    ['nothing at all', ''],
  ])('is silent with %s, and counted as such', (_, beside) => {
    const { findings, silent } = checkManifests(documentsOf(beside + peer('matchLabels: {team: c}')));
    expect(findings.filter((finding) => finding.rule === rule)).toEqual([]);
    expect(silent).toContainEqual({ rule, needs: ['otherNamespaces'] });
  });

  test('that every cluster has is not missed', () => {
    const named = (name: string) => peer(`matchLabels: {kubernetes.io/metadata.name: ${name}}`);
    expect(said('namespace-not-found', namespaces('shop', 'b') + named('kube-system'))).toEqual([]);
    expect(said('namespace-not-found', namespaces('shop', 'b') + named('default'))).toEqual([]);
    expect(said('namespace-not-found', namespaces('shop', 'kube-systems') + named('kube-system'))).toHaveLength(1);
  });
});

describe('a label key with a slip', () => {
  test.each([
    ['ap', 'app', 'app: checkout'],
    ['pap', 'app', 'app: checkout'],
    ['appp', 'app', 'app: checkout'],
    ['name', 'app.kubernetes.io/name', 'app.kubernetes.io/name: checkout'],
    ['app.kubernetes.io/nam', 'app.kubernetes.io/name', 'app.kubernetes.io/name: checkout'],
  ])('%s is taken for %s', (written, meant, labels) => {
    const text = deployment('web', { labels }) + np(`{podSelector: {matchLabels: {${written}: checkout}}}`);
    expect(said('label-misspelt', text)).toEqual([
      `warning spec.podSelector: No pod carries the label "${written}". Did you mean "${meant}"?`,
    ]);
  });

  test.each(['ap: other', 'zz: checkout', 'tier: checkout'])('%s has no likely meaning', (written) => {
    const text = deployment('web', { labels: 'app: checkout' }) + np(`{podSelector: {matchLabels: {${written}}}}`);
    expect(said('label-misspelt', text)).toEqual([]);
  });
});
