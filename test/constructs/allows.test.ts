import { Construct } from 'constructs';
import { expect, test } from 'vitest';
import {
  AllowAll,
  AllowAllProps,
  AllowDns,
  AllowDnsProps,
  AllowIngressController,
  AllowKafka,
  AllowKubeApi,
  AllowLogShipping,
  AllowMesh,
  AllowProps,
  AllowSameNamespace,
  AllowScrape,
  AllowService,
  AllowWebhook,
  Catalog,
  Cidr,
  CloudMetadata,
  ExternalEgress,
  ExternalHttpsEgress,
  Mesh,
  Peer,
  Platform,
  PolicyType,
  Port,
  RawPolicy,
  RunService,
  ServiceLocation,
  Workload,
  WorkloadPolicy,
} from '../../src';
import { bareStack, platform, service, testApp, yamlOf } from '../support/tree';

/** Everything that every allow takes. */
const GOVERNED: AllowProps = {
  reason: 'a reviewer asked why',
  owner: 'team-edge',
  exception: { owner: 'team-core', reason: 'until the migration', ticket: 'SEC-7', expires: '2027-03-31' },
  metadata: { name: 'my-name', labels: { tier: 'edge' }, annotations: { 'example.com/wiki': 'page-7' } },
};

interface Case {
  minimal: (scope: Construct, workload: Workload) => unknown;
  maximal: (scope: Construct, workload: Workload) => unknown;
}

const cases: Record<string, Case> = {
  AllowDns: {
    minimal: (scope) => new AllowDns(scope, 'it'),
    maximal: (scope, from) => new AllowDns(scope, 'it', { ...GOVERNED, from }),
  },
  AllowScrape: {
    minimal: (scope, target) => new AllowScrape(scope, 'it', { to: target, port: 'metrics' }),
    maximal: (scope, target) =>
      new AllowScrape(scope, 'it', {
        ...GOVERNED,
        to: target,
        port: 'TCP/9100',
        scraper: Peer.pods({ namespace: 'observe', labels: { app: 'vmagent' } }),
      }),
  },
  AllowIngressController: {
    minimal: (scope, to) => new AllowIngressController(scope, 'it', { to, ports: [to.port('https')] }),
    maximal: (scope, to) =>
      new AllowIngressController(scope, 'it', {
        ...GOVERNED,
        to,
        ports: [Port.tcp(8080)],
        controller: Peer.anyOf(Peer.namespace('edge'), Peer.block(Cidr.of('10.1.0.0/24'), [Cidr.of('10.1.0.7/32')])),
      }),
  },
  AllowSameNamespace: {
    minimal: (scope) => new AllowSameNamespace(scope, 'it'),
    maximal: (scope) => new AllowSameNamespace(scope, 'it', { ...GOVERNED, ports: [Port.tcp(80), Port.allUdp()] }),
  },
  AllowKubeApi: {
    minimal: (scope) => new AllowKubeApi(scope, 'it'),
    maximal: (scope, from) => new AllowKubeApi(scope, 'it', { ...GOVERNED, from }),
  },
  AllowWebhook: {
    minimal: (scope, to) => new AllowWebhook(scope, 'it', { to, port: 'https' }),
    maximal: (scope, to) => new AllowWebhook(scope, 'it', { ...GOVERNED, to, port: 'TCP/9443' }),
  },
  AllowLogShipping: {
    minimal: (scope) => new AllowLogShipping(scope, 'it'),
    maximal: (scope, from) => new AllowLogShipping(scope, 'it', { ...GOVERNED, from }),
  },
  AllowKafka: {
    minimal: (scope) => new AllowKafka(scope, 'it'),
    maximal: (scope, from) =>
      new AllowKafka(scope, 'it', { ...GOVERNED, from, cluster: 'events', ports: [Port.tcp(9093)] }),
  },
  AllowService: {
    minimal: (scope) => new AllowService(scope, 'it', { service: Catalog.vault() }),
    maximal: (scope, from) =>
      new AllowService(scope, 'it', {
        ...GOVERNED,
        from,
        service: Catalog.linkerd().with({ namespace: 'mesh', ports: [Port.tcp(4143)] }),
      }),
  },
  RunService: {
    minimal: (scope) => new RunService(scope, 'it', { services: [Catalog.kyverno({ namespace: 'shop' })] }),
    maximal: (scope) =>
      new RunService(scope, 'it', {
        owner: 'team-edge',
        services: [Catalog.vault({ namespace: 'shop', optional: true }), Catalog.alloy({ namespace: 'shop' })],
        peers: {
          clients: Peer.namespace('orders'),
          'auto-unseal': Peer.block(Cidr.of('198.51.100.0/24')),
          nodes: Peer.block(Cidr.of('10.1.0.0/24')),
        },
        leaveOut: ['telemetry-backends'],
      }),
  },
  ExternalEgress: {
    minimal: (scope) =>
      new ExternalEgress(scope, 'partner', { to: [Cidr.of('198.51.100.0/24')], ports: [Port.tcp(443)] }),
    maximal: (scope, from) =>
      new ExternalEgress(scope, 'partner', {
        ...GOVERNED,
        from,
        to: [Cidr.of('169.254.0.0/16'), Cidr.of('2001:db8::/32')],
        except: [Cidr.of('2001:db8:1::/48')],
        ports: [Port.tcpRange(8000, 8100), Port.sctp(7777)],
      }),
  },
  ExternalHttpsEgress: {
    minimal: (scope) => new ExternalHttpsEgress(scope, 'it'),
    maximal: (scope, from) =>
      new ExternalHttpsEgress(scope, 'it', {
        ...GOVERNED,
        from,
        except: [Cidr.of('8.8.8.0/24'), Cidr.of('2600:1f00::/24')],
        ports: [Port.tcp(443), Port.udp(443)],
      }),
  },
  AllowAll: {
    minimal: (scope) => new AllowAll(scope, 'it'),
    maximal: (scope, workload) =>
      new AllowAll(scope, 'it', { ...GOVERNED, workload, directions: [PolicyType.EGRESS] } as AllowAllProps),
  },
  WorkloadPolicy: {
    minimal: (scope) => new WorkloadPolicy(scope, 'By hand', { ingress: [] }),
    maximal: (scope, workload) =>
      new WorkloadPolicy(scope, 'By hand', {
        ...GOVERNED,
        workload,
        ingress: [{}, { peers: [Peer.namespace('edge'), Peer.block(Cidr.of('10.0.0.0/8'))], ports: [Port.tcp(8443)] }],
        egress: [{ peers: [workload], ports: [Port.udp(53), Port.tcp(53)] }, { ports: [Port.named('https')] }],
      }),
  },
  RawPolicy: {
    minimal: (scope) => new RawPolicy(scope, 'By hand', { spec: {} }),
    maximal: (scope) =>
      new RawPolicy(scope, 'By hand', {
        ...GOVERNED,
        spec: {
          podSelector: { matchLabels: { app: 'web' } },
          policyTypes: [PolicyType.INGRESS],
          ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 'https' }] }],
        },
      }),
  },
};

