import { describe, expect, test } from 'vitest';
import { egress, ingress, np, service, toBlock } from './rule-manifests';
import { said } from './said';
import { Cidr, Platform } from '../../src';
import { cniProfile } from '../../src/platform/cni-profiles/cni-profiles';

describe('a value that YAML does not read as text', () => {
  test.each([
    ['yes', 'yes without quotes is read as true, and text belongs here.', '"yes"'],
    ['Off', 'Off without quotes is read as false, and text belongs here.', '"Off"'],
    ['1.10', '1.10 without quotes is read as 1.1, and text belongs here.', '"1.10"'],
    ['0123', '0123 without quotes is read as 83, and text belongs here.', '"0123"'],
    ['0x1F', '0x1F without quotes is read as 31, and text belongs here.', '"0x1F"'],
    ['1_000', '1_000 without quotes is read as 1000, and text belongs here.', '"1_000"'],
    ['12', 'The value 12 stands where text belongs.', '"12"'],
  ])('%s: the fix quotes what is written', (written, message, quoted) => {
    const text = np(`{podSelector: {matchLabels: {tier: ${written}}}}`);
    expect(said('api-validation', text, {}, true)).toEqual([
      `error spec.podSelector.matchLabels.tier: ${message} Put it in quotes: ${quoted}.`,
    ]);
  });

  test('is quoted as written in values and labels too', () => {
    const values = np('{podSelector: {matchExpressions: [{key: a, operator: In, values: [x, 1.0]}]}}');
    const labels = np('{podSelector: {}}', 'name: p, labels: {release: 010}');
    expect([values, labels].flatMap((text) => said('api-validation', text, {}, true))).toEqual([
      'error spec.podSelector.matchExpressions.0.values.1: 1.0 without quotes is read as 1, and text belongs here. Put it in quotes: "1.0".',
      'error metadata.labels.release: 010 without quotes is read as 8, and text belongs here. Put it in quotes: "010".',
    ]);
  });
});

describe('a block of Service addresses', () => {
  const kubernetes =
    '---\napiVersion: v1\nkind: Service\nmetadata: {namespace: default, name: kubernetes}\nspec: {clusterIP: 10.96.0.1, ports: [{port: 443, targetPort: 6443}]}\n' +
    '---\napiVersion: v1\nkind: Pod\nmetadata: {namespace: shop, name: web, labels: {app: web}}\nspec: {containers: []}\n';
  const slice =
    '---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {namespace: default, name: kubernetes, labels: {kubernetes.io/service-name: kubernetes}}\naddressType: IPv4\nendpoints: [{addresses: [192.168.7.11]}, {addresses: [192.168.7.12]}]\nports: [{name: https, port: 6443, protocol: TCP}]\n';
  const policy = toBlock('cidr: 10.96.0.1/32');
  const rule = 'ip-block-covers-services';

  test('names the endpoints of the API server, which no label selects', () => {
    expect(said(rule, kubernetes + slice + policy, {}, true)).toEqual([
      'info spec.egress.0.to.0.ipBlock.cidr: 10.96.0.1/32 holds 10.96.0.1, the address of Service default/kubernetes. No pods stand behind this Service. Allow the addresses of its EndpointSlice: 192.168.7.11 on port 6443, 192.168.7.12 on port 6443.',
    ]);
    expect(said(rule, kubernetes + policy, {}, true)[0]).toContain('kubectl get endpointslices -n default');
  });

  test('speaks of EndpointSlices where a Service selects no pods, of labels where it does', () => {
    const of = (spec: string) => said(rule, kubernetes + service('db', spec) + toBlock('cidr: 10.96.7.7/32'), {}, true);
    expect(of('clusterIP: 10.96.7.7, ports: [{port: 1}]')[0]).toContain('the addresses of its EndpointSlices');
    expect(of('clusterIP: 10.96.7.7, selector: {app: web}, ports: [{port: 1}]')[0]).toContain('by label');
  });

  test('is right where the plugin judges egress on the address of the Service', () => {
    expect(said(rule, kubernetes + policy, { cni: cniProfile('aws-vpc-cni') })).toEqual([]);
    const inbound = ingress('{from: [{ipBlock: {cidr: 10.96.0.1/32}}]}');
    expect(said(rule, kubernetes + inbound, { cni: cniProfile('aws-vpc-cni') })).toHaveLength(1);
  });
});

describe('a block that holds metadata endpoints', () => {
  const rule = 'metadata-endpoint-reachable';
  const priv = '10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16';
  const internet = toBlock(`cidr: 0.0.0.0/0, except: [${priv}]`);

  test.each([undefined, Platform.eks(), Platform.gke(), Platform.kubeadm()])(
    'that are of other clouds says nothing (%#)',
    (platform) => {
      expect(said(rule, internet, { platform })).toEqual([]);
    },
  );

  test('says so for the platform at hand', () => {
    expect(said(rule, internet, { platform: Platform.aks() })).toEqual([
      'warning spec.egress.0.to.0.ipBlock.cidr: 0.0.0.0/0 lets the pods reach cloud metadata: 168.63.129.16/32 (Azure WireServer).',
    ]);
  });

  test('is told to leave out one range or several', () => {
    const some = toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]');
    expect(said(rule, some, {}, true)[0]).toMatch(/ Except 169\.254\.169\.254\/32, or the range around it\.$/);
    expect(said(rule, some, { platform: Platform.eks() }, true)[0]).toMatch(
      / Except 169\.254\.169\.254\/32, .*, or the ranges around them\.$/,
    );
  });

  test('speaks of the address that every cloud uses where no cloud is named', () => {
    const some = toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]');
    expect(said(rule, some)).toEqual([
      'warning spec.egress.0.to.0.ipBlock.cidr: 0.0.0.0/0 lets the pods reach cloud metadata: 169.254.169.254/32 (most clouds).',
    ]);
    expect(said(rule, some, { platform: Platform.gke() })[0]).toContain('169.254.169.254/32 (Google Cloud)');
  });
});

