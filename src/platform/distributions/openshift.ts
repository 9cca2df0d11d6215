import { DistributionFacts } from './distribution-facts';
import { IngressController } from '../ingress-controller';
import { KUBEADM_API_SERVER_PORT } from '../services/control-plane';

/** OpenShift. */
export const OPENSHIFT: DistributionFacts = {
  name: 'openshift',
  title: 'OpenShift',
  dns: { service: 'dns.openshift', cachePods: false, nodeLocal: false },
  apiServer: { port: KUBEADM_API_SERVER_PORT, runsOn: 'nodes', note: 'a static pod on each control-plane node' },
  webhooks: { from: 'api-server', note: 'from the control-plane nodes', confidence: 'source' },
  cni: { name: 'ovn-kubernetes', note: 'the default network', confidence: 'documentation' },
  ingressController: () => IngressController.openshiftRouter(),
  clouds: [],
  mustBeGiven: ['apiServer', 'podCidrs', 'serviceCidrs', 'nodeCidrs'],
  caveats: [
    'DNS is offered on 53 and served on 5353: a policy for 53 never matches.',
    'Prometheus for user workloads runs in openshift-user-workload-monitoring (from memory): say scraper where it scrapes you.',
  ],
  sources: [
    'openshift/cluster-dns-operator@4b8ae499:pkg/manifests/assets/dns',
    'openshift/cluster-dns-operator@4b8ae499:manifests/0000_70_dns-operator_01-network-policy.yaml',
  ],
};
