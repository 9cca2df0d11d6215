import { DistributionFacts } from './distribution-facts';
import { tcp } from '../fact-notation';
import { IngressController } from '../ingress-controller';
import { AKS_KONNECTIVITY } from '../services/control-plane';

/** Azure Kubernetes Service. */
export const AKS: DistributionFacts = {
  name: 'aks',
  title: 'AKS',
  dns: { service: 'dns.aks', cachePods: false, nodeLocal: false },
  apiServer: { port: tcp(443), runsOn: 'elsewhere', note: 'a managed endpoint, which may be public' },
  webhooks: {
    from: 'pods',
    ...AKS_KONNECTIVITY,
    note: 'through konnectivity-agent pods, labelled app',
    confidence: 'source',
  },
  cni: {
    note: 'to be chosen when the cluster is made (cilium, azure or calico); where nothing was chosen, nothing is enforced',
    confidence: 'documentation',
  },
  ingressController: () => IngressController.nginx(),
  clouds: ['azure', 'azure-wireserver'],
  mustBeGiven: ['cni', 'apiServer', 'podCidrs', 'serviceCidrs', 'nodeCidrs'],
  caveats: [
    'With AKS LocalDNS pods ask a link-local address of their node: add it to dnsAddresses (169.254.10.x, from memory).',
    '168.63.129.16 is a public address: a block of every public address reaches WireServer unless it leaves it out.',
  ],
  sources: [
    'https://learn.microsoft.com/en-us/azure/aks/use-network-policies',
    'https://learn.microsoft.com/en-us/azure/aks/coredns-custom',
    'https://github.com/kubernetes/kubernetes/issues/128162',
  ],
};
