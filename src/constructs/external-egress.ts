import { Construct } from 'constructs';
import { AllowProps } from './allow-props';
import { Peer } from './peer';
import { PolicyConstruct } from './policy-construct';
import { slug } from './slug';
import { Workload } from './workload';
import { Cidr } from '../model/cidr';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';
import { METADATA_ENDPOINTS } from '../platform/metadata-endpoints';

/** Options of an {@link ExternalEgress}. */
export interface ExternalEgressProps extends AllowProps {
  /**
   * Who connects.
   *
   * @default - every pod of the namespace
   */
  readonly from?: Workload;
  /** The addresses that may be connected to. */
  readonly to: Cidr[];
  /**
   * Holes in those addresses.
   *
   * @default - none but the metadata services of clouds
   */
  readonly except?: Cidr[];
  /** The ports at those addresses. */
  readonly ports: Port[];
  /**
   * Whether the metadata services of clouds, which hand out credentials of the node, may be among the addresses.
   *
   * @default false
   */
  readonly allowCloudMetadata?: boolean;
}

/**
 * Lets pods reach addresses outside the cluster. The metadata services of clouds are cut out of wider blocks unless
 * asked for, since they hand out the node's credentials.
 *
 * ```yaml
 * metadata: { name: allow-api-to-partner }
 * spec:
 *   podSelector: { matchLabels: { app: api } }
 *   policyTypes: [Egress]
 *   egress:
 *     - to: [{ ipBlock: { cidr: 198.51.100.0/24 } }]
 *       ports: [{ protocol: TCP, port: 443 }]
 * ```
 *
 * Whether an `ipBlock` matches pods and nodes differs by CNI plugin; do not use it for flows inside the cluster.
 *
 * @example
 * new ExternalEgress(shop, 'partner', { to: [Cidr.of('198.51.100.0/24')], ports: [Port.tcp(443)], reason: 'shipping' });
 */
export class ExternalEgress extends PolicyConstruct {
  /**
   * @throws if no address or port is given, a hole lies in no block, or a block is a metadata service not asked for
   */
  public constructor(scope: Construct, id: string, props: ExternalEgressProps) {
    super(scope, id);
    this._allow(props, (registry) => {
      const from = registry().ownPods(props.from);
      if (props.to.length === 0) {
        throw new InvalidInput('No address is named.', "Write to: [Cidr.of('198.51.100.0/24')] or the like.");
      }
      if (props.ports.length === 0) {
        throw new InvalidInput('No port is named.', 'Write ports: [Port.tcp(443)] or the like.');
      }
      return {
        from,
        to: Peer.anyOf(...blocks(props)),
        ports: props.ports,
        egressName: `allow-${from.name}-to-${slug(id)}`,
        mainEnd: PolicyType.EGRESS,
      };
    });
  }
}

function blocks({ to, except = [], allowCloudMetadata }: ExternalEgressProps): Peer[] {
  const lost = except.filter((hole) => !to.some((block) => block.contains(hole)));
  if (lost.length > 0) {
    throw new InvalidInput(
      `The exception ${lost.join(', ')} lies in none of the blocks ${to.join(', ')}.`,
      'Write exceptions that lie inside a block, or leave them out.',
    );
  }
  const metadata = allowCloudMetadata ? [] : METADATA_ENDPOINTS;
  return to.map((block) => {
    const service = metadata.find((endpoint) => Cidr.of(endpoint.cidr).contains(block));
    if (service) {
      throw new InvalidInput(
        `${block.toString()} is the metadata service of ${service.provider}, which hands out the node's credentials.`,
        'Leave it out, or say that it is meant: allowCloudMetadata: true.',
      );
    }
    const holes = [...except, ...metadata.map(({ cidr }) => Cidr.of(cidr))].filter((hole) => block.contains(hole));
    return Peer.block(block, withoutNested(holes));
  });
}

/** Leaves out holes that lie in other holes, and repetitions. */
function withoutNested(holes: Cidr[]): Cidr[] {
  const distinct = [...new Map(holes.map((hole) => [hole.toString(), hole])).values()];
  return distinct.filter((hole) => !distinct.some((other) => other !== hole && other.contains(hole)));
}