test.each(Object.entries(cases))('%s, minimal', (_name, { minimal }) => {
  const stack = bareStack(testApp(), 'shop');
  minimal(stack, service(stack, 'api'));
  expect(yamlOf(stack)).toMatchSnapshot();
});

test.each(Object.entries(cases))('%s, maximal', (_name, { maximal }) => {
  const stack = bareStack(testApp(), 'shop', { owner: 'team-shop' });
  maximal(stack, service(stack, 'api'));
  expect(yamlOf(stack)).toMatchSnapshot();
});

test.each([
  ['Istio sidecars', Mesh.istioSidecar()],
  ['Istio ambient', Mesh.istioAmbient()],
  ['Linkerd', Mesh.linkerd()],
])('AllowMesh for %s', (_name, mesh) => {
  const stack = bareStack(testApp(), 'shop', { platform: Platform.kubeadm({ mesh }) });
  new AllowMesh(stack, 'mesh');
  expect(yamlOf(stack)).toMatchSnapshot();
});

test('AllowMesh, maximal', () => {
  const stack = bareStack(testApp(), 'shop', { platform: Platform.kubeadm({ mesh: Mesh.linkerd() }) });
  new AllowMesh(stack, 'mesh', {
    workload: service(stack, 'api'),
    peers: Peer.namespace('billing'),
    owner: 'team-mesh',
  });
  expect(yamlOf(stack)).toMatchSnapshot();
});

test('DNS on a platform with a cache on the node opens the cache too', () => {
  const stack = bareStack(testApp(), 'shop', { platform: Platform.kubeadm({ nodeLocalDns: true }) });
  new AllowDns(stack, 'dns');
  expect(yamlOf(stack)).toContain('cidr: 169.254.20.10/32');
});

