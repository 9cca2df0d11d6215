import { describe, expect, test } from 'vitest';
import { checkManifests } from '../../../src/lint/check-manifests';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { differenceBetween } from '../../../src/reachability/change/difference';
import { answerQuestion, parseQuestion } from '../../../src/reachability/question/flow-question';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { explainReport } from '../../../src/report/explain/explain-report';
import { explainText } from '../../../src/report/explain/explain-text';
import { namespace, pod, policy } from '../../fixtures/objects';

const V3 = 'projectcalico.org/v3';
const objects = [
  namespace('shop', { env: 'prod' }),
  pod('shop/web', { labels: { app: 'web' }, status: { podIP: '10.0.0.1' } }),
  pod('shop/db', { labels: { app: 'db' }, status: { podIP: '10.0.0.2' } }),
  pod('shop/agent', { labels: { app: 'agent' }, spec: { hostNetwork: true, containers: [] } }),
];
const calico = (spec: object, name = 'p', more: object = {}) => ({
  apiVersion: V3,
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { selector: "app == 'db'", types: ['Ingress'], ...spec },
  ...more,
});
const global = (spec: object, name = 'g') => ({
  apiVersion: V3,
  kind: 'GlobalNetworkPolicy',
  metadata: { name },
  spec,
});
const inventory = (...more: object[]) => inventoryOf(plainDocuments([...objects, ...more]));
const analyse = (...more: object[]) => Analysis.of(inventory(...more), { ipBlockMatchesPods: 'never' });
const verdict = (more: object[], from = 'shop/web', to = 'shop/db', port = 'TCP/80') =>
  answerQuestion(analyse(...more), parseQuestion({ from, to, port })).verdict;

describe('where nobody can tell', () => {
  test('a policy of a tier that is not in the input leaves undefined what it is about, and nothing else', () => {
    const lost = calico({ tier: 'elsewhere', ingress: [{ action: 'Pass' }] });
    expect(verdict([lost])).toBe('undefined');
    expect(verdict([lost], 'shop/db', 'shop/web')).toBe('allow');
    const tier = { apiVersion: V3, kind: 'Tier', metadata: { name: 'elsewhere' }, spec: { order: 5 } };
    expect(verdict([lost, tier])).toBe('allow');
  });

  test('of the order of NetworkPolicies, Calico and they are in an order that differs by version', () => {
    const deny = calico({ order: 1000, ingress: [{ action: 'Deny' }] });
    const open = policy('shop/open', { podSelector: {}, ingress: [{}] });
    expect(verdict([deny, open])).toBe('undefined');
    expect(verdict([deny, policy('shop/shut', { podSelector: {} })])).toBe('deny');
    // Among themselves, names decide.
    expect(verdict([deny, calico({ order: 1000, ingress: [{ action: 'Allow' }] }, 'a')])).toBe('allow');
  });

  test('HTTP, and Services that the input does not show', () => {
    expect(verdict([calico({ ingress: [{ action: 'Allow', http: { methods: ['GET'] } }] })])).toBe('undefined');
    const service = { services: { name: 'web', namespace: 'shop' } };
    expect(verdict([calico({ ingress: [{ action: 'Allow', source: service }] })])).toBe('undefined');
  });

  test('a Service stands for the pods that it selects, where no EndpointSlice says more', () => {
    const rule = { action: 'Deny', destination: { services: { name: 'db', namespace: 'shop' } } };
    const egress = calico({ selector: 'all()', types: ['Egress'], egress: [rule, { action: 'Allow' }] });
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { selector: { app: 'db' }, ports: [{ port: 5432, targetPort: 80 }] },
    };
    expect(verdict([egress, service])).toBe('deny');
    expect(verdict([egress, service], 'shop/web', 'shop/db', 'TCP/81')).toBe('allow');
  });

  test('pods with hostNetwork, where a HostEndpoint may hold them', () => {
    const host = {
      apiVersion: V3,
      kind: 'HostEndpoint',
      metadata: { name: 'h' },
      spec: { node: 'n', interfaceName: '*' },
    };
    expect(verdict([host], 'shop/web', 'shop/agent')).toBe('undefined');
    expect(verdict([host])).toBe('allow');
  });
});

