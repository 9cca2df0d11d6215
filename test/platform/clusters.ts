import { Cidr, IngressController, Platform } from '../../src';
import { namespace, pod } from '../fixtures/objects';
import type { Relation } from '../support/relation';

/** A kind of cluster as this test knows it: written from the documents, not from the library's own facts. */
export interface ClusterModel {
  readonly platform: Platform;
  /** Everything that runs there beside the stack, decoys among it. */
  readonly objects: object[];
  /** Addresses outside of the pod network, by what they are. */
  readonly addresses: Record<string, string>;
  /** Who reaches whom beside the stack's own flows; every other pair is closed. */
  readonly relation: Relation;
}

const API = 'shop/api';
const prometheus = pod('monitoring/prometheus-0', { labels: { 'app.kubernetes.io/name': 'prometheus', team: 'obs' } });
const grafana = pod('monitoring/grafana', { labels: { 'app.kubernetes.io/name': 'grafana' } });
const coredns = pod('kube-system/coredns', { labels: { 'k8s-app': 'kube-dns' } });
const metricsServer = pod('kube-system/metrics-server', { labels: { 'k8s-app': 'metrics-server' } });
const nginx = pod('ingress-nginx/controller', {
  labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
});
const nginxJob = pod('ingress-nginx/admission-create', {
  labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'admission-webhook' },
});
const usual = [prometheus, grafana, coredns, metricsServer];
const withNginx = [...usual, nginx, nginxJob];

const DNS = 'TCP/53, UDP/53';
const scraped = { 'monitoring/prometheus-0': [`${API} TCP/9090`] };
const published = { 'ingress-nginx/controller': [`${API} TCP/8080`] };
const fromAddress = (...names: string[]) => Object.fromEntries(names.map((name) => [name, [`${API} TCP/9443`]]));
const asks = (...reached: string[]) => ({ [API]: reached.sort() });

const apiServer = ['10.0.0.10', '10.0.0.11'];
const selfManaged = {
  apiServer: apiServer.map((address) => Cidr.address(address)),
  podCidrs: [Cidr.of('10.244.0.0/16')],
  serviceCidrs: [Cidr.of('10.96.0.0/12')],
  nodeCidrs: [Cidr.of('10.0.0.0/24')],
};
const selfManagedAddresses = { 'server 1': '10.0.0.10', 'server 2': '10.0.0.11', 'a worker': '10.0.0.77' };
const managed = { apiServer: [Cidr.address('172.31.9.9')], serviceCidrs: [Cidr.of('10.100.0.0/16')] };
const managedAddresses = { endpoint: '172.31.9.9', 'service address': '10.100.0.1', 'an other': '172.31.9.10' };

