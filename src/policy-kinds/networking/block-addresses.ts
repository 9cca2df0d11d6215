import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { InvalidInput } from '../../model/invalid-input';
import { addressBits, tryParseIpAddress } from '../../model/ip-address';
import { IpBlockSpec } from '../../model/network-policy';

/** The addresses of an ipBlock: its `except` takes out of this block only, never out of another one. */
export function blockAddresses({ cidr, except }: IpBlockSpec): AddressSet {
  const holes: unknown = except ?? [];
  if (!Array.isArray(holes)) throw new InvalidInput('The except of an ipBlock is no list.', 'Write a list of blocks.');
  const whole = AddressSet.of(writtenBlock(cidr));
  return holes.length === 0 ? whole : whole.subtract(AddressSet.of(...holes.map((hole) => writtenBlock(hole))));
}

/**
 * A block as API servers have read it for years: bits beyond the prefix are ignored, and zeros before an octet too.
 * Newer servers refuse these forms in new objects, but what is stored keeps its meaning.
 */
function writtenBlock(text: unknown): Cidr {
  const [addressText = '', prefixText = ''] = typeof text === 'string' ? text.split('/') : [];
  const address = tryParseIpAddress(
    addressText.includes(':') ? addressText : addressText.replace(/(^|\.)0+(?=\d)/g, '$1'),
  );
  const prefix = /^\d+$/.test(prefixText) ? Number(prefixText) : NaN;
  if (!address || !(prefix <= addressBits(address.family)) || String(text).split('/').length !== 2) {
    throw new InvalidInput(`${JSON.stringify(text)} is no address block.`, 'Write for example "10.0.0.0/8".');
  }
  return Cidr._covering(address.family, address.value, prefix);
}
