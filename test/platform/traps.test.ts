import { describe, expect, test } from 'vitest';
import {
  AllowIngressController,
  AllowKubeApi,
  AllowWebhook,
  Cidr,
  CloudMetadata,
  Cni,
  ExternalEgress,
  ExternalHttpsEgress,
  IngressController,
  NamespaceStack,
  Platform,
  Port,
  RawPolicy,
  Reachability,
  ServiceLocation,
} from '../../src';
import { KubernetesObject } from '../../src/model/kubernetes-object';
import { NetworkPolicySpec, PolicyType } from '../../src/model/network-policy';
import { namespace, pod } from '../fixtures/objects';
import { objectsOf, testApp } from '../support/tree';

/** A stack on a platform, whose findings and meaning can be asked for. */
function stackOn(platform: Platform) {
  const app = testApp();
  const shop = new NamespaceStack(app, 'shop', { platform });
  const api = shop.workload('api', { labels: { app: 'api' }, ports: { webhook: Port.tcp(9443) } });
  const reach = (...objects: object[]) => {
    const own = pod('shop/api', { labels: { app: 'api' } });
    return Reachability.fromObjects([...objectsOf(app), own, ...objects], { cni: platform.cni });
  };
  const rules = () => shop.findings.map(({ rule }) => rule);
  return { app, shop, api, reach, rules };
}

const specOf = (object: KubernetesObject) => object.spec as NetworkPolicySpec;

const DNS_ENDS: [string, Platform, string, Record<string, string>, number][] = [
  ['kubeadm', Platform.kubeadm(), 'kube-system', { 'k8s-app': 'kube-dns' }, 53],
  ['EKS', Platform.eks(), 'kube-system', { 'k8s-app': 'kube-dns' }, 53],
  ['GKE', Platform.gke(), 'kube-system', { 'k8s-app': 'kube-dns' }, 53],
  ['AKS', Platform.aks(), 'kube-system', { 'k8s-app': 'kube-dns' }, 53],
  ['OpenShift', Platform.openshift(), 'openshift-dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' }, 5353],
  ['k3s', Platform.k3s(), 'kube-system', { 'k8s-app': 'kube-dns' }, 53],
  ['RKE2', Platform.rke2(), 'kube-system', { 'k8s-app': 'kube-dns' }, 53],
  ['Gardener', Platform.gardener(), 'kube-system', { 'k8s-app': 'kube-dns' }, 8053],
];

describe('UDP-only DNS', () => {
  test.each(DNS_ENDS)('DNS of %s is open over UDP and over TCP', (_, platform, place, labels, port) => {
    const { reach } = stackOn(platform);
    const cluster = [namespace(place, { 'gardener.cloud/purpose': 'kube-system' }), pod(`${place}/dns`, { labels })];
    for (const protocol of ['UDP', 'TCP']) {
      expect(reach(...cluster)).toAllow({ from: 'shop/api', to: `${place}/dns`, port: `${protocol}/${port}` });
    }
  });
});

describe('OpenShift 5353', () => {
  test('the port of the Service is not what is opened', () => {
    const [, platform, place, labels] = DNS_ENDS.find(([name]) => name === 'OpenShift')!;
    const { reach } = stackOn(platform);
    expect(reach(pod(`${place}/dns`, { labels }))).toDeny({ from: 'shop/api', to: `${place}/dns`, port: 'UDP/53' });
  });

  test('a policy for 53 is found out', () => {
    const { shop, rules } = stackOn(Platform.openshift());
    new RawPolicy(shop, 'dns-by-hand', {
      spec: {
        podSelector: {},
        policyTypes: [PolicyType.EGRESS],
        egress: [
          {
            to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } } }],
            ports: [
              { protocol: 'UDP', port: 53 },
              { protocol: 'TCP', port: 53 },
            ] as never,
          },
        ],
      },
    });
    expect(rules()).toContain('dns-port-elsewhere');
  });
});

