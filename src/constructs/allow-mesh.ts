import { Construct } from 'constructs';
import { IPeer, Peer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { DeclaredFlow, PolicyConstruct } from './registry/policy-construct';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';
import { Mesh } from '../platform/mesh';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { PEER, WORKLOAD } from '../model/given-values';

/** Options of an {@link AllowMesh}. */
export interface AllowMeshProps extends AllowProps {
  /**
   * The meshed pods.
   *
   * @default - every pod of the namespace
   */
  readonly workload?: Workload;
  /**
   * The meshed pods elsewhere that traffic may be tunnelled to and from. Who may talk to whom inside the tunnel is for
   * the mesh's own policies to say.
   *
   * @default - the pods of every namespace
   */
  readonly peers?: IPeer;
}

const SHAPE: Shape<AllowMeshProps> = {
  ...ALLOW,
  workload: optional(WORKLOAD),
  peers: optional(PEER),
};

/**
 * Opens what the platform's service mesh needs: its control plane, the port to which it moves traffic between meshed
 * pods (Istio ambient 15008, Linkerd 4143; Istio sidecars move nothing), and the addresses of rewritten probes.
 *
 * ```yaml
 * # Istio sidecars: metadata: { name: allow-mesh-control-plane }
 * egress:
 *   - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } },
 *            podSelector: { matchLabels: { app: istiod } } }]
 *     ports: [{ protocol: TCP, port: 15012 }]
 * ```
 *
 * @example
 * const meshed = Platform.kubeadm({ mesh: Mesh.linkerd() });
 * const cart = new NamespaceStack(app, 'cart', { platform: meshed });
 * new AllowMesh(cart, 'mesh');
 */
export class AllowMesh extends PolicyConstruct {
  /**
   * @throws if the platform has no mesh
   */
  public constructor(scope: Construct, id: string, props: AllowMeshProps = {}) {
    super(scope, id, [props, SHAPE, AllowMesh]);
    const { mesh, pods } = this.meshAndPods(props);
    const suffix = props.workload ? `-${props.workload.name}` : '';
    for (const flow of flowsOf(mesh, pods, props.peers ?? Peer.allNamespaces(), suffix)) {
      this._allow(props, () => ({ reason: `the mesh (${mesh.name}) needs it`, ...flow }));
    }
  }

  private meshAndPods(props: AllowMeshProps): { mesh: Mesh; pods: Workload } {
    return this._checked((registry) => {
      const { mesh } = registry().platform;
      if (!mesh) {
        throw new InvalidInput(
          'The platform has no service mesh.',
          'Give it one: Platform.kubeadm({ mesh: Mesh.istioSidecar() }).',
        );
      }
      return { mesh, pods: registry().ownPods(props.workload) };
    });
  }
}

function flowsOf(mesh: Mesh, pods: Workload, peers: IPeer, suffix: string): DeclaredFlow[] {
  const flows: DeclaredFlow[] = [];
  if (mesh.controlPlane) {
    flows.push({
      from: pods,
      to: Peer.service(mesh.controlPlane, 'mesh-control-plane'),
      ports: mesh.controlPlane.ports,
      egressName: `allow-mesh-control-plane${suffix}`,
      mainEnd: PolicyType.EGRESS,
    });
  }
  if (mesh.tunnel) {
    const ports = [mesh.tunnel];
    flows.push({
      from: pods,
      to: peers,
      ports,
      egressName: `allow-mesh-tunnel-out${suffix}`,
      mainEnd: PolicyType.EGRESS,
    });
    flows.push({
      from: peers,
      to: pods,
      ports,
      ingressName: `allow-mesh-tunnel-in${suffix}`,
      mainEnd: PolicyType.INGRESS,
    });
  }
  if (mesh.probeAddresses.length > 0) {
    flows.push({
      from: Peer.anyOf(...mesh.probeAddresses.map((address) => Peer.block(address))),
      to: pods,
      ports: [Port.allTcp()],
      ingressName: `allow-mesh-probes${suffix}`,
      mainEnd: PolicyType.INGRESS,
      reason: 'the mesh rewrites where kubelet probes come from',
    });
  }
  return flows;
}
