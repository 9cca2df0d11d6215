import { Inventory, NodeFacts, PodGroup, ServiceFacts, Workload } from '../../manifests/inventory';
import { IpAddress, formatIpAddress, tryParseIpAddress } from '../../model/ip-address';

/** Whose an address of the cluster is. Flow logs and error messages quote addresses, so this is how people ask. */
export type AddressOwner =
  | { readonly kind: 'pod'; readonly workload: Workload; readonly group: PodGroup }
  | { readonly kind: 'service'; readonly service: ServiceFacts }
  | { readonly kind: 'node'; readonly node: NodeFacts };

const known = new WeakMap<Inventory, ReadonlyMap<string, AddressOwner>>();

/** The owner of an address; undefined where nothing in the input has it. */
export function ownerOf(inventory: Inventory, address: IpAddress): AddressOwner | undefined {
  let owners = known.get(inventory);
  if (!owners) known.set(inventory, (owners = ownersIn(inventory)));
  return owners.get(keyOf(address));
}

/** A pod with hostNetwork has the address of its node, which is then the node's. */
function ownersIn({ workloads, services, nodes = [] }: Inventory): ReadonlyMap<string, AddressOwner> {
  const owners = new Map<string, AddressOwner>();
  const add = (texts: readonly string[], owner: AddressOwner) => {
    for (const text of texts) {
      const address = tryParseIpAddress(text);
      if (address) owners.set(keyOf(address), owner);
    }
  };
  for (const workload of workloads) {
    for (const group of workload.podGroups) {
      if (!group.hostNetwork && group.podAddresses.length > 0) {
        add(group.podAddresses, { kind: 'pod', workload, group });
      }
    }
  }
  for (const service of services) add(service.clusterAddresses, { kind: 'service', service });
  for (const node of nodes) add(node.addresses, { kind: 'node', node });
  return owners;
}

function keyOf(address: IpAddress): string {
  return formatIpAddress(address);
}
