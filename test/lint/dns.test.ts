import { describe, expect, test } from 'vitest';
import { deployment, egress, np, service } from './rule-manifests';
import { said } from './said';
import { Cidr, Platform } from '../../src';
import { CheckOptions } from '../../src/lint/check-manifests';
import { cniProfile } from '../../src/platform/cni-profiles/cni-profiles';
import { SPECIAL_USE_IPV4 } from '../../src/platform/special-use-ranges';

const rule = 'dns-not-reachable';
const ports = 'ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]';
const only = (...rules: string[]) =>
  np(`{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [${rules.join(', ')}]}`);
const inNamespace = (name: string) => `namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ${name}}}`;
const labelled = (labels: string) => `podSelector: {matchLabels: {${labels}}}`;

const coredns = deployment('coredns', {
  namespace: 'kube-system',
  labels: 'k8s-app: kube-dns',
  ports: '[{containerPort: 53, protocol: UDP, name: dns}, {containerPort: 53, name: dns-tcp}]',
});
const web = deployment('web');
const kubeDns = service(
  'kube-dns',
  'clusterIP: 10.96.0.10, selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}]',
  'kube-system',
);

describe('with the DNS pods in the input, DNS counts as allowed where they are reached', () => {
  const missed =
    'The rule for DNS does not lead to the DNS pods: shop/web[Deployment] does not reach kube-system/coredns[Deployment].';

  test.each([
    [
      'labels that they do not carry',
      `{to: [{${inNamespace('kube-system')}, ${labelled('k8s-app: coredns')}}], ${ports}}`,
    ],
    ['another namespace', `{to: [{${inNamespace('dns')}, ${labelled('k8s-app: kube-dns')}}], ${ports}}`],
    ['pods of the own namespace', `{to: [{podSelector: {}}], ${ports}}`],
    ['another port', `{to: [{${inNamespace('kube-system')}}], ports: [{protocol: UDP, port: 5353}]}`],
  ])('not by %s', (_, wrong) => {
    expect(said(rule, web + coredns + only(wrong))).toEqual([`warning spec.egress.0.to: ${missed}`]);
  });

  test('not by the address of their Service, unless the plugin judges that', () => {
    const text = web + coredns + kubeDns + only(`{to: [{ipBlock: {cidr: 10.96.0.10/32}}], ${ports}}`);
    expect(said(rule, text)).toEqual([`warning spec.egress.0.to: ${missed}`]);
    expect(said(rule, text, { cni: cniProfile('aws-vpc-cni') })).toEqual([]);
  });

  test.each([
    ['their labels', `{to: [{${inNamespace('kube-system')}, ${labelled('k8s-app: kube-dns')}}], ${ports}}`],
    ['every namespace', `{to: [{namespaceSelector: {}}], ${ports}}`],
    ['anyone', `{${ports}}`],
    ['a name that they give the port', `{to: [{namespaceSelector: {}}], ports: [{protocol: UDP, port: dns}]}`],
    ['the cache on the node', `{to: [{ipBlock: {cidr: 169.254.20.10/32}}], ${ports}}`],
    ['a server outside, as Cloud DNS is', `{to: [{ipBlock: {cidr: 169.254.169.254/32}}], ${ports}}`],
  ])('by %s', (_, right) => {
    expect(said(rule, web + coredns + only(right))).toEqual([]);
  });

  test('and another policy of the same pods may allow it', () => {
    const right = np(
      `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ${ports}}]}`,
      'name: dns',
    );
    expect(said(rule, web + coredns + right + only(`{to: [{podSelector: {}}], ${ports}}`))).toEqual([]);
  });
});

describe('without them, what cannot be DNS is told by its words', () => {
  const message = 'The rule for DNS leads to pods or addresses that do not answer for the cluster.';

  test.each([[`{to: [{podSelector: {}}], ${ports}}`], [`{to: [{${inNamespace('shop')}}], ${ports}}`]])(
    '%s',
    (wrong) => {
      expect(said(rule, only(wrong))).toEqual([`warning spec.egress.0.to: ${message}`]);
    },
  );

  test.each([
    [`{to: [{${inNamespace('kube-system')}}], ${ports}}`],
    [`{to: [{${inNamespace('openshift-dns')}}], ports: [{protocol: UDP, port: 5353}]}`],
    [`{to: [{${labelled('app: pihole-dns')}}], ${ports}}`],
    [`{to: [{namespaceSelector: {matchLabels: {team: platform}}}], ${ports}}`],
    [`{to: [{ipBlock: {cidr: 192.0.2.53/32}}], ${ports}}`],
  ])('%s may be', (right) => {
    expect(said(rule, only(right))).toEqual([]);
  });

  test('the platform says which labels they carry', () => {
    const of = (labels: string) =>
      said(rule, only(`{to: [{${inNamespace('kube-system')}, ${labelled(labels)}}], ${ports}}`), {
        platform: Platform.kubeadm(),
      });
    expect(of('k8s-app: kube-dns')).toEqual([]);
    expect(of('k8s-app: coredns')[0]).toContain(message);
  });
});

