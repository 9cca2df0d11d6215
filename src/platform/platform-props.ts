import { Cni } from './cni';
import { IngressController } from './ingress-controller';
import { Mesh } from './mesh';
import { ServiceLocation } from './service-location';
import { Cidr } from '../model/cidr';
import { Port } from '../model/port';

/** What a cluster adds to, or changes in, the facts that its distribution starts from. */
export interface PlatformProps {
  /**
   * The network plugin.
   *
   * @default - the one that enforces policies in this distribution, where there is a usual one; else not known, and
   * nothing that depends on it is claimed
   */
  readonly cni?: Cni;
  /**
   * The release of the API server, for example `1.34`: policies are validated for it.
   *
   * @default - the newest release this library knows
   */
  readonly kubernetesVersion?: string;
  /**
   * Where the cluster's DNS answers.
   *
   * @default - where it does in this distribution, see docs/PLATFORMS.md
   */
  readonly dns?: ServiceLocation;
  /**
   * Whether pods ask NodeLocal DNSCache, a cache on the node that only an address can reach (169.254.20.10).
   *
   * @default - true on GKE without Dataplane V2, else false
   */
  readonly nodeLocalDns?: boolean;
  /**
   * Further addresses at which DNS answers, on 53: that of AKS LocalDNS, for example, or the ClusterIP of kube-dns where
   * a cache on the node takes its place.
   *
   * @default - none
   */
  readonly dnsAddresses?: Cidr[];
  /**
   * Who scrapes metrics.
   *
   * @default - Prometheus in namespace monitoring, labelled `app.kubernetes.io/name: prometheus`
   */
  readonly scraper?: ServiceLocation;
  /**
   * Who brings traffic into the cluster.
   *
   * @default - the router on OpenShift, Traefik on k3s, not known on RKE2, else ingress-nginx in the namespace of that
   * name
   */
  readonly ingressController?: IngressController;
  /**
   * Where workloads send their logs.
   *
   * @default - Loki in namespace logging, port 3100
   */
  readonly logCollector?: ServiceLocation;
  /**
   * Where Kafka's brokers listen.
   *
   * @default - Strimzi's brokers in namespace kafka, listeners 9092 and 9093
   */
  readonly kafka?: ServiceLocation;
  /**
   * The service mesh.
   *
   * @default - none
   */
  readonly mesh?: Mesh;
  /**
   * The addresses of the API server, as `kubectl get endpointslices -n default` shows them for `kubernetes`. It is on
   * the host network or outside the cluster, so no selector can match it.
   *
   * @default - not known; constructs that need them say so
   */
  readonly apiServer?: Cidr[];
  /**
   * The port on which the API server answers at those addresses.
   *
   * @default - 443 on EKS, GKE, AKS and Gardener, else 6443
   */
  readonly apiServerPort?: Port;
  /**
   * Whether the API server runs on nodes of the cluster: there are network plugins whose blocks match no node.
   *
   * @default - false on EKS, GKE, AKS and Gardener, else true
   */
  readonly apiServerOnNodes?: boolean;
  /**
   * The addresses of the Service `kubernetes` in namespace default, which network plugins see that judge egress before
   * the address of a Service is translated.
   *
   * @default - the first address of each of `serviceCidrs`, which Kubernetes reserves for it
   */
  readonly apiServerClusterIps?: Cidr[];
  /**
   * From where the API server calls admission webhooks, as addresses.
   *
   * @default - the same addresses as `apiServer`, where it calls them itself
   */
  readonly webhookCallers?: Cidr[];
  /**
   * The pods through which the API server calls admission webhooks.
   *
   * @default - konnectivity-agent on GKE and AKS, vpn-shoot on Gardener, else none; none where `webhookCallers` is given
   */
  readonly webhookCallerPods?: ServiceLocation;
  /**
   * The ranges of pod addresses.
   *
   * @default - not known
   */
  readonly podCidrs?: Cidr[];
  /**
   * The ranges of Service addresses.
   *
   * @default - not known
   */
  readonly serviceCidrs?: Cidr[];
  /**
   * The ranges of node addresses.
   *
   * @default - not known
   */
  readonly nodeCidrs?: Cidr[];
}

/** What a GKE cluster adds. */
export interface GkePlatformProps extends PlatformProps {
  /**
   * Whether the cluster has Dataplane V2, as every Autopilot cluster does.
   *
   * @default true
   */
  readonly dataplaneV2?: boolean;
}

/** What has to be said of a cluster of no kind that is known; `dns` among it. */
export interface CustomPlatformProps extends PlatformProps {
  /** A name of your own for reports. */
  readonly name: string;
}
