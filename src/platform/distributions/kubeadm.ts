import { DistributionFacts } from './distribution-facts';
import { IngressController } from '../ingress-controller';
import { KUBEADM_API_SERVER_PORT } from '../services/control-plane';

/** A cluster installed by kubeadm. */
export const KUBEADM: DistributionFacts = {
  name: 'kubeadm',
  title: 'kubeadm',
  dns: { service: 'dns.kubeadm', cachePods: false, nodeLocal: false },
  apiServer: { port: KUBEADM_API_SERVER_PORT, runsOn: 'nodes', note: 'a static pod on each control-plane node' },
  webhooks: { from: 'api-server', note: 'from the control-plane nodes', confidence: 'source' },
  cni: { note: 'kubeadm installs no network plugin; somebody has to choose one', confidence: 'documentation' },
  ingressController: () => IngressController.nginx(),
  clouds: [],
  mustBeGiven: ['apiServer', 'podCidrs', 'serviceCidrs', 'nodeCidrs'],
  caveats: ['NodeLocal DNSCache is an add-on: say nodeLocalDns: true where it runs.'],
  sources: ['kubernetes/kubernetes@008b3652:cmd/kubeadm'],
};