describe('EKS DNS labels', () => {
  test('the peer is exactly what the Service kube-dns selects', () => {
    const { app } = stackOn(Platform.eks());
    const dns = objectsOf(app).find(({ metadata }) => metadata?.name === 'allow-dns')!;
    expect(specOf(dns).egress![0]!.to![0]!.podSelector).toEqual({ matchLabels: { 'k8s-app': 'kube-dns' } });
  });

  test('one label more than the Service has is found out', () => {
    const dns = ServiceLocation.of({
      namespace: 'kube-system',
      podLabels: { 'k8s-app': 'kube-dns', 'eks.amazonaws.com/component': 'coredns' },
      ports: [Port.udp(53), Port.tcp(53)],
    });
    expect(stackOn(Platform.eks({ dns })).rules()).toContain('cni-service-selector-differs');
    expect(stackOn(Platform.eks()).rules()).not.toContain('cni-service-selector-differs');
    expect(stackOn(Platform.kubeadm({ dns })).rules()).not.toContain('cni-service-selector-differs');
  });
});

describe('GKE node-local redirect', () => {
  const cache = pod('kube-system/node-local-dns', { labels: { 'k8s-app': 'node-local-dns' } });
  const asks = { from: 'shop/api', to: 'kube-system/node-local-dns', port: 'UDP/53' };

  test('with Dataplane V2 the cache is opened as the pod that it is', () => {
    expect(stackOn(Platform.gke()).reach(cache)).toAllow(asks);
  });

  test('without it the address on the node is opened, and no pod', () => {
    const reach = stackOn(Platform.gke({ dataplaneV2: false })).reach(cache);
    expect(reach).toDeny(asks);
    expect(reach).toAllow({ from: 'shop/api', to: '169.254.20.10', port: 'UDP/53' });
  });

  test('a policy for kube-dns alone is found out', () => {
    const { shop, rules } = stackOn(Platform.gke());
    expect(rules()).not.toContain('node-local-dns-not-reachable');
    new RawPolicy(shop, 'dns-by-hand', {
      spec: {
        podSelector: {},
        policyTypes: [PolicyType.EGRESS],
        egress: [
          {
            to: [
              {
                namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
                podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
              },
            ],
            ports: [
              { protocol: 'UDP', port: 53 },
              { protocol: 'TCP', port: 53 },
            ] as never,
          },
        ],
      },
    });
    expect(rules()).toContain('node-local-dns-not-reachable');
  });
});

describe('webhook through konnectivity pods', () => {
  test.each<[string, Platform, Record<string, string>, Record<string, string>]>([
    [
      'AKS',
      Platform.aks({ apiServer: [Cidr.of('20.1.2.3/32')] }),
      { app: 'konnectivity-agent' },
      { 'k8s-app': 'konnectivity-agent' },
    ],
    [
      'GKE',
      Platform.gke({ apiServer: [Cidr.of('20.1.2.3/32')] }),
      { 'k8s-app': 'konnectivity-agent' },
      { app: 'konnectivity-agent' },
    ],
    [
      'Gardener',
      Platform.gardener({ apiServer: [Cidr.of('20.1.2.3/32')] }),
      { app: 'vpn-shoot' },
      { app: 'konnectivity-agent' },
    ],
  ])('on %s the tunnel is let in, and neither the API server nor pods like it', (_, platform, labels, others) => {
    const { shop, api, reach } = stackOn(platform);
    new AllowWebhook(shop, 'admission', { to: api, port: 'webhook' });
    const reached = reach(pod('kube-system/tunnel', { labels }), pod('kube-system/other', { labels: others }));
    expect(reached).toAllow({ from: 'kube-system/tunnel', to: 'shop/api', port: 'TCP/9443' });
    expect(reached).toDeny({ from: 'kube-system/other', to: 'shop/api', port: 'TCP/9443' });
    expect(reached).toDeny({ from: '20.1.2.3', to: 'shop/api', port: 'TCP/9443' });
  });

  test('where the tunnel is switched off, addresses say from where calls come', () => {
    const { shop, api, reach } = stackOn(Platform.aks({ webhookCallers: [Cidr.of('10.1.0.0/24')] }));
    new AllowWebhook(shop, 'admission', { to: api, port: 'webhook' });
    expect(reach()).toAllow({ from: '10.1.0.9', to: 'shop/api', port: 'TCP/9443' });
  });
});

