import { AddressSet } from '../../model/address-set';
import { InvalidInput } from '../../model/invalid-input';
import { IpBlockSpec } from '../../model/network-policy';
import { writtenBlock } from '../address-blocks';

/** The addresses of an ipBlock: its `except` takes out of this block only, never out of another one. */
export function blockAddresses({ cidr, except }: IpBlockSpec): AddressSet {
  const holes: unknown = except ?? [];
  if (!Array.isArray(holes)) throw new InvalidInput('The except of an ipBlock is no list.', 'Write a list of blocks.');
  const whole = AddressSet.of(writtenBlock(cidr));
  return holes.length === 0 ? whole : whole.subtract(AddressSet.ofBlocks(holes.map((hole) => writtenBlock(hole))));
}
