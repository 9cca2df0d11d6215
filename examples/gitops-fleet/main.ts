import { orders } from './teams/orders';
import { payments } from './teams/payments';
import { storefront } from './teams/storefront';
import { warehouse } from './teams/warehouse';
import {
  ArgoApplicationPer,
  ArgoApplicationSet,
  Cluster,
  Cni,
  Delivery,
  FluxKustomization,
  Layout,
  NetpolApp,
  Platform,
} from 'cdk8s-netpol';

export const app = new NetpolApp({ layout: Layout.FOLDER_PER_NAMESPACE });

// The clusters: what is known of each. Teams write for all of them without a word about DNS, labels or ports.
export const factory = new Cluster(app, 'factory', { platform: Platform.kubeadm({ cni: Cni.calico('3.30') }) });
export const prodEu = new Cluster(app, 'prod-eu', { platform: Platform.eks() });
export const prodUs = new Cluster(app, 'prod-us', { platform: Platform.openshift() });
const clusters = [factory, prodEu, prodUs];

// The teams: which of them runs where.
for (const cluster of [prodEu, prodUs]) {
  const api = orders(cluster);
  storefront(cluster, api);
  payments(cluster, api);
}
warehouse(factory, orders(factory));

// The delivery, by either engine: one ApplicationSet for an Argo CD that serves all clusters …
const outputPath = 'deploy';
new ArgoApplicationSet(new Delivery(app, 'argocd'), 'network-policies', {
  repoUrl: 'https://git.example.com/platform/network-policies.git',
  revision: 'main',
  outputPath,
  per: ArgoApplicationPer.NAMESPACE,
});

// … or a Kustomization for the Flux of each cluster.
const flux = new Delivery(app, 'flux', { namespace: 'flux-system' });
for (const cluster of clusters) {
  new FluxKustomization(flux, cluster.clusterName, { cluster, name: 'network-policies', outputPath });
}

app.synth();
