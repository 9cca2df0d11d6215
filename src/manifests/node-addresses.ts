import { Inventory } from './inventory';
import { IpAddress, tryParseIpAddress } from '../model/ip-address';

/** What of an inventory shows addresses of nodes. */
type NodeSources = Pick<Inventory, 'nodes' | 'workloads'>;

const known = new WeakMap<NodeSources, readonly IpAddress[]>();

/** The addresses of nodes: those that their objects show, and those that pods are known to run on; each once. */
export function nodeAddressesOf(inventory: NodeSources): readonly IpAddress[] {
  let addresses = known.get(inventory);
  if (!addresses) {
    const ofPods = inventory.workloads.flatMap(({ podGroups }) => podGroups.flatMap((group) => group.nodeAddresses));
    addresses = parseAll([...(inventory.nodes ?? []).flatMap((node) => node.addresses), ...ofPods]);
    known.set(inventory, addresses);
  }
  return addresses;
}

/** The addresses behind the Service default/kubernetes. */
export function apiServerAddressesOf({
  apiServerAddresses = [],
}: Pick<Inventory, 'apiServerAddresses'>): readonly IpAddress[] {
  return parseAll(apiServerAddresses);
}

function parseAll(texts: readonly string[]): readonly IpAddress[] {
  return [...new Set(texts)].flatMap((text) => tryParseIpAddress(text) ?? []);
}
