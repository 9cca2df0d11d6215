import { Construct } from 'constructs';
import { clusterPeer } from './ends/cluster-peer';
import { IPeer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';
import { Platform } from '../platform/platform';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { PEER, PORTS, WORKLOAD } from '../model/given-values';

/** Options of an {@link AllowIngressController}. */
export interface AllowIngressControllerProps extends AllowProps {
  /** What is published. */
  readonly to: Workload;
  /**
   * The container ports (not Service ports) that the controller connects to.
   *
   * @default - the port that `to` declares, where it declares exactly one
   */
  readonly ports?: Port[];
  /**
   * The controller.
   *
   * @default - the platform's ingress controller
   */
  readonly controller?: IPeer;
}

const SHAPE: Shape<AllowIngressControllerProps> = {
  ...ALLOW,
  to: WORKLOAD,
  ports: optional(PORTS),
  controller: optional(PEER),
};

/**
 * Lets the ingress controller reach a workload. Controllers connect to pods directly and not through the Service, so
 * the workload sees the controller's pods as the source and its own container port as the target.
 *
 * ```yaml
 * metadata: { name: allow-web-from-ingress-controller }
 * spec:
 *   podSelector: { matchLabels: { app: web } }
 *   policyTypes: [Ingress]
 *   ingress:
 *     - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } },
 *                podSelector: { matchLabels: { app.kubernetes.io/name: ingress-nginx, … } } }]
 *       ports: [{ protocol: TCP, port: 8080 }]
 * ```
 *
 * A controller on the host network is matched by no selector: say `IngressController.addresses(…)` in the platform.
 *
 * @example
 * const web = shop.workload('web', { labels: { app: 'web' }, ports: { http: Port.tcp(8080) } });
 * new AllowIngressController(shop, 'storefront', { to: web });
 */
export class AllowIngressController extends PolicyConstruct {
  /**
   * @throws if no port is given and `to` does not declare exactly one, no controller is known, or no NetworkPolicy can
   * name it (Cilium's own)
   */
  public constructor(scope: Construct, id: string, props: AllowIngressControllerProps) {
    super(scope, id, [props, SHAPE, AllowIngressController]);
    const { to, ports, controller } = props;
    this._allow(props, (registry) => {
      const from = controller ?? controllerOf(registry().platform);
      if (ports) to._checkOwnPorts(ports, from);
      return {
        from,
        to,
        ports: ports ?? to._onlyPort(),
        ingressName: `allow-${to.name}-from-ingress-controller`,
        mainEnd: PolicyType.INGRESS,
        reason: 'published through the ingress controller',
      };
    });
  }
}

function controllerOf({ name, ingressController }: Platform): IPeer {
  if (ingressController) return clusterPeer(ingressController._ends, 'ingress-controller');
  throw new InvalidInput(
    `Nobody has said which ingress controller this cluster (${name}) has.`,
    "Say it where the platform is made: ingressController: IngressController.nginx('kube-system').",
  );
}
