import { DistributionFacts } from './distribution-facts';
import { tcp } from '../fact-notation';
import { IngressController } from '../ingress-controller';
import { GKE_KONNECTIVITY } from '../services/control-plane';

const SHARED = {
  apiServer: { port: tcp(443), runsOn: 'elsewhere', note: 'the endpoint of the control plane, which may be public' },
  webhooks: {
    from: 'pods',
    ...GKE_KONNECTIVITY,
    note: 'through konnectivity-agent pods, labelled k8s-app',
    confidence: 'source',
  },
  ingressController: () => IngressController.nginx(),
  clouds: ['google'],
  mustBeGiven: ['apiServer', 'podCidrs', 'serviceCidrs', 'nodeCidrs'],
} as const satisfies Partial<DistributionFacts>;

const DNS_CACHE = 'https://docs.cloud.google.com/kubernetes-engine/docs/how-to/nodelocal-dns-cache';

/** GKE with Dataplane V2. */
export const GKE_DATAPLANE_V2: DistributionFacts = {
  ...SHARED,
  name: 'gke',
  title: 'GKE with Dataplane V2',
  dns: { service: 'dns.gke', cachePods: true, nodeLocal: false },
  cni: { name: 'gke-dataplane-v2', note: 'always on', confidence: 'documentation' },
  caveats: [
    'Questions to kube-dns are redirected to node-local-dns, an ordinary pod here: both are opened.',
    'Where Cloud DNS answers through the metadata server, add 169.254.169.254/32 to dnsAddresses.',
  ],
  sources: [DNS_CACHE, 'https://github.com/restatedev/restate-operator/pull/88'],
};

/** GKE without Dataplane V2, where Calico enforces policies if network policy is switched on. */
export const GKE_DATAPLANE_V1: DistributionFacts = {
  ...SHARED,
  name: 'gke-dataplane-v1',
  title: 'GKE without Dataplane V2',
  dns: { service: 'dns.gke', cachePods: false, nodeLocal: true },
  cni: {
    name: 'calico',
    note: 'only where network policy enforcement is switched on',
    confidence: 'documentation',
  },
  caveats: [
    'NodeLocal DNSCache is on the host network and on by default in new clusters: its address is opened beside kube-dns.',
    'Where Cloud DNS answers through the metadata server, add 169.254.169.254/32 to dnsAddresses.',
  ],
  sources: [DNS_CACHE, 'https://cloud.google.com/kubernetes-engine/docs/how-to/network-policy'],
};
