import { Port } from '../model/port';

/** How well a fact is known. */
export type Confidence = 'source' | 'documentation' | 'secondary' | 'memory';

/** What is known about one shared service: where its pods run, how they are labelled, where they listen. */
export interface ServiceFacts {
  /** A stable id, for example `dns.kubeadm`. */
  readonly id: string;
  readonly title: string;
  /** The namespace; where it is only a convention of the installer, users must be able to say another. */
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
  /** Container ports that clients use. */
  readonly ports: readonly Port[];
  readonly confidence: Confidence;
  /** `repository@commit:path`, or the address of the documentation. */
  readonly sources: readonly string[];
}

/** CoreDNS as kubeadm installs it. The Service and the label are still called kube-dns. */
export const KUBEADM_DNS: ServiceFacts = {
  id: 'dns.kubeadm',
  title: 'CoreDNS (kubeadm)',
  namespace: 'kube-system',
  podLabels: { 'k8s-app': 'kube-dns' },
  ports: [Port.udp(53), Port.tcp(53)],
  confidence: 'source',
  sources: ['kubernetes/kubernetes@008b3652:cmd/kubeadm/app/phases/addons/dns/manifests.go'],
};

/** The Prometheus server that prometheus-operator runs. The namespace is the Helm release's, by convention this one. */
export const PROMETHEUS: ServiceFacts = {
  id: 'mon.kps.prometheus',
  title: 'Prometheus (kube-prometheus-stack, prometheus-operator)',
  namespace: 'monitoring',
  podLabels: { 'app.kubernetes.io/name': 'prometheus' },
  ports: [Port.tcp(9090)],
  confidence: 'source',
  sources: ['prometheus-operator/prometheus-operator@6adcebc5:pkg/prometheus/server/operator.go:1699-1701'],
};

/** The ingress-nginx controller. It connects straight to pod addresses, so backends see its pods as the source. */
export const INGRESS_NGINX: ServiceFacts = {
  id: 'ingress.nginx',
  title: 'ingress-nginx (retired project)',
  namespace: 'ingress-nginx',
  podLabels: { 'app.kubernetes.io/name': 'ingress-nginx', 'app.kubernetes.io/component': 'controller' },
  ports: [Port.tcp(80), Port.tcp(443)],
  confidence: 'source',
  sources: ['kubernetes/ingress-nginx:charts/ingress-nginx/values.yaml'],
};

/** Loki, where log agents send what they collect. */
export const LOKI: ServiceFacts = {
  id: 'log.loki',
  title: 'Loki',
  namespace: 'logging',
  podLabels: { 'app.kubernetes.io/name': 'loki' },
  ports: [Port.tcp(3100)],
  confidence: 'source',
  sources: ['grafana/loki@07a05d31:production/helm/loki/templates/networkpolicy.yaml'],
};

/** Kafka brokers under Strimzi; the cluster's name is a further label. Listener ports are chosen per cluster. */
export const STRIMZI_KAFKA: ServiceFacts = {
  id: 'data.strimzi.kafka',
  title: 'Kafka brokers (Strimzi)',
  namespace: 'kafka',
  podLabels: { 'strimzi.io/kind': 'Kafka' },
  ports: [Port.tcp(9092), Port.tcp(9093)],
  confidence: 'source',
  sources: ['strimzi/strimzi-kafka-operator: listeners of the Kafka custom resource'],
};

/** The label by which Strimzi tells the pods of one Kafka cluster from another's. */
export const STRIMZI_CLUSTER_LABEL = 'strimzi.io/cluster';

/** Istio's control plane. */
export const ISTIOD: ServiceFacts = {
  id: 'mesh.istiod',
  title: 'Istio control plane (istiod)',
  namespace: 'istio-system',
  podLabels: { app: 'istiod' },
  ports: [Port.tcp(15012)],
  confidence: 'source',
  sources: ['istio/istio: manifests/charts/istio-control/istio-discovery (global.networkPolicy.enabled)'],
};

/** Linkerd's control plane. Its pods are meshed themselves, so their traffic can arrive on the proxy's port. */
export const LINKERD_CONTROL_PLANE: ServiceFacts = {
  id: 'mesh.linkerd-cp',
  title: 'Linkerd control plane',
  namespace: 'linkerd',
  podLabels: {},
  ports: [Port.tcp(8086), Port.tcp(8090), Port.tcp(8080), Port.tcp(4143)],
  confidence: 'source',
  sources: ['linkerd/linkerd2: charts/linkerd-control-plane'],
};

/** Where NodeLocal DNSCache listens on every node. It is on the host network, so only an address reaches it. */
export const NODE_LOCAL_DNS_ADDRESS = '169.254.20.10/32';

/** The port on which an Istio ambient mesh tunnels traffic between enrolled pods (HBONE). */
export const ISTIO_AMBIENT_TUNNEL = Port.tcp(15008);

/** From where kubelet probes of ambient pods seem to come. */
export const ISTIO_AMBIENT_PROBE_ADDRESSES = [
  '169.254.7.127/32',
  'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128',
] as const;

/** The port on which a Linkerd proxy takes traffic from other meshed pods. */
export const LINKERD_PROXY_INBOUND = Port.tcp(4143);

/** The API server's own port where kubeadm runs it; the `kubernetes` Service offers it as 443. */
export const KUBEADM_API_SERVER_PORT = Port.tcp(6443);
