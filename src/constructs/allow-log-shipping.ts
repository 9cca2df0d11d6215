import { Construct } from 'constructs';
import { Peer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { PolicyType } from '../model/network-policy';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { WORKLOAD } from '../model/given-values';

/** Options of an {@link AllowLogShipping}. */
export interface AllowLogShippingProps extends AllowProps {
  /**
   * Who sends logs.
   *
   * @default - every pod of the namespace
   */
  readonly from?: Workload;
}

const SHAPE: Shape<AllowLogShippingProps> = {
  ...ALLOW,
  from: optional(WORKLOAD),
};

/**
 * Lets pods send their logs to the platform's collector. Agents that read log files on the node need no policy for that;
 * this is for workloads and agents that push.
 *
 * ```yaml
 * metadata: { name: allow-log-shipping }
 * spec:
 *   podSelector: {}
 *   policyTypes: [Egress]
 *   egress:
 *     - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: logging } },
 *              podSelector: { matchLabels: { app.kubernetes.io/name: loki } } }]
 *       ports: [{ protocol: TCP, port: 3100 }]
 * ```
 *
 * @example
 * new AllowLogShipping(shop, 'logs');
 */
export class AllowLogShipping extends PolicyConstruct {
  public constructor(scope: Construct, id: string, props: AllowLogShippingProps = {}) {
    super(scope, id, [props, SHAPE, AllowLogShipping]);
    this._allow(props, (registry) => {
      const { logCollector } = registry().platform;
      return {
        from: registry().ownPods(props.from),
        to: Peer.service(logCollector, 'log-collector'),
        ports: logCollector.ports,
        egressName: props.from ? `allow-log-shipping-${props.from.name}` : 'allow-log-shipping',
        mainEnd: PolicyType.EGRESS,
        reason: 'logs are shipped',
      };
    });
  }
}
