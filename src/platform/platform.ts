import { CloudMetadata } from './cloud-metadata';
import { DnsServers, clusterDns, dnsServers, plainLabels } from './cluster-dns';
import { Cni } from './cni';
import { distributionCalled } from './distributions';
import { AKS } from './distributions/aks';
import { DistributionFacts } from './distributions/distribution-facts';
import { EKS } from './distributions/eks';
import { GARDENER } from './distributions/gardener';
import { GKE_DATAPLANE_V1, GKE_DATAPLANE_V2 } from './distributions/gke';
import { KUBEADM } from './distributions/kubeadm';
import { OPENSHIFT } from './distributions/openshift';
import { K3S, RKE2 } from './distributions/rancher';
import { IngressController } from './ingress-controller';
import { Mesh } from './mesh';
import { CustomPlatformProps, GkePlatformProps, PlatformProps } from './platform-props';
import { PLATFORM_SHAPE } from './platform-shape';
import { ServiceLocation } from './service-location';
import { NODE_LOCAL_DNS_ADDRESS } from './services/cluster-dns';
import { Cidr } from '../model/cidr';
import { Shape, checkOptions, optional, refuseNew } from '../model/given';
import { TEXT, TRUTH } from '../model/given-values';
import { InvalidInput } from '../model/invalid-input';
import { AddressFamily, addressBits } from '../model/ip-address';
import { Port } from '../model/port';

const GKE_SHAPE: Shape<GkePlatformProps> = { ...PLATFORM_SHAPE, dataplaneV2: optional(TRUTH) };
const CUSTOM_SHAPE: Shape<CustomPlatformProps> = { ...PLATFORM_SHAPE, name: TEXT };

/**
 * The facts about the cluster that a stack is written for. Constructs take them from here, so that nobody writes a
 * label or a port of a shared service by hand. What each distribution starts from, with its sources, is in
 * docs/PLATFORMS.md; clusters differ, so everything can be said otherwise.
 *
 * @example
 * const platform = Platform.kubeadm({ cni: Cni.calico(), apiServer: [Cidr.of('10.0.0.10/32')] });
 */
export class Platform {
  /** AKS. Say which network plugin was chosen: `cni: Cni.azureCilium()`, `Cni.azureNpm()` or `Cni.calico()`. */
  public static aks(props: PlatformProps = {}): Platform {
    checkOptions('Platform.aks', props, PLATFORM_SHAPE);
    return new Platform(AKS, props);
  }

  /**
   * A cluster of no kind that is known. Its API server is taken to run on nodes, and to answer on 6443.
   *
   * @throws if `dns` is not given
   */
  public static custom(props: CustomPlatformProps): Platform {
    checkOptions('Platform.custom', props, CUSTOM_SHAPE);
    if (!props.dns) {
      throw new InvalidInput(
        `Nothing is known of the platform ${JSON.stringify(props.name)}, so its DNS has to be said.`,
        "Say where it answers: dns: ServiceLocation.of({ namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' }, ports: [Port.udp(53), Port.tcp(53)] }).",
      );
    }
    return new Platform({ ...KUBEADM, name: props.name }, props);
  }

  /** Amazon EKS, with network policy switched on in the VPC CNI unless another `cni` is given. */
  public static eks(props: PlatformProps = {}): Platform {
    checkOptions('Platform.eks', props, PLATFORM_SHAPE);
    return new Platform(EKS, props);
  }

  /** A shoot cluster of Gardener, such as a Kyma runtime. */
  public static gardener(props: PlatformProps = {}): Platform {
    checkOptions('Platform.gardener', props, PLATFORM_SHAPE);
    return new Platform(GARDENER, props);
  }

  /** GKE. */
  public static gke(props: GkePlatformProps = {}): Platform {
    checkOptions('Platform.gke', props, GKE_SHAPE);
    return new Platform(props.dataplaneV2 === false ? GKE_DATAPLANE_V1 : GKE_DATAPLANE_V2, props);
  }

  /** k3s, whose policies a built-in kube-router enforces. */
  public static k3s(props: PlatformProps = {}): Platform {
    checkOptions('Platform.k3s', props, PLATFORM_SHAPE);
    return new Platform(K3S, props);
  }

  /** A cluster installed by kubeadm, or one that follows its conventions. */
  public static kubeadm(props: PlatformProps = {}): Platform {
    checkOptions('Platform.kubeadm', props, PLATFORM_SHAPE);
    return new Platform(KUBEADM, props);
  }

  /** OpenShift with OVN-Kubernetes. */
  public static openshift(props: PlatformProps = {}): Platform {
    checkOptions('Platform.openshift', props, PLATFORM_SHAPE);
    return new Platform(OPENSHIFT, props);
  }

  /** RKE2. Say which ingress controller it came with. */
  public static rke2(props: PlatformProps = {}): Platform {
    checkOptions('Platform.rke2', props, PLATFORM_SHAPE);
    return new Platform(RKE2, props);
  }

  /**
   * A platform by the name it has on the command line.
   *
   * @throws InvalidInput for a name that is not known
   *
   * @internal
   */
  public static _named(name: string, props: PlatformProps = {}): Platform {
    return new Platform(distributionCalled(name), props);
  }