describe('what is inert', () => {
  test.each<[string, object]>([
    ['a staged policy', { ...calico({}), kind: 'StagedNetworkPolicy' }],
    ['rules before connections are tracked', global({ doNotTrack: true, applyOnForward: true, types: ['Ingress'] })],
    ['rules before addresses are translated', global({ preDNAT: true, applyOnForward: true })],
    ['what Felix passes over', calico({ selector: "app = 'db'" }, 'p', { apiVersion: 'crd.projectcalico.org/v1' })],
  ])('%s decides nothing about pods', (_, made) => {
    expect(verdict([made])).toBe('allow');
  });

  test('a stored policy that Felix cannot read is said to be stored, and one of the API to be refused', () => {
    const broken = (apiVersion: string) => calico({ selector: "app = 'db'" }, 'p', { apiVersion });
    expect(analyse(broken('crd.projectcalico.org/v1')).findings[0]!.message).toContain('nothing of it is enforced');
    expect(analyse(broken(V3)).findings[0]!.message).toContain('The API server refuses');
  });
});

test('tiers, sets and selectors are checked with their place', () => {
  const tier = { apiVersion: V3, kind: 'Tier', metadata: { name: 'default' }, spec: { order: 5 } };
  const set = { apiVersion: V3, kind: 'NetworkSet', metadata: { name: 's', namespace: 'shop' }, spec: { nets: ['x'] } };
  const staged = { ...calico({ order: '5' }), kind: 'StagedNetworkPolicy' };
  const { findings } = checkManifests([...plainDocuments([tier, set, staged, calico({ selector: 'app' })])]);
  expect(findings.filter(({ rule }) => rule === 'api-validation').map(({ field }) => field)).toEqual([
    ['spec', 'order'],
    ['spec', 'nets', 0],
    ['spec', 'order'],
    ['spec', 'selector'],
  ]);
});

test('a difference sees that a set of addresses has changed', () => {
  const set = (net: string) => ({
    apiVersion: V3,
    kind: 'NetworkSet',
    metadata: { name: 's', namespace: 'shop', labels: { who: 'partner' } },
    spec: { nets: [net] },
  });
  const allow = calico({ ingress: [{ action: 'Allow', source: { selector: "who == 'partner'" } }] });
  const [old, now] = Analysis.ofAll(
    [inventory(allow, set('203.0.113.0/24')), inventory(allow, set('198.51.100.0/24'))],
    {
      ipBlockMatchesPods: 'never',
    },
  );
  const { changes } = differenceBetween(old!, now!);
  expect(changes.map(({ kind, to }) => [kind, to.id])).toEqual(
    expect.arrayContaining([
      ['removed', 'shop/db[Pod]'],
      ['added', 'shop/db[Pod]'],
    ]),
  );
});

test('an explanation counts rules as they are written, those that only log among them', () => {
  const rules = [{ action: 'Log' }, { action: 'Deny', source: { selector: "app starts with 'w'" } }];
  const analysis = analyse(calico({ order: 5, ingress: rules }));
  const question = parseQuestion({ from: 'shop/web', to: 'shop/db', port: 'TCP/80' });
  const text = explainText(explainReport(analysis, question, answerQuestion(analysis, question)));
  expect(text).toContain('NetworkPolicy shop/p, rule 2 for ingress, denies TCP 80.');
});

test('an exception to names of ports is looked up on each destination', () => {
  const named = (name: string, at: number) =>
    pod(`shop/${name}`, {
      labels: { app: name },
      spec: { containers: [{ name: 'c', ports: [{ name: 'admin', containerPort: at }] }] },
      status: { podIP: `10.0.1.${at % 200}` },
    });
  const egress = calico({
    selector: "app == 'web'",
    types: ['Egress'],
    egress: [{ action: 'Allow', destination: { notPorts: ['admin'] } }],
  });
  const all = [named('one', 9000), named('two', 9001), egress];
  expect(verdict(all, 'shop/web', 'shop/one', 'TCP/9000')).toBe('deny');
  expect(verdict(all, 'shop/web', 'shop/one', 'TCP/9001')).toBe('allow');
  expect(verdict(all, 'shop/web', 'shop/two', 'TCP/9001')).toBe('deny');
});
