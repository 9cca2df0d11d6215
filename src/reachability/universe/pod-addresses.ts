import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';

/** Addresses that pods are given where nobody says otherwise: those that are routed in no public network. */
const POD_RANGES = AddressSet.ofBlocks(
  ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15', 'fc00::/7'].map((range) =>
    Cidr.of(range),
  ),
);

const EVERY_IPV4 = AddressSet.of(Cidr.of('0.0.0.0/0'));

/** Whether addresses hold every pod, whatever its own is. */
export function holdsEveryPod(addresses: AddressSet): boolean {
  return addresses.contains(EVERY_IPV4);
}

/** Whether a pod whose address nobody knows may have one of these. */
export function mayHoldPods(addresses: AddressSet): boolean {
  return !addresses.intersect(POD_RANGES).isEmpty;
}
