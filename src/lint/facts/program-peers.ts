import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { ProgramRule } from '../../model/policy-program';

const EVERY_IPV4 = AddressSet.of(Cidr.of('0.0.0.0/0'));

/** Whether a rule is about every address of IPv4, those of pods too. */
export function isWholeWorld({ peers }: ProgramRule): boolean {
  return (peers ?? []).some(
    (peer) => peer.kind === 'block' && peer.matchesPods === true && peer.addresses.contains(EVERY_IPV4),
  );
}

/** Whether a rule is about every pod of the cluster, by its labels. */
export function isEveryPod({ peers }: ProgramRule): boolean {
  return (peers ?? []).some(
    (peer) => peer.kind === 'pods' && peer.pods.requirements.length === 0 && peer.namespaces?.requirements.length === 0,
  );
}
