/**
 * The network plugin of a cluster, which decides what a NetworkPolicy really does there.
 *
 * @example
 * const platform = Platform.kubeadm({ cni: Cni.calico('3.30') });
 */
export class Cni {
  /** Calico, or Canal. @param version for example `3.30`. @default - any version */
  public static calico(version?: string): Cni {
    return new Cni('calico', true, version);
  }

  /** Cilium. An `ipBlock` never matches its pods. @param version for example `1.16`. @default - any version */
  public static cilium(version?: string): Cni {
    return new Cni('cilium', true, version);
  }

  /** Antrea. @param version for example `2.7`. @default - any version */
  public static antrea(version?: string): Cni {
    return new Cni('antrea', true, version);
  }

  /** kindnet, which embeds kube-network-policies. @param version of kindnet. @default - any version */
  public static kindnet(version?: string): Cni {
    return new Cni('kindnet', true, version);
  }

  /** Flannel alone, which enforces **no** policy at all. @param version of Flannel. @default - any version */
  public static flannel(version?: string): Cni {
    return new Cni('flannel', false, version);
  }

  private constructor(
    /** The plugin's name, in lower case. */
    public readonly name: string,
    /** Whether the plugin enforces NetworkPolicy. */
    public readonly enforcesPolicies: boolean,
    /**
     * The version this profile is for.
     *
     * @default - any version
     */
    public readonly version?: string,
  ) {}
}
