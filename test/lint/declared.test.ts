import { describe, expect, test } from 'vitest';
import {
  ambient,
  api,
  denyAll,
  deployment,
  egress,
  ingress,
  monitor,
  namespaces,
  np,
  webIngress,
  webService,
} from './rule-manifests';
import { said } from './said';

const web = deployment('web');
const controller = deployment('ctl', { namespace: 'edge', labels: 'app.kubernetes.io/name: ingress-nginx' });
const route = (spec: string, apiVersion: string, kind: string) =>
  `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {namespace: shop, name: r}\nspec: ${spec}\n`;

describe('what leads to pods from outside', () => {
  const rule = 'backend-not-reachable';
  const leads = (text: string) => said(rule, web + webService + denyAll('Ingress') + text);
  const closed =
    'This leads to Service shop/web, and port 8080 of shop/web[Deployment] is closed to everybody (deny-all).';

  test.each([
    [
      'spec.defaultBackend',
      '{defaultBackend: {service: {name: web, port: {name: web}}}}',
      'networking.k8s.io/v1',
      'Ingress',
    ],
    [
      'spec.rules.0.backendRefs.0',
      '{rules: [{backendRefs: [{name: web, port: 80}]}]}',
      'gateway.networking.k8s.io/v1',
      'HTTPRoute',
    ],
    ['spec.to', '{to: {kind: Service, name: web}}', 'route.openshift.io/v1', 'Route'],
  ])('%s is followed to its pods', (field, spec, apiVersion, kind) => {
    expect(leads(route(spec, apiVersion, kind))).toEqual([`warning ${field}: ${closed}`]);
  });

  test('is judged by the controller where it is in the input', () => {
    const text = web + webService + webIngress + controller;
    const from = (namespace: string) =>
      ingress(`{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${namespace}}}}]}`);
    expect(said(rule, text + from('other'))).toEqual([
      'warning spec.rules.0.http.paths.0.backend: This leads to Service shop/web, and port 8080 of shop/web[Deployment] is closed to edge/ctl[Deployment] (allow-web).',
    ]);
    expect(said(rule, text + from('edge'))).toEqual([]);
  });

  test('is open where no policy isolates the pods, and where a port by name is opened', () => {
    expect(said(rule, web + webService + webIngress)).toEqual([]);
    expect(said(rule, web + webService + webIngress + ingress('{ports: [{port: http}]}'))).toEqual([]);
  });

  test('names Services and ports that are not there, with what was meant', () => {
    const of = (name: string, port: number) =>
      said(
        'backend-not-found',
        webService +
          route(
            `{rules: [{backendRefs: [{name: ${name}, port: ${port}}]}]}`,
            'gateway.networking.k8s.io/v1',
            'HTTPRoute',
          ),
        {},
        true,
      );
    expect(of('wbe', 80)).toEqual([
      'info spec.rules.0.backendRefs.0: The Service shop/wbe is not in the input. Did you mean web?',
    ]);
    expect(of('web', 8080)[0]).toContain('Service shop/web has no port 8080; it has 80.');
    expect(of('web', 80)).toEqual([]);
    expect(said('backend-not-found', web + webIngress)).toEqual([]);
  });
});

describe('what Prometheus is asked to scrape', () => {
  const podMonitor = (selector: string, more = '') =>
    `---\napiVersion: monitoring.coreos.com/v1\nkind: PodMonitor\nmetadata: {namespace: mon, name: m}\nspec: {selector: ${selector}, podMetricsEndpoints: [{port: http}]${more}}\n`;

  test('through a Service is followed to the port of its pods', () => {
    expect(said('scrape-blocked', web + webService + monitor + denyAll('Ingress'))).toEqual([
      'warning spec.endpoints.0: This scrapes, and port 8080 of shop/web[Deployment] is closed to everybody (deny-all).',
    ]);
  });

  test('by labels of pods is looked for in the namespaces that it names', () => {
    const text = web + namespaces('mon') + denyAll('Ingress');
    const selector = '{matchLabels: {app: web}}';
    expect(said('scrape-blocked', text + podMonitor(selector))).toEqual([]);
    expect(said('scrape-blocked', text + podMonitor(selector, ', namespaceSelector: {any: true}'))).toHaveLength(1);
    expect(
      said('scrape-blocked', text + podMonitor(selector, ', namespaceSelector: {matchNames: [shop]}')),
    ).toHaveLength(1);
    expect(
      said('scrape-blocked', text + podMonitor('{matchLabels: {app: x}}', ', namespaceSelector: {any: true}')),
    ).toEqual([]);
  });

  test('is judged by Prometheus where it is in the input', () => {
    const prometheus = deployment('p', { namespace: 'mon', labels: 'app.kubernetes.io/name: prometheus' });
    const text = web + webService + monitor + prometheus;
    expect(said('scrape-blocked', text + ingress('{from: [{podSelector: {}}]}'))[0]).toContain(
      'closed to mon/p[Deployment]',
    );
    expect(said('scrape-blocked', text + ingress('{from: [{namespaceSelector: {}}]}'))).toEqual([]);
  });
});

