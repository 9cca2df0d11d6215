import { DistributionFacts } from './distribution-facts';
import { IngressController } from '../ingress-controller';
import { KUBEADM_API_SERVER_PORT } from '../services/control-plane';

/** k3s. */
export const K3S: DistributionFacts = {
  name: 'k3s',
  title: 'k3s',
  dns: { service: 'dns.k3s', cachePods: false, nodeLocal: false },
  apiServer: { port: KUBEADM_API_SERVER_PORT, runsOn: 'nodes', note: 'in the k3s process of each server' },
  webhooks: { from: 'api-server', note: 'from the servers', confidence: 'source' },
  cni: { name: 'kube-router', note: 'built in, beside Flannel for the network', confidence: 'source' },
  ingressController: () => IngressController.traefik('kube-system'),
  clouds: [],
  mustBeGiven: ['apiServer', 'podCidrs', 'serviceCidrs', 'nodeCidrs'],
  caveats: ['With --disable-network-policy nothing is enforced: say cni: Cni.flannel() there.'],
  sources: ['k3s-io/k3s@0064a396:manifests/coredns.yaml', 'traefik/traefik-helm-chart@a8a66d00:traefik/values.yaml'],
};

/** RKE2. */
export const RKE2: DistributionFacts = {
  name: 'rke2',
  title: 'RKE2',
  dns: { service: 'dns.rke2', cachePods: false, nodeLocal: false },
  apiServer: { port: KUBEADM_API_SERVER_PORT, runsOn: 'nodes', note: 'a static pod on each server' },
  webhooks: { from: 'api-server', note: 'from the servers', confidence: 'source' },
  cni: { name: 'canal', note: 'the default; Cilium, Calico and Flannel can be chosen', confidence: 'documentation' },
  clouds: [],
  mustBeGiven: ['ingressController', 'apiServer', 'podCidrs', 'serviceCidrs', 'nodeCidrs'],
  caveats: [
    'It comes with ingress-nginx or with Traefik, by version and configuration, in kube-system and labelled rke2-…: say which.',
    'Under the CIS profile it writes policies of its own into kube-system, kube-public and default.',
  ],
  sources: ['rancher/rke2@6ce1a801:pkg/rke2/np.go:32-170', 'https://docs.rke2.io/networking/basic_network_options'],
};