describe('API server by ipBlock', () => {
  const apiServer = [Cidr.of('10.0.0.10/32')];

  test('it is opened by address, never by selector', () => {
    const { app, shop } = stackOn(Platform.kubeadm({ apiServer }));
    new AllowKubeApi(shop, 'watch');
    const policy = objectsOf(app).find(({ metadata }) => metadata?.name === 'allow-kube-api')!;
    expect(specOf(policy).egress).toEqual([
      { to: [{ ipBlock: { cidr: '10.0.0.10/32' } }], ports: [{ protocol: 'TCP', port: 6443 }] },
    ]);
  });

  test('on nodes of Cilium, where no block matches it, synth fails and says what to write', () => {
    const { app, shop } = stackOn(Platform.kubeadm({ apiServer, cni: Cni.cilium('1.17') }));
    new AllowKubeApi(shop, 'watch');
    expect(() => app.synthYaml()).toThrow(/shop\/watch.*toEntities: \[kube-apiserver\].*cidrMatchesNodes: true/s);
  });

  test('a webhook there cannot be opened either', () => {
    const { app, shop, api } = stackOn(Platform.kubeadm({ apiServer, cni: Cni.cilium('1.17') }));
    new AllowWebhook(shop, 'admission', { to: api, port: 'webhook' });
    expect(() => app.synthYaml()).toThrow(/shop\/admission.*fromEntities: \[kube-apiserver\]/s);
  });

  test('where Cilium was told to match nodes, or somebody knows better, synth goes on', () => {
    const told = stackOn(Platform.kubeadm({ apiServer, cni: Cni.cilium('1.17', { cidrMatchesNodes: true }) }));
    new AllowKubeApi(told.shop, 'watch');
    expect(told.app.synthYaml()).toContain('allow-kube-api');
    const { app, shop } = stackOn(Platform.kubeadm({ apiServer, cni: Cni.cilium('1.17') }));
    new AllowKubeApi(shop, 'watch').acknowledge('cni-block-without-effect', {
      reason: 'a Cilium policy stands beside',
    });
    expect(app.synthYaml()).toContain('allow-kube-api');
  });

  test('outside of the cluster Cilium matches it like any address', () => {
    const { app, shop } = stackOn(Platform.gke({ apiServer }));
    new AllowKubeApi(shop, 'watch');
    expect(app.synthYaml()).toContain('10.0.0.10/32');
  });

  test('the AWS VPC CNI needs the address of the Service too, and synth asks for it', () => {
    const without = stackOn(Platform.eks({ apiServer }));
    expect(() => new AllowKubeApi(without.shop, 'watch')).toThrow(
      /AWS VPC CNI judges egress on the address of the Service.*serviceCidrs/s,
    );
    const { shop, reach } = stackOn(Platform.eks({ apiServer, serviceCidrs: [Cidr.of('172.20.0.0/16')] }));
    new AllowKubeApi(shop, 'watch');
    expect(reach()).toAllow({ from: 'shop/api', to: '172.20.0.1', port: 'TCP/443' });
  });
});

test('the ingress of Cilium, which has an identity of its own, is refused with the policy to write instead', () => {
  const { shop, api } = stackOn(Platform.kubeadm({ cni: Cni.cilium(), ingressController: IngressController.cilium() }));
  expect(() => new AllowIngressController(shop, 'web', { to: api })).toThrow(
    /No NetworkPolicy can allow.*fromEntities: \[ingress\]/s,
  );
});

