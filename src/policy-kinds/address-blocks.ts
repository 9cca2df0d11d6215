import { AddressSet } from '../model/address-set';
import { Cidr } from '../model/cidr';
import { InvalidInput } from '../model/invalid-input';
import { addressBits, tryParseIpAddress } from '../model/ip-address';

/**
 * A block as API servers have read it for years: bits beyond the prefix are ignored, and zeros before an octet too.
 * Newer servers refuse these forms in new objects, but what is stored keeps its meaning.
 */
export function writtenBlock(text: unknown): Cidr {
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

/** A text that is equal for equal sets of addresses. */
export function addressKey(addresses: AddressSet): string {
  return addresses.ranges
    .map(({ family, first, last }) => `${family}:${first.toString(36)}-${last.toString(36)}`)
    .join();
}
