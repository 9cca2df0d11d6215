import { cniTraits } from './cni-traits';

/**
 * The network plugin of a cluster, which decides what a NetworkPolicy really does there.
 *
 * @example
 * const platform = Platform.kubeadm({ cni: Cni.calico('3.30') });
 */
export class Cni {
  /** Calico, or Canal. @param version for example `3.30`. @default - any version */
  public static calico(version?: string): Cni {
    return new Cni('calico', version);
  }

  /** Cilium. An `ipBlock` never matches its pods. @param version for example `1.16`. @default - any version */
  public static cilium(version?: string): Cni {
    return new Cni('cilium', version);
  }

  /** Antrea. @param version for example `2.7`. @default - any version */
  public static antrea(version?: string): Cni {
    return new Cni('antrea', version);
  }

  /** kindnet, which embeds kube-network-policies. @param version of kindnet. @default - any version */
  public static kindnet(version?: string): Cni {
    return new Cni('kindnet', version);
  }

  /** Flannel alone, which enforces **no** policy at all. @param version of Flannel. @default - any version */
  public static flannel(version?: string): Cni {
    return new Cni('flannel', version);
  }

  /** Whether the plugin enforces NetworkPolicy. */
  public readonly enforcesPolicies: boolean;

  private constructor(
    /** The plugin's name, in lower case. */
    public readonly name: string,
    /**
     * The version this profile is for.
     *
     * @default - any version
     */
    public readonly version?: string,
  ) {
    this.enforcesPolicies = cniTraits(this._notation).enforcesPolicies;
  }

  /**
   * `cilium@1.16`: the notation of the command line.
   *
   * @internal
   */
  public get _notation(): string {
    return this.version === undefined ? this.name : `${this.name}@${this.version}`;
  }
}