export const CLUSTERS: Record<string, ClusterModel> = {
  kubeadm: {
    platform: Platform.kubeadm(selfManaged),
    objects: withNginx,
    addresses: selfManagedAddresses,
    relation: {
      ...scraped,
      ...published,
      ...fromAddress('server 1', 'server 2'),
      ...asks(`kube-system/coredns ${DNS}`, 'server 1 TCP/6443', 'server 2 TCP/6443'),
    },
  },
  eks: {
    platform: Platform.eks(managed),
    objects: withNginx,
    addresses: managedAddresses,
    relation: {
      ...scraped,
      ...published,
      ...fromAddress('endpoint'),
      ...asks(`kube-system/coredns ${DNS}`, 'endpoint TCP/443', 'service address TCP/443'),
    },
  },
  'gke with Dataplane V2': {
    platform: Platform.gke(managed),
    objects: [
      ...withNginx,
      pod('kube-system/node-local-dns', { labels: { 'k8s-app': 'node-local-dns' } }),
      pod('kube-system/konnectivity-agent', { labels: { 'k8s-app': 'konnectivity-agent' } }),
    ],
    addresses: { ...managedAddresses, 'node cache': '169.254.20.10' },
    relation: {
      ...scraped,
      ...published,
      'kube-system/konnectivity-agent': [`${API} TCP/9443`],
      ...asks(`kube-system/coredns ${DNS}`, `kube-system/node-local-dns ${DNS}`, 'endpoint TCP/443'),
    },
  },
  'gke without Dataplane V2': {
    platform: Platform.gke({ ...managed, dataplaneV2: false }),
    objects: [...withNginx, pod('kube-system/konnectivity-agent', { labels: { 'k8s-app': 'konnectivity-agent' } })],
    addresses: { ...managedAddresses, 'node cache': '169.254.20.10' },
    relation: {
      ...scraped,
      ...published,
      'kube-system/konnectivity-agent': [`${API} TCP/9443`],
      ...asks(`kube-system/coredns ${DNS}`, `node cache ${DNS}`, 'endpoint TCP/443'),
    },
  },
  aks: {
    platform: Platform.aks(managed),
    objects: [...withNginx, pod('kube-system/konnectivity-agent', { labels: { app: 'konnectivity-agent' } })],
    addresses: managedAddresses,
    relation: {
      ...scraped,
      ...published,
      'kube-system/konnectivity-agent': [`${API} TCP/9443`],
      ...asks(`kube-system/coredns ${DNS}`, 'endpoint TCP/443'),
    },
  },
  openshift: {
    platform: Platform.openshift(selfManaged),
    objects: [
      prometheus,
      grafana,
      pod('openshift-dns/dns-default', { labels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } }),
      pod('openshift-dns/node-resolver', { labels: { 'dns.operator.openshift.io/daemonset-node-resolver': '' } }),
      namespace('openshift-ingress', { 'policy-group.network.openshift.io/ingress': '' }),
      pod('openshift-ingress/router-default', {
        labels: { 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' },
      }),
    ],
    addresses: selfManagedAddresses,
    relation: {
      ...scraped,
      'openshift-ingress/router-default': [`${API} TCP/8080`],
      ...fromAddress('server 1', 'server 2'),
      ...asks('openshift-dns/dns-default TCP/5353, UDP/5353', 'server 1 TCP/6443', 'server 2 TCP/6443'),
    },
  },
  k3s: {
    platform: Platform.k3s(selfManaged),
    objects: [...usual, pod('kube-system/traefik', { labels: { 'app.kubernetes.io/name': 'traefik' } })],
    addresses: { ...selfManagedAddresses, 'service address': '10.96.0.1' },
    relation: {
      ...scraped,
      'kube-system/traefik': [`${API} TCP/8080`],
      ...fromAddress('server 1', 'server 2'),
      // kube-router may judge the address of the Service too.
      ...asks(`kube-system/coredns ${DNS}`, 'server 1 TCP/6443', 'server 2 TCP/6443', 'service address TCP/443'),
    },
  },
  rke2: {
    platform: Platform.rke2({ ...selfManaged, ingressController: IngressController.nginx('kube-system') }),
    objects: [
      ...usual,
      pod('kube-system/rke2-ingress-nginx', {
        labels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
      }),
    ],
    addresses: selfManagedAddresses,
    relation: {
      ...scraped,
      'kube-system/rke2-ingress-nginx': [`${API} TCP/8080`],
      ...fromAddress('server 1', 'server 2'),
      ...asks(`kube-system/coredns ${DNS}`, 'server 1 TCP/6443', 'server 2 TCP/6443'),
    },
  },
  gardener: {
    platform: Platform.gardener(managed),
    objects: [
      ...withNginx,
      namespace('kube-system', { 'gardener.cloud/purpose': 'kube-system' }),
      pod('kube-system/node-local-dns', { labels: { 'k8s-app': 'node-local-dns' } }),
      pod('kube-system/vpn-shoot', { labels: { app: 'vpn-shoot' } }),
    ],
    addresses: managedAddresses,
    relation: {
      ...scraped,
      ...published,
      'kube-system/vpn-shoot': [`${API} TCP/9443`],
      ...asks('kube-system/coredns TCP/8053, UDP/8053', `kube-system/node-local-dns ${DNS}`, 'endpoint TCP/443'),
    },
  },
};
