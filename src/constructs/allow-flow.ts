import { Construct } from 'constructs';
import { IPeer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { InvalidInput } from '../model/invalid-input';
import { Port } from '../model/port';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { PEER, PORTS, TRUTH } from '../model/given-values';

/** Options of an {@link AllowFlow}. */
export interface AllowFlowProps extends AllowProps {
  /** Who connects. */
  readonly from: IPeer;
  /** Who is connected to. */
  readonly to: IPeer;
  /**
   * The container ports of `to`. Give `[Port.allTcp()]` and the like to open a whole protocol.
   *
   * @default - the port that the workload `to` declares, where it declares exactly one
   */
  readonly ports?: Port[];
  /**
   * Says that `from` and `to` are meant to be the same workload: its replicas talk with each other. (A pod always
   * reaches itself, without any policy.)
   *
   * @default false
   */
  readonly betweenReplicas?: boolean;
}

const SHAPE: Shape<AllowFlowProps> = {
  ...ALLOW,
  from: PEER,
  to: PEER,
  ports: optional(PORTS),
  betweenReplicas: optional(TRUTH),
};

/**
 * Opens a flow at **both ends**: egress where it starts and ingress where it lands, in the stacks that manage them.
 * An end that no stack of the app manages is left to its owner, and reported (`stack.unmanagedEnds`). The same flow
 * declared twice composes.
 *
 * ```yaml
 * # In namespace shop:
 * metadata: { name: allow-web-to-orders.orders-api, namespace: shop }
 * spec:
 *   podSelector: { matchLabels: { app: web } }
 *   policyTypes: [Egress]
 *   egress:
 *     - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: orders } },
 *              podSelector: { matchLabels: { app: orders-api } } }]
 *       ports: [{ protocol: TCP, port: 8443 }]
 * # And in namespace orders, allow-orders-api-from-shop.web, the same seen from there.
 * ```
 *
 * @example
 * const web = shop.workload('web', { labels: { app: 'web' } });
 * const api = orders.workload('orders-api', { labels: { app: 'orders-api' }, ports: { https: Port.tcp(8443) } });
 * new AllowFlow(app, 'web-to-orders-api', {
 *   from: web,
 *   to: api,
 *   ports: [api.port('https')],
 *   reason: 'checkout places orders',
 * });
 */
export class AllowFlow extends PolicyConstruct {
  /**
   * @throws if neither end can be opened, no port is known, a flow to itself is not said to be between replicas, or a
   * text or date of the exception is not valid
   */
  public constructor(scope: Construct, id: string, props: AllowFlowProps) {
    super(scope, id, [props, SHAPE, AllowFlow]);
    this._allow(props, () => {
      checkReplicas(props);
      return { from: props.from, to: props.to, ports: portsOf(props), reportUnmanagedEnds: true };
    });
  }
}

function portsOf({ ports, from, to }: AllowFlowProps): Port[] {
  if (ports && ports.length > 0) {
    if (to instanceof Workload) to._checkOwnPorts(ports, from);
    return ports;
  }
  if (to instanceof Workload) return to._onlyPort();
  throw new InvalidInput(
    'The flow names no ports.',
    'Write ports: [Port.tcp(8443)] with the container port, or [Port.allTcp()] if every TCP port is meant.',
  );
}

function checkReplicas({ from, to, betweenReplicas }: AllowFlowProps): void {
  if (betweenReplicas || !(from instanceof Workload) || !(to instanceof Workload)) return;
  const sameNamespace = from.namespace === to.namespace && from.cluster === to.cluster;
  if (!sameNamespace || from.pods.toString() !== to.pods.toString()) return;
  throw new InvalidInput(
    `The flow goes from ${from.toString()} to itself, and a pod always reaches itself.`,
    'If its replicas talk with each other, say so: betweenReplicas: true. Otherwise name another destination.',
  );
}
