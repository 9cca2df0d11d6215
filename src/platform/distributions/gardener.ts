import { DistributionFacts } from './distribution-facts';
import { tcp } from '../fact-notation';
import { IngressController } from '../ingress-controller';

/** Shoot clusters of Gardener, Kyma runtimes among them. */
export const GARDENER: DistributionFacts = {
  name: 'gardener',
  title: 'Gardener',
  dns: { service: 'dns.gardener', cachePods: true, nodeLocal: false },
  apiServer: {
    port: tcp(443),
    runsOn: 'elsewhere',
    note: 'in the seed cluster, behind an address of its own (from memory)',
  },
  webhooks: {
    from: 'pods',
    namespace: 'kube-system',
    labels: { app: 'vpn-shoot' },
    note: 'through the VPN between seed and shoot, which ends in vpn-shoot pods; concluded from the policies that Gardener installs',
    confidence: 'secondary',
  },
  cni: { name: 'calico', note: 'the usual choice; Cilium is the other (from memory)', confidence: 'memory' },
  ingressController: () => IngressController.nginx(),
  clouds: [],
  mustBeGiven: ['apiServer', 'podCidrs', 'serviceCidrs', 'nodeCidrs'],
  caveats: ['DNS pods listen on 8053, the cache on the node on 53: both are opened.'],
  sources: [
    'what Kyma’s telemetry module documents of its own policies',
    'gardener/gardener@v1.48.0:docs/usage/shoot_network_policies.md',
  ],
};
