import { Construct } from 'constructs';
import { Peer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { metadataFlows } from './registry/metadata-flows';
import { PolicyConstruct } from './registry/policy-construct';
import { Cidr } from '../model/cidr';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';
import { CloudMetadata } from '../platform/cloud-metadata';
import { publicIpv4, publicIpv6 } from '../platform/special-use-ranges';
import { ALLOW } from './registry/allow-shape';
import { Shape, listOf, optional } from '../model/given';
import { CIDRS, CLOUD_METADATA, PORTS, WORKLOAD } from '../model/given-values';

/** Options of an {@link ExternalHttpsEgress}. */
export interface ExternalHttpsEgressProps extends AllowProps {
  /**
   * Who connects.
   *
   * @default - every pod of the namespace
   */
  readonly from?: Workload;
  /**
   * Further ranges to leave out. Those that are no public addresses are left out anyway, and change nothing.
   *
   * @default - only the special-use ranges, and the ranges of pods, Services and nodes that the platform knows
   */
  readonly except?: Cidr[];
  /**
   * The ports.
   *
   * @default - TCP 443
   */
  readonly ports?: Port[];
  /**
   * The metadata services of clouds that may be reached too, on their own ports only.
   *
   * @default - none
   */
  readonly cloudMetadata?: CloudMetadata[];
}

const SHAPE: Shape<ExternalHttpsEgressProps> = {
  ...ALLOW,
  from: optional(WORKLOAD),
  except: optional(CIDRS),
  ports: optional(PORTS),
  cloudMetadata: optional(listOf(CLOUD_METADATA)),
};

/**
 * Lets pods reach the public internet on HTTPS: every IPv4 and IPv6 address except private, link-local (with the
 * metadata services of clouds), documentation, multicast and other special-use ranges, so that it opens nothing inside
 * the cluster or the data centre.
 *
 * ```yaml
 * egress:
 *   - to:
 *       - ipBlock: { cidr: 0.0.0.0/0, except: [0.0.0.0/8, 10.0.0.0/8, 100.64.0.0/10, …] }
 *       - ipBlock: { cidr: '2000::/3', except: ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'] }
 *     ports: [{ protocol: TCP, port: 443 }]
 * ```
 *
 * Names cannot be allowed by NetworkPolicy: what is open is every public address. Source of the ranges: the IANA
 * special-purpose address registries.
 *
 * @example
 * new ExternalHttpsEgress(shop, 'stripe', {
 *   reason: 'payments',
 *   exception: { owner: 'team-shop', ticket: 'SEC-1', expires: '2099-03-31' },
 * });
 */
export class ExternalHttpsEgress extends PolicyConstruct {
  /**
   * @throws if leaving out a further range leaves nothing, or `from` is of another namespace
   */
  public constructor(scope: Construct, id: string, props: ExternalHttpsEgressProps = {}) {
    super(scope, id, [props, SHAPE, ExternalHttpsEgress]);
    const { cloudMetadata: metadata = [] } = props;
    const { from, to } = this._checked((registry) => ({
      from: registry().ownPods(props.from),
      to: Peer.anyOf(...publicInternet([...(props.except ?? []), ...registry().clusterRanges])),
    }));
    const egressName = `allow-${from.name}-to-external-https`;
    const policy = { egressName, mainEnd: PolicyType.EGRESS, topic: metadata.length > 0 ? egressName : undefined };
    this._allow(props, () => ({ ...policy, from, to, ports: props.ports ?? [Port.tcp(443)] }));
    for (const flow of metadataFlows(from, metadata, policy)) this._allow(props, () => flow);
  }
}

function publicInternet(further: readonly Cidr[]): Peer[] {
  const blocks = [publicIpv4(), publicIpv6()];
  for (const range of further) {
    if (blocks.some(({ block }) => range.contains(block))) {
      throw new InvalidInput(`Leaving out ${range.toString()} leaves nothing.`, 'Write the ranges of your network.');
    }
  }
  return blocks.map(({ block, except }) => {
    const added = further.filter((range) => block.contains(range) && !except.some((known) => known.contains(range)));
    const kept = except.filter((known) => !added.some((range) => range.contains(known)));
    return Peer.block(block, [...kept, ...added]);
  });
}