describe('a rule without peers beside a narrower one', () => {
  const narrow = '{from: [{podSelector: {matchLabels: {app: api}}}], ports: [{port: 80}]}';

  test('is the remark, and the narrow one its witness, in whatever order', () => {
    const fix = 'Add from to this rule or remove it; if anyone is meant, remove the other.';
    const message = (other: number) =>
      `This rule has no from, so it opens to anyone what ingress[${other}] allows to some only.`;
    expect(said('redundant-rule', ingress(`${narrow}, {ports: [{port: 80}]}`), {}, true)).toEqual([
      `warning spec.ingress.1: ${message(0)} ${fix}`,
    ]);
    expect(said('redundant-rule', ingress(`{ports: [{port: 80}]}, ${narrow}`), {}, true)).toEqual([
      `warning spec.ingress.0: ${message(1)} ${fix}`,
    ]);
  });

  test('names all its witnesses at once', () => {
    const others = ['a', 'b', 'c', 'd'].map((app) => `{to: [{podSelector: {matchLabels: {app: ${app}}}}]}`);
    expect(said('redundant-rule', np(`{policyTypes: [Egress], egress: [${others.join(', ')}, {}]}`))).toEqual([
      'warning spec.egress.4: This rule has no to, so it opens to anyone what egress[0], egress[1], egress[2] and 1 more allow to some only.',
    ]);
  });

  test('is no witness itself where neither has peers', () => {
    expect(said('redundant-rule', ingress('{ports: [{port: 80}, {port: 81}]}, {ports: [{port: 80}]}'))).toEqual([
      'info spec.ingress.1: Everything this rule allows, ingress[0] allows too.',
    ]);
  });
});

describe('a block of nodes or of the API server, on a plugin that matches them by identity', () => {
  const rule = 'cni-block-without-effect';
  const node =
    '---\napiVersion: v1\nkind: Node\nmetadata: {name: n1}\nspec: {podCIDR: 10.244.1.0/24, podCIDRs: [10.244.1.0/24]}\nstatus: {addresses: [{type: InternalIP, address: 192.168.7.11}, {type: Hostname, address: n1}]}\n';
  const endpoints =
    '---\napiVersion: v1\nkind: Endpoints\nmetadata: {namespace: default, name: kubernetes}\nsubsets: [{addresses: [{ip: 192.168.7.11}], ports: [{port: 6443}]}]\n';
  const cni = cniProfile('cilium');

  test('is found by Node objects', () => {
    expect(said(rule, node + toBlock('cidr: 192.168.7.11/32'), { cni })).toEqual([
      'error spec.egress.0.to.0.ipBlock.cidr: 192.168.7.11/32 names nodes, which no block matches on Cilium.',
    ]);
    expect(said(rule, node + toBlock('cidr: 10.244.1.9/32'), { cni })).toEqual([
      'error spec.egress.0.to.0.ipBlock.cidr: 10.244.1.9/32 names pods, which no block matches on Cilium.',
    ]);
    expect(said(rule, node + endpoints + toBlock('cidr: 192.168.7.11/32'), { cni })[0]).toContain(
      'names the API server, which runs on nodes',
    );
    expect(said(rule, node + toBlock('cidr: 192.168.8.0/24'), { cni })).toEqual([]);
  });

  test('is found by ranges that the settings name', () => {
    const ranges = { apiServer: [Cidr.of('10.0.0.10/32')], nodes: [Cidr.of('10.0.0.0/24')] };
    expect(said(rule, toBlock('cidr: 10.0.0.10/32'), { cni, ranges })[0]).toContain('the API server');
    expect(said(rule, toBlock('cidr: 10.0.0.11/32'), { cni, ranges })[0]).toContain('names nodes');
  });

  test('is left alone where the API server runs elsewhere', () => {
    const platform = Platform.eks({ apiServer: [Cidr.of('10.0.0.10/32')] });
    expect(said(rule, egress('{to: [{ipBlock: {cidr: 10.0.0.10/32}}]}'), { cni, platform })).toEqual([]);
  });
});

test.each([
  ['to: []', 'Its place is in a rule: egress: [{ to: [...] }].'],
  ['from: []', 'Its place is in a rule: ingress: [{ from: [...] }].'],
  ['from: [], ingress: [{ports: [{port: 80}]}]', 'Its place is in a rule: ingress: [{ from: [...] }].'],
  ['ingress: [{ports: [{port: 80}]}], from: []', 'Indent it under spec.ingress[0].'],
  ['ports: []', 'Indent it under a rule, beside from or to.'],
])('%s beside the rules is told where it belongs', (field, fix) => {
  expect(said('api-validation', np(`{podSelector: {}, ${field}}`), {}, true)[0]).toContain(fix);
});
