import { ServiceLocation } from './service-location';
import { ISTIO_AMBIENT_PROBE_ADDRESSES, ISTIO_AMBIENT_TUNNEL, LINKERD_PROXY_INBOUND } from './services/service-mesh';
import { Cidr } from '../model/cidr';
import { Port } from '../model/port';

/**
 * The service mesh of a cluster. A mesh needs its control plane, and some meshes move application traffic to a port of
 * their own, which a policy must then open instead.
 */
export class Mesh {
  /** Istio with sidecars: application ports stay as they are. */
  public static istioSidecar(): Mesh {
    return new Mesh('istio-sidecar', ServiceLocation._ofService('mesh.istiod'));
  }

  /** Istio ambient: traffic between enrolled pods arrives on 15008, kubelet probes from a link-local address. */
  public static istioAmbient(): Mesh {
    const probes = ISTIO_AMBIENT_PROBE_ADDRESSES.map((address) => Cidr.of(address));
    return new Mesh('istio-ambient', undefined, ISTIO_AMBIENT_TUNNEL, probes);
  }

  /** Linkerd: traffic between meshed pods arrives on 4143. */
  public static linkerd(): Mesh {
    return new Mesh('linkerd', ServiceLocation._ofService('mesh.linkerd-cp'), LINKERD_PROXY_INBOUND);
  }

  private readonly probeSources: Cidr[];

  private constructor(
    /** `istio-sidecar`, `istio-ambient` or `linkerd`. */
    public readonly name: string,
    /**
     * What every meshed pod must reach.
     *
     * @default - pods talk to no control plane themselves
     */
    public readonly controlPlane?: ServiceLocation,
    /**
     * Where traffic between meshed pods arrives.
     *
     * @default - on the application's own port
     */
    public readonly tunnel?: Port,
    probeSources: Cidr[] = [],
  ) {
    this.probeSources = probeSources;
  }

  /** Addresses from which kubelet probes seem to come, where the mesh rewrites them. */
  public get probeAddresses(): Cidr[] {
    return [...this.probeSources];
  }
}
