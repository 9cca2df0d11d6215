import { Cni } from './cni';
import { Mesh } from './mesh';
import { ServiceLocation } from './service-location';
import { NODE_LOCAL_DNS_ADDRESS } from './services/cluster-dns';
import { KUBEADM_API_SERVER_PORT } from './services/control-plane';
import { Cidr } from '../model/cidr';
import { Port } from '../model/port';

/** What a cluster adds to, or changes in, the facts that its distribution starts from. */
export interface PlatformProps {
  /**
   * The network plugin.
   *
   * @default - not known; nothing that depends on it is claimed
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
   * @default - CoreDNS in kube-system, labelled `k8s-app: kube-dns`, on 53 UDP and TCP
   */
  readonly dns?: ServiceLocation;
  /**
   * Whether pods ask NodeLocal DNSCache, a cache on the node that only an address can reach (169.254.20.10).
   *
   * @default false
   */
  readonly nodeLocalDns?: boolean;
  /**
   * Who scrapes metrics.
   *
   * @default - Prometheus in namespace monitoring, labelled `app.kubernetes.io/name: prometheus`
   */
  readonly scraper?: ServiceLocation;
  /**
   * Who brings traffic into the cluster.
   *
   * @default - ingress-nginx in the namespace of that name
   */
  readonly ingressController?: ServiceLocation;
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
   * @default - 6443
   */
  readonly apiServerPort?: Port;
  /**
   * From where the API server calls admission webhooks: addresses of the control-plane nodes.
   *
   * @default - the same addresses as `apiServer`
   */
  readonly webhookCallers?: Cidr[];
}

/**
 * The facts about the cluster that a stack is written for. Constructs take them from here, so that nobody writes a
 * label or a port of a shared service by hand.
 *
 * @example
 * const platform = Platform.kubeadm({ cni: Cni.calico(), apiServer: [Cidr.of('10.0.0.10/32')] });
 */
export class Platform {
  /** A cluster installed by kubeadm, or one that follows its conventions. */
  public static kubeadm(props: PlatformProps = {}): Platform {
    return new Platform('kubeadm', props);
  }

  /** The distribution these facts start from. */
  public readonly name: string;
  /** The network plugin. @default - not known */
  public readonly cni?: Cni;
  /** The release of the API server. @default - the newest one known */
  public readonly kubernetesVersion?: string;
  /** Where the cluster's DNS answers. */
  public readonly dns: ServiceLocation;
  /** The address of the node's DNS cache. @default - there is none */
  public readonly nodeLocalDns?: Cidr;
  /** Who scrapes metrics. */
  public readonly scraper: ServiceLocation;
  /** Who brings traffic into the cluster. */
  public readonly ingressController: ServiceLocation;
  /** Where workloads send their logs. */
  public readonly logCollector: ServiceLocation;
  /** Where Kafka's brokers listen. */
  public readonly kafka: ServiceLocation;
  /** The service mesh. @default - none */
  public readonly mesh?: Mesh;
  /** The port of the API server. */
  public readonly apiServerPort: Port;

  private readonly apiServerAddresses: Cidr[];
  private readonly webhookCallerAddresses: Cidr[];

  private constructor(name: string, props: PlatformProps) {
    this.name = name;
    this.cni = props.cni;
    this.kubernetesVersion = props.kubernetesVersion;
    this.dns = props.dns ?? ServiceLocation._ofService('dns.kubeadm');
    this.nodeLocalDns = props.nodeLocalDns ? Cidr.of(NODE_LOCAL_DNS_ADDRESS) : undefined;
    this.scraper = props.scraper ?? ServiceLocation._ofService('mon.kps.prometheus');
    this.ingressController = props.ingressController ?? ServiceLocation._ofService('ingress.nginx');
    this.logCollector = props.logCollector ?? ServiceLocation._ofService('log.loki');
    this.kafka = props.kafka ?? ServiceLocation._ofService('data.strimzi.kafka');
    this.mesh = props.mesh;
    this.apiServerPort = props.apiServerPort ?? KUBEADM_API_SERVER_PORT;
    this.apiServerAddresses = [...(props.apiServer ?? [])];
    this.webhookCallerAddresses = [...(props.webhookCallers ?? props.apiServer ?? [])];
  }

  /** The addresses of the API server; empty where they are not known. */
  public get apiServer(): Cidr[] {
    return [...this.apiServerAddresses];
  }

  /** From where the API server calls admission webhooks; empty where that is not known. */
  public get webhookCallers(): Cidr[] {
    return [...this.webhookCallerAddresses];
  }
}
