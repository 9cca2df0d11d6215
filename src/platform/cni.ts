import { CniProfile, yes } from './cni-profiles/cni-capability';
import { CniName, cniProfile } from './cni-profiles/cni-profiles';
import { Shape, checkOptions, checkParameters, kind, optional } from '../model/given';
import { TRUTH } from '../model/given-values';

/** What can be set up differently in Cilium and matters to policies. */
export interface CiliumOptions {
  /**
   * Whether `policy-cidr-match-mode` is `nodes`, so that an `ipBlock` matches the nodes of the cluster, and with them an
   * API server that runs on one. From 1.15 on.
   *
   * @default false
   */
  readonly cidrMatchesNodes?: boolean;
}

const CILIUM: Shape<CiliumOptions> = { cidrMatchesNodes: optional(TRUTH) };
const VERSION = kind(
  'a text',
  (given) => typeof given === 'string',
  "Write the version in quotes, for example '1.16'.",
);

/**
 * The network plugin of a cluster, which decides what a NetworkPolicy really does there. What is known of each is in
 * docs/PLATFORMS.md; where nothing is known, verdicts that hang on it are undefined.
 *
 * A version is written `1.16` or `1.16.3`. Without one the newest release is meant; one that is newer than what is known
 * here is refused.
 *
 * @example
 * const platform = Platform.kubeadm({ cni: Cni.calico('3.30') });
 */
export class Cni {
  /** Antrea. */
  public static antrea(version?: string): Cni {
    return Cni.known('antrea', version);
  }

  /**
   * The network policy agent of the Amazon VPC CNI, where it is switched on. It judges egress before the address of a
   * Service is translated.
   */
  public static awsVpc(version?: string): Cni {
    return Cni.known('aws-vpc-cni', version);
  }

  /** Azure CNI powered by Cilium. An `ipBlock` never matches pods or nodes. */
  public static azureCilium(version?: string): Cni {
    return Cni.known('azure-cilium', version);
  }

  /** Azure Network Policy Manager, on Linux. */
  public static azureNpm(version?: string): Cni {
    return Cni.known('azure-npm', version);
  }

  /** Calico. */
  public static calico(version?: string): Cni {
    return Cni.known('calico', version);
  }

  /** Canal: Flannel's network with Calico's policies. @param version of Calico */
  public static canal(version?: string): Cni {
    return Cni.known('canal', version);
  }

  /** Cilium. An `ipBlock` never matches its pods, and its nodes only on request. */
  public static cilium(version?: string, options: CiliumOptions = {}): Cni {
    checkOptions('Cni.cilium', options, CILIUM);
    const profile = profileOf('cilium', version);
    return new Cni(options.cidrMatchesNodes ? matchingNodes(profile) : profile, version);
  }

  /** Flannel alone, which enforces **no** policy at all. */
  public static flannel(version?: string): Cni {
    return Cni.known('flannel', version);
  }

  /** GKE Dataplane V2, which is Cilium underneath. */
  public static gkeDataplaneV2(version?: string): Cni {
    return Cni.known('gke-dataplane-v2', version);
  }

  /** kindnet, which embeds kube-network-policies. */
  public static kindnet(version?: string): Cni {
    return Cni.known('kindnet', version);
  }

  /** kube-network-policies, beside any network; the chart of Flannel installs it with `netpol.enabled`. */
  public static kubeNetworkPolicies(version?: string): Cni {
    return Cni.known('kube-network-policies', version);
  }

  /** Kube-OVN. */
  public static kubeOvn(version?: string): Cni {
    return Cni.known('kube-ovn', version);
  }

  /** kube-router, which k3s embeds for its policies. */
  public static kubeRouter(version?: string): Cni {
    return Cni.known('kube-router', version);
  }

  /** OVN-Kubernetes, the network of OpenShift. */
  public static ovnKubernetes(version?: string): Cni {
    return Cni.known('ovn-kubernetes', version);
  }

  /** Weave Net, which is archived. */
  public static weave(version?: string): Cni {
    return Cni.known('weave', version);
  }

  /**
   * A plugin by its name.
   *
   * @internal
   */
  public static _named(name: CniName): Cni {
    return Cni.known(name, undefined);
  }

  private static known(name: CniName, version: string | undefined): Cni {
    return new Cni(profileOf(name, version), version);
  }

  /** The plugin's name on the command line, for example `aws-vpc-cni`. */
  public readonly name: string;
  /** Whether the plugin enforces NetworkPolicy. */
  public readonly enforcesPolicies: boolean;

  private constructor(
    /** @internal */
    public readonly _profile: CniProfile,
    /**
     * The version this profile is for.
     *
     * @default - the newest
     */
    public readonly version?: string,
  ) {
    this.name = _profile.name;
    this.enforcesPolicies = _profile.enforces.support !== 'no';
  }
}

function profileOf(name: CniName, version: string | undefined): CniProfile {
  checkParameters(`Cni of ${name}`, { version: [version, optional(VERSION)] });
  return cniProfile(version === undefined ? name : `${name}@${version}`);
}

function matchingNodes(profile: CniProfile): CniProfile {
  return { ...profile, ipBlockMatchesNodes: yes('policy-cidr-match-mode is nodes') };
}
