import { Construct } from 'constructs';
import { Peer } from './ends/peer';
import { Workload } from './ends/workload';
import { AllowProps } from './registry/allow-props';
import { metadataFlows, metadataIn, refuseMetadata } from './registry/metadata-flows';
import { DeclaredFlow, PolicyConstruct } from './registry/policy-construct';
import { slug } from './registry/slug';
import { Cidr } from '../model/cidr';
import { InvalidInput } from '../model/invalid-input';
import { PolicyType } from '../model/network-policy';
import { Port } from '../model/port';
import { CloudMetadata } from '../platform/cloud-metadata';
import { ALLOW } from './registry/allow-shape';
import { Shape, listOf, optional } from '../model/given';
import { CIDRS, CLOUD_METADATA, PORTS, WORKLOAD } from '../model/given-values';

/** Options of an {@link ExternalEgress}. */
export interface ExternalEgressProps extends AllowProps {
  /**
   * Who connects.
   *
   * @default - every pod of the namespace
   */
  readonly from?: Workload;
  /**
   * The addresses that may be connected to.
   *
   * @default - none but those of `cloudMetadata`
   */
  readonly to?: Cidr[];
  /**
   * Holes in those addresses.
   *
   * @default - none but the metadata services of clouds
   */
  readonly except?: Cidr[];
  /**
   * The ports at those addresses. Needed with `to`.
   *
   * @default - none
   */
  readonly ports?: Port[];
  /**
   * The metadata services of clouds that may be reached too, on their own ports only.
   *
   * @default - none
   */
  readonly cloudMetadata?: CloudMetadata[];
}

const SHAPE: Shape<ExternalEgressProps> = {
  ...ALLOW,
  from: optional(WORKLOAD),
  to: optional(CIDRS),
  except: optional(CIDRS),
  ports: optional(PORTS),
  cloudMetadata: optional(listOf(CLOUD_METADATA)),
};

/**
 * Lets pods reach addresses outside the cluster. The metadata services of clouds, which hand out the node's
 * credentials, are cut out of wider blocks; those that are meant are asked for by name.
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
   * @throws if no address or port is given, a hole lies in no block, or a block is a metadata service
   */
  public constructor(scope: Construct, id: string, props: ExternalEgressProps) {
    super(scope, id, [props, SHAPE, ExternalEgress]);
    for (const flow of this._checked((registry) => flowsOf(registry().ownPods(props.from), slug(id), props))) {
      this._allow(props, () => flow);
    }
  }
}

function flowsOf(from: Workload, name: string, props: ExternalEgressProps): DeclaredFlow[] {
  const { to = [], except = [], ports = [], cloudMetadata: metadata = [] } = props;
  if (to.length === 0 && metadata.length === 0) {
    throw new InvalidInput('No address is named.', "Write to: [Cidr.of('198.51.100.0/24')] or the like.");
  }
  if (to.length > 0 && ports.length === 0) {
    throw new InvalidInput('No port is named.', 'Write ports: [Port.tcp(443)] or the like.');
  }
  const egressName = `allow-${from.name}-to-${name}`;
  const policy = { egressName, mainEnd: PolicyType.EGRESS, topic: metadata.length > 0 ? egressName : undefined };
  const blocks = to.length === 0 ? [] : [{ ...policy, from, to: Peer.anyOf(...blocksOf(to, except)), ports }];
  return [...blocks, ...metadataFlows(from, metadata, policy)];
}

function blocksOf(to: readonly Cidr[], except: readonly Cidr[]): Peer[] {
  const lost = except.filter((hole) => !to.some((block) => block.contains(hole)));
  if (lost.length > 0) {
    throw new InvalidInput(
      `The exception ${lost.join(', ')} lies in none of the blocks ${to.join(', ')}.`,
      'Write exceptions that lie inside a block, or leave them out.',
    );
  }
  return to.map((block) => {
    refuseMetadata(block);
    const holes = [...except.filter((hole) => block.contains(hole)), ...metadataIn(block)];
    return Peer.block(block, withoutNested(holes));
  });
}

/** Leaves out holes that lie in other holes, and repetitions. */
function withoutNested(holes: Cidr[]): Cidr[] {
  const distinct = [...new Map(holes.map((hole) => [hole.toString(), hole])).values()];
  return distinct.filter((hole) => !distinct.some((other) => other !== hole && other.contains(hole)));
}
