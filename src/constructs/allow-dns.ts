import { Construct } from 'constructs';
import { AllowProps } from './allow-props';
import { Peer } from './peer';
import { PolicyConstruct } from './policy-construct';
import { Workload } from './workload';
import { PolicyType } from '../model/network-policy';

/** Options of an {@link AllowDns}. */
export interface AllowDnsProps extends AllowProps {
  /**
   * Who may ask.
   *
   * @default - every pod of the namespace
   */
  readonly from?: Workload;
}

/**
 * Lets pods ask the cluster's DNS, over UDP **and TCP**: answers that do not fit into one datagram come over TCP, and
 * of 118 public policies with a DNS rule 59 forget it. Ports and labels come from the platform; where it has a DNS cache
 * on the node, its address is opened too.
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
    super(scope, id);
    this._allow(props, (registry) => {
      const { platform } = registry();
      const cache = platform.nodeLocalDns ? [Peer.block(platform.nodeLocalDns)] : [];
      return {
        from: registry().ownPods(props.from),
        to: Peer.anyOf(Peer.service(platform.dns, 'dns'), ...cache),
        ports: platform.dns.ports,
        egressName: props.from ? `allow-dns-${props.from.name}` : 'allow-dns',
        mainEnd: PolicyType.EGRESS,
        reason: 'names are resolved by the cluster DNS',
      };
    });
  }
}