  /** The distribution these facts start from, as on the command line. */
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
  /** Who brings traffic into the cluster. @default - not known */
  public readonly ingressController?: IngressController;
  /** Where workloads send their logs. */
  public readonly logCollector: ServiceLocation;
  /** Where Kafka's brokers listen. */
  public readonly kafka: ServiceLocation;
  /** The service mesh. @default - none */
  public readonly mesh?: Mesh;
  /** The port of the API server. */
  public readonly apiServerPort: Port;
  /** Whether the API server runs on nodes of the cluster. */
  public readonly apiServerOnNodes: boolean;
  /** The pods through which the API server calls admission webhooks. @default - it calls them itself */
  public readonly webhookCallerPods?: ServiceLocation;
  /**
   * What is known of the distribution.
   *
   * @internal
   */
  public readonly _facts: DistributionFacts;
  /**
   * Whom pods ask for names, and on which ports.
   *
   * @internal
   */
  public readonly _dnsServers: readonly DnsServers[];

  private readonly addresses: Readonly<Record<AddressProperty, readonly Cidr[]>>;

  private constructor(facts: DistributionFacts, props: PlatformProps) {
    refuseNew(
      typeof (facts as Partial<DistributionFacts> | undefined)?.cni === 'object',
      'Platform',
      'Platform.kubeadm(), Platform.eks() or the like',
    );
    this._facts = facts;
    this.name = facts.name;
    this.cni = props.cni ?? (facts.cni.name && Cni._named(facts.cni.name));
    this.kubernetesVersion = props.kubernetesVersion;
    this.dns = props.dns ?? clusterDns(facts.dns);
    this.nodeLocalDns = (props.nodeLocalDns ?? facts.dns.nodeLocal) ? Cidr.of(NODE_LOCAL_DNS_ADDRESS) : undefined;
    this._dnsServers = dnsServers(facts.dns, props, this.nodeLocalDns);
    this.scraper = props.scraper ?? ServiceLocation._ofService('mon.kps.prometheus');
    this.ingressController = props.ingressController ?? facts.ingressController?.();
    this.logCollector = props.logCollector ?? ServiceLocation._ofService('log.loki');
    this.kafka = props.kafka ?? ServiceLocation._ofService('data.strimzi.kafka');
    this.mesh = props.mesh;
    this.apiServerPort = props.apiServerPort ?? facts.apiServer.port;
    this.apiServerOnNodes = props.apiServerOnNodes ?? facts.apiServer.runsOn === 'nodes';
    this.webhookCallerPods =
      props.webhookCallerPods ?? (props.webhookCallers ? undefined : webhookPods(facts.webhooks));
    const { apiServer = [], podCidrs = [], serviceCidrs = [], nodeCidrs = [], dnsAddresses = [] } = props;
    this.addresses = {
      apiServer,
      apiServerClusterIps: props.apiServerClusterIps ?? serviceCidrs.map(firstServiceAddress),
      webhookCallers: props.webhookCallers ?? (this.webhookCallerPods ? [] : apiServer),
      podCidrs,
      serviceCidrs,
      nodeCidrs,
      dnsAddresses: [...(this.nodeLocalDns ? [this.nodeLocalDns] : []), ...dnsAddresses],
    };
  }

  /** The addresses of the API server; empty where they are not known. */
  public get apiServer(): Cidr[] {
    return [...this.addresses.apiServer];
  }

  /** The addresses of the Service of the API server; empty where they are not known. */
  public get apiServerClusterIps(): Cidr[] {
    return [...this.addresses.apiServerClusterIps];
  }

  /** From where the API server calls admission webhooks; empty where that is not known, or where pods do it for it. */
  public get webhookCallers(): Cidr[] {
    return [...this.addresses.webhookCallers];
  }

  /** The ranges of pod addresses; empty where they are not known. */
  public get podCidrs(): Cidr[] {
    return [...this.addresses.podCidrs];
  }

  /** The ranges of Service addresses; empty where they are not known. */
  public get serviceCidrs(): Cidr[] {
    return [...this.addresses.serviceCidrs];
  }

  /** The ranges of node addresses; empty where they are not known. */
  public get nodeCidrs(): Cidr[] {
    return [...this.addresses.nodeCidrs];
  }

  /** Addresses at which DNS answers, beside the pods that do: that of the cache on the node is among them. */
  public get dnsAddresses(): Cidr[] {
    return [...this.addresses.dnsAddresses];
  }

  /** The metadata services that its machines have; empty where that depends on what they run on. */
  public get metadata(): CloudMetadata[] {
    return this._facts.clouds.map((cloud) => CloudMetadata._of(cloud));
  }
}

type AddressProperty =
  'apiServer' | 'apiServerClusterIps' | 'webhookCallers' | 'podCidrs' | 'serviceCidrs' | 'nodeCidrs' | 'dnsAddresses';

/** Kubernetes reserves the first address of the range for the Service `kubernetes`. */
function firstServiceAddress({ family, _first }: Cidr): Cidr {
  const known = family as AddressFamily;
  return Cidr._covering(known, _first + 1n, addressBits(known));
}

function webhookPods(webhooks: DistributionFacts['webhooks']): ServiceLocation | undefined {
  if (webhooks.from !== 'pods') return undefined;
  return ServiceLocation.of({ namespace: webhooks.namespace, podLabels: plainLabels(webhooks.labels) });
}
