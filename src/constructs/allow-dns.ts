import { Construct } from 'constructs';
import { clusterPeer } from './ends/cluster-peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { PolicyConstruct } from './registry/policy-construct';
import { PolicyType } from '../model/network-policy';
import { ALLOW } from './registry/allow-shape';
import { Shape, optional } from '../model/given';
import { WORKLOAD } from '../model/given-values';

/** Options of an {@link AllowDns}. */
export interface AllowDnsProps extends AllowProps {
  /**
   * Who may ask.
   *
   * @default - every pod of the namespace
   */
  readonly from?: Workload;
}

const SHAPE: Shape<AllowDnsProps> = {
  ...ALLOW,
  from: optional(WORKLOAD),
};

/**
 * Lets pods ask the cluster's DNS, over UDP **and TCP**: answers that do not fit into one datagram come over TCP, and
 * of 118 public policies with a DNS rule 59 forget it. Ports and labels come from the platform: 53, 5353 on OpenShift,
 * 8053 on Gardener; caches on the node are opened too, by address or as the pods that they are.
 *
 * ```yaml
 * egress:
 *   - to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } },
 *            podSelector: { matchLabels: { k8s-app: kube-dns } } }]
 *     ports: [{ protocol: TCP, port: 53 }, { protocol: UDP, port: 53 }]
 * ```
 *
 * A NamespaceStack has one in its baseline.
 *
 * @example
 * new AllowDns(shop, 'dns');
 */
export class AllowDns extends PolicyConstruct {
  /**
   * @throws if the stack knows no platform, or `from` is of another namespace
   */
  public constructor(scope: Construct, id: string, props: AllowDnsProps = {}) {
    super(scope, id, [props, SHAPE, AllowDns]);
    const { from, servers } = this._checked((registry) => ({
      from: registry().ownPods(props.from),
      servers: registry().platform._dnsServers,
    }));
    const egressName = props.from ? `allow-dns-${props.from.name}` : 'allow-dns';
    for (const { ends, ports } of servers) {
      this._allow(props, () => ({
        from,
        to: clusterPeer(ends, 'dns'),
        ports: [...ports],
        egressName,
        mainEnd: PolicyType.EGRESS,
        // Servers on different ports are rules of one policy.
        topic: servers.length > 1 ? egressName : undefined,
        reason: 'names are resolved by the cluster DNS',
      }));
    }
  }
}
