import { AddressSet } from '../../../model/address-set';
import { PolicyType } from '../../../model/network-policy';
import { EXPOSED_TYPES } from '../../facts/cluster-facts';
import { PolicyRule } from '../../facts/lint-rule';
import { addressesOf, blocksOf, isWholeFamily } from '../../facts/peers-and-ports';
import { INTERNAL_RANGES } from '../../facts/special-addresses';

/** A block of clients that come through a Service which hides their addresses. */
export const clientAddressHidden: PolicyRule = {
  id: 'client-address-hidden',
  severity: 'info',
  info: 'Ingress is allowed by the addresses of clients, but the Service before the pods may hide these.',
  why: 'With externalTrafficPolicy: Cluster, which is the default, a node may pass a connection on to another node under its own address. Clients from the block then time out, on some connections only.',
  fix: 'Set externalTrafficPolicy: Local on the Service. Not needed where the network plugin or the load balancer keeps client addresses.',
  needs: ['workloads', 'services'],
  checkPolicy(policy, report, context) {
    const rules = policy.rules.filter(({ direction, inEffect }) => direction === PolicyType.INGRESS && inEffect);
    const blocks = rules.flatMap(blocksOf).filter((block) => !isWholeFamily(block) && isOutside(addressesOf(block)));
    const [block] = blocks;
    if (!block) return;
    const service = context.servicesBefore(context.pods.ofSubject(policy)).find(({ document }) => {
      const { type, externalTrafficPolicy } = (document.object.spec ?? {}) as Record<string, unknown>;
      return EXPOSED_TYPES.has(type) && externalTrafficPolicy !== 'Local';
    });
    if (!service) return;
    report({
      field: [...block.path, 'cidr'],
      message: `${block.cidr.toString()} are clients of Service ${service.namespace}/${service.name}, whose externalTrafficPolicy is Cluster: the pods may see the address of a node instead.`,
    });
  },
};

/** Private addresses may be nodes and load balancers themselves. */
function isOutside(addresses: AddressSet): boolean {
  return INTERNAL_RANGES.every(({ block }) => addresses.intersect(AddressSet.of(block)).isEmpty);
}