describe('the ambient mesh', () => {
  const rule = 'mesh-tunnel-blocked';
  const inbound = ingress('{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 8080}]}');
  const labelled = (name: string, mode: string) =>
    deployment(name, { labels: `app: ${name}` }).replace(
      `template: {metadata: {labels: {`,
      `template: {metadata: {labels: {istio.io/dataplane-mode: ${mode}, `,
    );

  test.each<[string, string, number]>([
    ['a pod that is taken in by its own label', labelled('web', 'ambient'), 1],
    ['a pod that is left out by its own label', ambient + labelled('web', 'none'), 0],
    ['a pod without a label in a namespace that is taken in', ambient + web, 1],
    ['a pod without a label in a namespace that is not', namespaces('shop') + web, 0],
    [
      'pods of which some are left out',
      ambient + labelled('web', 'none') + deployment('two', { labels: 'app: web' }),
      1,
    ],
    ['a pod on the network of its node', ambient + deployment('web', { pod: 'hostNetwork: true, ' }), 0],
    ['a peer that is left out', ambient + web + labelled('api', 'none'), 0],
    ['a peer that is taken in', ambient + web + labelled('api', 'ambient'), 1],
  ])('%s', (_, objects, count) => {
    expect(said(rule, objects + inbound)).toHaveLength(count);
  });

  test.each([
    ['none', ambient, 0],
    ['ambient', namespaces('shop'), 1],
  ])('a selector for pods with the mode %s needs no workloads', (mode, objects, count) => {
    const spec = `{podSelector: {matchLabels: {istio.io/dataplane-mode: ${mode}}}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}]}]}`;
    expect(said(rule, objects + np(spec))).toHaveLength(count);
  });

  test('needs its port for egress too, in any policy of the same pods', () => {
    const out = egress('{to: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 8080}]}');
    const tunnel = np(
      '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 15008}]}]}',
      'name: mesh',
    );
    expect(said('mesh-tunnel-blocked', ambient + out)).toEqual([
      'warning spec.egress.0: Traffic of the ambient mesh uses TCP 15008, which no egress rule for these pods opens.',
    ]);
    expect(said('mesh-tunnel-blocked', ambient + out + tunnel)).toEqual([]);
    expect(said('mesh-tunnel-blocked', namespaces('shop') + out)).toEqual([]);
  });
});

describe('a namespace without a NetworkPolicy', () => {
  const rule = 'namespace-without-policy';
  const other = (apiVersion: string, kind: string, spec: string, namespace = 'namespace: shop, ') =>
    `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {${namespace}name: o}\nspec: {${spec}}\n`;
  const firewall = other('k8s.ovn.org/v1', 'EgressFirewall', 'egress: [{type: Deny, to: {cidrSelector: 0.0.0.0/0}}]');
  const calico = other('crd.projectcalico.org/v1', 'NetworkPolicy', "selector: app == 'web', types: [Ingress]");
  const global = other('crd.projectcalico.org/v1', 'GlobalNetworkPolicy', 'types: [Egress]', '');
  const nothing = 'metadata.namespace: The namespace shop has workloads and no NetworkPolicy';

  test.each([
    ['nothing', '', `warning ${nothing}.`],
    [
      'who decides about egress',
      firewall,
      `warning ${nothing}; EgressFirewall shop/o decides about egress there, and nothing isolates ingress.`,
    ],
    [
      'several, of the whole cluster too',
      firewall + global,
      `warning ${nothing}; EgressFirewall shop/o and GlobalNetworkPolicy o decide about egress there, and nothing isolates ingress.`,
    ],
    [
      'who decides about some',
      calico + api,
      `info ${nothing}; NetworkPolicy shop/o decides about some of them instead.`,
    ],
    ['who decides elsewhere', firewall.replace('shop', 'b'), `warning ${nothing}.`],
  ])('is told of %s', (_, others, expected) => {
    expect(said(rule, web + others)).toEqual([expected]);
  });

  test('is left to who decides about ingress of every pod', () => {
    expect(said(rule, web + calico + firewall)).toEqual([]);
  });
});