describe('addresses that do not answer for the cluster', () => {
  const message =
    'warning spec.egress.0.to: The rule for DNS leads to pods or addresses that do not answer for the cluster.';
  const to = (cidr: string) => only(`{to: [{ipBlock: {cidr: ${cidr}}}], ${ports}}`);
  const kubeadm = Platform.kubeadm();

  test.each<[string, string, CheckOptions]>([
    ['a resolver on the internet', '8.8.8.8/32', {}],
    ['a resolver on the internet, whatever the platform', '1.1.1.0/24', { platform: Platform.gke() }],
    [
      'the internet without what is not public',
      `0.0.0.0/0, except: [${SPECIAL_USE_IPV4.map(({ cidr }) => cidr).join(', ')}]`,
      {},
    ],
    ['the metadata service, on another platform than GKE', '169.254.169.254/32', { platform: kubeadm }],
    ['the resolver of the VPC', '169.254.169.253/32', { platform: Platform.eks() }],
  ])('are %s', (_, cidr, options) => {
    expect(said(rule, to(cidr), options)).toEqual([message]);
  });

  test.each<[string, string, CheckOptions]>([
    ['the metadata service, where nobody names the platform', '169.254.169.254/32', {}],
    ['the metadata service of GKE', '169.254.169.254/32', { platform: Platform.gke() }],
    ['the cache on the node', '169.254.20.10/32', { platform: kubeadm }],
    ['a cache on the node with an address of its own', '169.254.25.10/32', { platform: kubeadm }],
    ['a private address', '10.1.2.3/32', { platform: kubeadm }],
    ['an address of IPv6', "'2001:4860:4860::8888/128'", {}],
    ['everything', '0.0.0.0/0', {}],
    ['a public range of nodes', '8.8.8.8/32', { ranges: { nodes: [Cidr.of('8.8.0.0/16')] } }],
    ['a public range of Services', '34.118.224.10/32', { ranges: { services: [Cidr.of('34.118.224.0/20')] } }],
    [
      'what the platform is told',
      '8.8.4.4/32',
      { platform: Platform.kubeadm({ dnsAddresses: [Cidr.of('8.8.4.4/32')] }) },
    ],
  ])('are not %s', (_, cidr, options) => {
    expect(said(rule, to(cidr), options)).toEqual([]);
  });

  test('with the DNS pods in the input they do not count either', () => {
    expect(said(rule, web + coredns + to('8.8.8.8/32'))[0]).toContain('does not lead to the DNS pods');
    const both = only(`{to: [{ipBlock: {cidr: 8.8.8.8/32}}, {namespaceSelector: {}}], ${ports}}`);
    expect(said(rule, web + coredns + both)).toEqual([]);
  });

  test.each(['Default', 'None'])('are right for pods with dnsPolicy %s', (dnsPolicy) => {
    const own = deployment('web', { pod: `dnsPolicy: ${dnsPolicy}, ` });
    expect(said(rule, own + to('8.8.8.8/32'))).toEqual([]);
    expect(said(rule, own + coredns + to('8.8.8.8/32'))).toEqual([]);
  });

  test('are right for DNS servers, which ask others', () => {
    const forwarding = np(
      `{podSelector: {matchLabels: {k8s-app: kube-dns}}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 8.8.8.8/32}}], ${ports}}]}`,
      'name: dns',
    ).replace('namespace: shop', 'namespace: kube-system');
    expect(said(rule, forwarding)).toEqual([]);
  });
});

test('the internet is asked for by name, single addresses and the API server are not', () => {
  const missing =
    'warning spec.egress: The policy isolates egress and allows some, but no policy for the same pods allows DNS.';
  const block = (cidr: string) => only(`{to: [{ipBlock: {cidr: ${cidr}}}], ports: [{port: 443}]}`);
  expect(said(rule, block('0.0.0.0/0'))).toEqual([missing]);
  expect(said(rule, block('203.0.113.7/32'))).toEqual([]);
  expect(said(rule, only('{to: [{namespaceSelector: {}}], ports: [{port: 6443}]}'))).toEqual([]);
  expect(said(rule, egress('{to: [{podSelector: {}}], ports: [{port: 80}]}'))).toEqual([]);
});

describe('the API server as pods of a namespace', () => {
  const of = (namespaceSelector: string, numbers: string) =>
    said('api-server-by-selector', egress(`{to: [{namespaceSelector: {${namespaceSelector}}}], ports: [${numbers}]}`));
  const message =
    'warning spec.egress.0.to.0.namespaceSelector: The ports are those of the API server, and this peer is pods: the API server is none of them.';

  test('default, or every namespace on 6443, is said so', () => {
    const inDefault = 'matchLabels: {kubernetes.io/metadata.name: default}';
    expect(of(inDefault, '{port: 443}')).toEqual([message]);
    expect(of(inDefault, '{port: 443}, {port: 6443}')).toEqual([message]);
    expect(of('', '{port: 6443}')).toEqual([message]);
  });

  test('is not confused with web servers', () => {
    expect(of('', '{port: 443}')).toEqual([]);
    expect(of('matchLabels: {kubernetes.io/metadata.name: default}', '{port: 443}, {port: 8080}')).toEqual([]);
    expect(of('matchLabels: {kubernetes.io/metadata.name: shop}', '{port: 443}')).toEqual([]);
  });
});