test('what the platform says differently is used', () => {
  const dns = ServiceLocation.of({
    namespace: 'openshift-dns',
    podLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' },
    ports: [Port.udp(5353), Port.tcp(5353)],
  });
  const stack = bareStack(testApp(), 'shop', { platform: Platform.kubeadm({ dns }) });
  new AllowDns(stack, 'dns');
  expect(yamlOf(stack)).toContain('port: 5353');
  expect(yamlOf(stack)).not.toContain('port: 53\n');
});

const dnsOf = (props: AllowDnsProps) => {
  const stack = bareStack(testApp(), 'shop');
  return () => new AllowDns(stack, 'dns', props);
};

test.each<[string, () => unknown, RegExp]>([
  ['an empty reason', dnsOf({ reason: ' ' }), /reason is empty/],
  ['an empty owner', dnsOf({ owner: '' }), /owner is empty/],
  [
    'a malformed date',
    dnsOf({ exception: { owner: 'a', expires: '31.12.2027' } }),
    /no calendar day\. Write .* YYYY-MM-DD/,
  ],
  [
    'a day that does not exist',
    dnsOf({ exception: { owner: 'a', expires: '2027-02-30' } }),
    /"2027-02-30", which is no calendar day/,
  ],
  [
    'a workload of another namespace',
    dnsOf({ from: Workload.of({ namespace: 'b', name: 'x', labels: { a: 'b' } }) }),
    /not of namespace shop/,
  ],
])('%s is refused with the path and a remedy', (_name, make, message) => {
  expect(make).toThrow(new RegExp(`^\\[shop/dns\\].*${message.source}`));
});

test('an external block that is a metadata service must be asked for', () => {
  const stack = bareStack(testApp(), 'shop');
  const to = [Cidr.of('169.254.169.254/32')];
  const ports = [Port.tcp(80)];
  expect(() => new ExternalEgress(stack, 'imds', { to, ports })).toThrow(
    /metadata service.*cloudMetadata: \[CloudMetadata/,
  );
  new ExternalEgress(stack, 'meant', { cloudMetadata: [CloudMetadata.azure()] });
  expect(yamlOf(stack)).toContain('cidr: 169.254.169.254/32');
});

test.each<[string, (stack: Construct, api: Workload) => unknown, RegExp]>([
  ['no address', (scope) => new ExternalEgress(scope, 'x', { to: [], ports: [Port.tcp(1)] }), /No address is named/],
  ['no port', (scope) => new ExternalEgress(scope, 'x', { to: [Cidr.anyIpv6()], ports: [] }), /No port is named/],
  [
    'a hole in no block',
    (scope) =>
      new ExternalEgress(scope, 'x', {
        to: [Cidr.of('10.0.0.0/8')],
        except: [Cidr.of('8.8.8.8/32')],
        ports: [Port.tcp(1)],
      }),
    /8\.8\.8\.8\/32 lies in none of the blocks 10\.0\.0\.0\/8/,
  ],
  [
    'everything left out',
    (scope) => new ExternalHttpsEgress(scope, 'x', { except: [Cidr.anyIpv4()] }),
    /leaves nothing/,
  ],
  [
    'an unknown port',
    (scope, target) => new AllowScrape(scope, 'x', { to: target, port: 'metrix' }),
    /no port called "metrix".*Did you mean "metrics"/,
  ],
])('%s is refused', (_name, make, message) => {
  const stack = bareStack(testApp(), 'shop');
  expect(() => make(stack, service(stack, 'api'))).toThrow(message);
});

test('what a platform does not know is asked for', () => {
  const stack = bareStack(testApp(), 'shop', { platform: Platform.kubeadm() });
  const api = service(stack, 'api');
  expect(() => new AllowKubeApi(stack, 'a')).toThrow(/\[shop\/a\].*apiServer: \[Cidr/s);
  expect(() => new AllowWebhook(stack, 'b', { to: api, port: 'https' })).toThrow(/webhookCallers/);
  expect(() => new AllowMesh(stack, 'c')).toThrow(/mesh: Mesh\.istioSidecar/);
  expect(platform.webhookCallers.map(String)).toEqual(['10.0.0.10/32', '10.0.0.11/32']);
});
