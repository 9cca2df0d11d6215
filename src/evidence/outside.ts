import { AddressSet } from '../model/address-set';
import { Cidr } from '../model/cidr';
import { SPECIAL_USE_IPV4, SPECIAL_USE_IPV6 } from '../platform/special-use-ranges';

let inside: AddressSet | undefined;

/** Ranges from which clusters, clouds and nodes take addresses. Those of examples are used by nobody. */
function insideRanges(): AddressSet {
  inside ??= [...SPECIAL_USE_IPV4, ...SPECIAL_USE_IPV6]
    .filter(({ name }) => !name.startsWith('Documentation'))
    .reduce((set, { cidr }) => set.union(AddressSet.of(Cidr.of(cidr))), AddressSet.EMPTY);
  return inside;
}

/** Whether an address that nobody in the manifests has is outside for sure: it is no private one and no node's own. */
export function isOutside(ip: string): boolean {
  return insideRanges().intersect(AddressSet.of(Cidr.address(ip))).isEmpty;
}

/** Every address that is outside for sure. */
export function publicAddresses(): AddressSet {
  return AddressSet.ALL.subtract(insideRanges());
}