describe('metadata endpoints on each cloud', () => {
  const CLOUDS: [string, CloudMetadata, string[], string][] = [
    ['AWS', CloudMetadata.aws(), ['169.254.169.254', 'fd00:ec2::254', '169.254.170.2'], 'TCP/80'],
    ['EKS Pod Identity', CloudMetadata.eksPodIdentity(), ['169.254.170.23', 'fd00:ec2::23'], 'TCP/80'],
    ['Google Cloud', CloudMetadata.google(), ['169.254.169.254', 'fd20:ce::254'], 'TCP/80'],
    ['GKE without Dataplane V2', CloudMetadata.google(), ['169.254.169.252'], 'TCP/988'],
    ['Azure', CloudMetadata.azure(), ['169.254.169.254'], 'TCP/80'],
    ['Alibaba Cloud', CloudMetadata.alibaba(), ['100.100.100.200'], 'TCP/80'],
    ['Oracle Cloud', CloudMetadata.oracle(), ['169.254.169.254', '192.0.0.192'], 'TCP/80'],
    ['Scaleway', CloudMetadata.scaleway(), ['169.254.42.42', 'fd00:42::42'], 'TCP/80'],
    ['OpenStack', CloudMetadata.openStack(), ['169.254.169.254'], 'TCP/80'],
  ];

  test.each(CLOUDS)(
    '%s: closed by every external egress, open by name and on its own port only',
    (_, cloud, addresses, port) => {
      const platform = Platform.kubeadm();
      const wide = stackOn(platform);
      new ExternalEgress(wide.shop, 'anywhere', { to: [Cidr.anyIpv4(), Cidr.anyIpv6()], ports: [Port.allTcp()] });
      new ExternalHttpsEgress(wide.shop, 'https', { ports: [Port.allTcp()] });
      const asked = stackOn(platform);
      new ExternalHttpsEgress(asked.shop, 'https', { cloudMetadata: [cloud] });
      for (const to of addresses) {
        expect(wide.reach()).toDeny({ from: 'shop/api', to });
        expect(asked.reach()).toAllow({ from: 'shop/api', to, port });
        expect(asked.reach()).toDeny({ from: 'shop/api', to, port: 'TCP/22' });
      }
    },
  );

  test('one that is named alone is no external address, and needs no other', () => {
    const { shop, reach } = stackOn(Platform.eks());
    new ExternalEgress(shop, 'credentials', { cloudMetadata: [CloudMetadata.eksPodIdentity()] });
    expect(reach()).toAllow({ from: 'shop/api', to: '169.254.170.23', port: 'TCP/80' });
    expect(reach()).toDeny({ from: 'shop/api', to: '169.254.169.254' });
  });

  test('a policy by hand that holds them draws a warning', () => {
    const { shop, rules } = stackOn(Platform.kubeadm());
    new RawPolicy(shop, 'by-hand', {
      spec: {
        podSelector: {},
        policyTypes: [PolicyType.EGRESS],
        egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] }],
      },
    });
    expect(rules()).toContain('metadata-endpoint-reachable');
  });

  test('a platform knows those of its machines', () => {
    expect(Platform.eks().metadata.map(({ name }) => name)).toEqual(['aws', 'eks-pod-identity']);
    expect(Platform.gke().metadata.map(({ name }) => name)).toEqual(['google']);
    expect(Platform.aks().metadata.map(({ name }) => name)).toEqual(['azure', 'azure-wireserver']);
    expect(Platform.kubeadm().metadata).toEqual([]);
  });
});

describe('Azure 168.63.129.16', () => {
  test('is a public address that no external egress opens', () => {
    const { shop, reach } = stackOn(Platform.aks());
    new ExternalHttpsEgress(shop, 'https');
    new ExternalEgress(shop, 'wide', { to: [Cidr.of('168.0.0.0/8')], ports: [Port.allTcp()] });
    expect(reach()).toDeny({ from: 'shop/api', to: '168.63.129.16' });
    expect(reach()).toAllow({ from: 'shop/api', to: '168.63.129.17', port: 'TCP/443' });
  });

  test('asked for by address it is refused, by name it is open on TCP 80, 443, 32526 and UDP 53', () => {
    const { shop, reach } = stackOn(Platform.aks());
    const to = [Cidr.of('168.63.129.16/32')];
    expect(() => new ExternalEgress(shop, 'wire', { to, ports: [Port.tcp(443)] })).toThrow(
      /CloudMetadata\.azureWireServer\(\)/,
    );
    new ExternalEgress(shop, 'named', { cloudMetadata: [CloudMetadata.azureWireServer()] });
    for (const port of ['TCP/80', 'TCP/443', 'TCP/32526', 'UDP/53']) {
      expect(reach()).toAllow({ from: 'shop/api', to: '168.63.129.16', port });
    }
    expect(reach()).toDeny({ from: 'shop/api', to: '168.63.129.16', port: 'TCP/22' });
  });
});

test('ranges of the cluster that are public addresses are no part of the internet', () => {
  const { shop, reach } = stackOn(Platform.gke({ podCidrs: [Cidr.of('34.118.0.0/17')] }));
  new ExternalHttpsEgress(shop, 'https');
  expect(reach()).toDeny({ from: 'shop/api', to: '34.118.0.9', port: 'TCP/443' });
});

test('RKE2 comes with one controller or another, and has to be told which', () => {
  const { shop, api } = stackOn(Platform.rke2());
  expect(() => new AllowIngressController(shop, 'web', { to: api })).toThrow(
    /ingressController: IngressController\.nginx/,
  );
});
