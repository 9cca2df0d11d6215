import { Inventory } from '../../manifests/inventory';
import { IpAddress, tryParseIpAddress } from '../../model/ip-address';

const known = new WeakMap<Inventory, readonly IpAddress[]>();

/** The addresses of the nodes that pods of the input are known to run on, each once. */
export function nodeAddressesOf(inventory: Inventory): readonly IpAddress[] {
  let addresses = known.get(inventory);
  if (!addresses) {
    const texts = inventory.workloads.flatMap(({ podGroups }) => podGroups.flatMap((group) => group.nodeAddresses));
    addresses = [...new Set(texts)].flatMap((text) => tryParseIpAddress(text) ?? []);
    known.set(inventory, addresses);
  }
  return addresses;
}
