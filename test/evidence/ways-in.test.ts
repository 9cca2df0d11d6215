import { describe, expect, test } from 'vitest';
import { service, workload } from './needs/case';
import { verdictOf, waysIn } from '../../src/evidence/ways-in';
import { readTexts } from '../../src/manifests/read-manifests';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import { Analysis } from '../../src/reachability/relation/analysis';
import { engineOptions } from '../../src/reachability/universe/engine-options';
import { wayInOutcome, wayInPath } from '../../src/report/wording/way-in-text';
import { policy } from '../fixtures/objects';

function ways(...objects: object[]) {
  const { documents } = readTexts([
    { file: 'a', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }) },
  ]);
  return waysIn(documents, Analysis.of(inventoryOf(documents), engineOptions(undefined)));
}

const linesOf = (...objects: object[]) => ways(...objects).map((way) => `${wayInPath(way)}: ${wayInOutcome(way)}`);

const ingress = (backend: object, spec: object = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'store', namespace: 'shop' },
  spec: {
    ingressClassName: 'nginx',
    rules: [{ host: 'store.example.com', http: { paths: [{ path: '/cart', pathType: 'Prefix', backend }] } }],
    ...spec,
  },
});
const route = (kind: string, backendRefs: object[], more: object = {}, version = 'v1') => ({
  apiVersion: `gateway.networking.k8s.io/${version}`,
  kind,
  metadata: { name: 'r', namespace: 'shop' },
  spec: {
    parentRefs: [{ name: 'public', namespace: 'edge' }],
    hostnames: ['store.example.com'],
    rules: [{ backendRefs, ...more }],
  },
});
const toWeb = { service: { name: 'web', port: { number: 80 } } };
const web = service('shop/web', [[80, 8080]]);

/** A controller with its Service for the outside. */
const controller = (namespace = 'ingress-nginx', name = 'ingress-nginx') => {
  const [own, pods] = service(`${namespace}/${name}`, [[80, 8000]], { type: 'LoadBalancer' });
  return [own!, pods!];
};
const denyAll = (namespace: string) =>
  policy(`${namespace}/deny-all`, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const allow = (id: string, app: string, rules: object) =>
  policy(id, { podSelector: { matchLabels: { app } }, ...rules });
const gateway = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'public', namespace: 'edge' },
  spec: { gatewayClassName: 'eg', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
};

describe('the way in', () => {
  test('of an Ingress is shown from the outside in', () => {
    expect(linesOf(ingress(toWeb), ...web, ...controller())).toEqual([
      'outside → Ingress shop/store (store.example.com/cart) → ingress-nginx/ingress-nginx[Deployment] → shop/web[Deployment] TCP/8080: open',
    ]);
  });

  test('names its controller where the input does not hold it', () => {
    expect(linesOf(ingress(toWeb), ...web)[0]).toContain(
      '→ ingress-controller(class nginx) → shop/web[Deployment] TCP/8080: open',
    );
  });

  test.each<[string, object[], string]>([
    [
      'the backend',
      [denyAll('shop')],
      'closed: from the controller to the backend, ingress of shop/web[Deployment] blocks it (deny-all)',
    ],
    [
      'the controller towards the outside',
      [policy('ingress-nginx/deny', { podSelector: {}, policyTypes: ['Ingress'] })],
      'closed: from outside to the controller, ingress of ingress-nginx/ingress-nginx[Deployment] blocks it (deny)',
    ],
    [
      'the controller towards the backend',
      [policy('ingress-nginx/deny', { podSelector: {}, policyTypes: ['Egress'] })],
      'closed: from the controller to the backend, egress of ingress-nginx/ingress-nginx[Deployment] blocks it (deny)',
    ],
    [
      'a rule for the Service port',
      [allow('shop/web', 'web', { ingress: [{ ports: [{ port: 80 }] }] })],
      'closed: from the controller to the backend, ingress of shop/web[Deployment] blocks it (web)',
    ],
    [
      'nothing, by the container port',
      [
        denyAll('shop'),
        allow('shop/web', 'web', { ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 8080 }] }] }),
      ],
      'open',
    ],
  ])('closed at %s', (_what, policies, outcome) => {
    expect(ways(ingress(toWeb), ...web, ...controller(), ...policies).map(wayInOutcome)).toEqual([outcome]);
  });

  test.each<[string, object, string]>([
    [
      'a Service that is not there',
      ingress({ service: { name: 'wed', port: { number: 80 } } }),
      'no Service shop/wed in the input',
    ],
    [
      'a port that it does not have',
      ingress({ service: { name: 'web', port: { number: 81 } } }),
      'Service shop/web does not serve port 81; its ports are 80',
    ],
    [
      'another namespace without a grant',
      route('HTTPRoute', [{ name: 'web', namespace: 'other', port: 80 }]),
      'no ReferenceGrant in other lets the route to Service other/web',
    ],
  ])('leads nowhere for %s', (_what, entry, why) => {
    expect(ways(entry, ...web).map((way) => [verdictOf(way), way.broken])).toEqual([['broken', why]]);
  });

  test.each([
    ['HTTPRoute', 'v1', { matches: [{ path: { type: 'PathPrefix', value: '/cart' } }] }, 'store.example.com/cart'],
    [
      'GRPCRoute',
      'v1',
      { matches: [{ method: { service: 'orders.v1.Orders' } }] },
      'store.example.com/orders.v1.Orders',
    ],
    ['TLSRoute', 'v1alpha2', {}, 'store.example.com'],
    ['TCPRoute', 'v1alpha2', {}, 'store.example.com'],
  ])('of a %s goes by the pods of its Gateway', (kind, version, more, address) => {
    const proxy = workload({ namespace: 'envoy-gateway-system', name: 'proxy' }) as {
      spec: { template: { metadata: { labels: object } } };
    };
    Object.assign(proxy.spec.template.metadata.labels, {
      'gateway.envoyproxy.io/owning-gateway-name': 'public',
      'gateway.envoyproxy.io/owning-gateway-namespace': 'edge',
    });
    const objects = [gateway, route(kind, [{ name: 'web', port: 80 }], more, version), ...web, proxy];
    expect(linesOf(...objects)).toEqual([
      `outside → ${kind} shop/r (${address}) → envoy-gateway-system/proxy[Deployment] → shop/web[Deployment] TCP/8080: open`,
    ]);
    expect(ways(...objects, denyAll('shop')).map(verdictOf)).toEqual(['closed']);
  });

  test('of a Route of OpenShift goes by the router', () => {
    const object = {
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: { name: 'r', namespace: 'shop' },
      spec: { host: 'a.example.com', to: { kind: 'Service', name: 'web' }, port: { targetPort: 8080 } },
    };
    expect(linesOf(object, ...web)).toEqual([
      'outside → Route shop/r (a.example.com) → openshift-router → shop/web[Deployment] TCP/8080: open',
    ]);
  });
});
