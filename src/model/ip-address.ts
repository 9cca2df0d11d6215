import * as ipaddr from 'ipaddr.js';
import { InvalidInput } from './invalid-input';

/** The two address families, which never match each other. */
export type AddressFamily = 4 | 6;

/** One address as a number, so that ranges can be compared and cut exactly. */
export interface IpAddress {
  readonly family: AddressFamily;
  readonly value: bigint;
}

/** How many bits an address of the family has. */
export function addressBits(family: AddressFamily): number {
  return family === 4 ? 32 : 128;
}

/** The highest address of the family. */
export function highestAddress(family: AddressFamily): bigint {
  return (1n << BigInt(addressBits(family))) - 1n;
}

/**
 * Reads one address. Only the strict forms count: four decimal octets without leading zeros, or IPv6 without a zone.
 * The looser forms that C libraries take (`10.1`, `012.0.0.1`, `0x0a000001`) mean different things to different readers.
 */
export function parseIpAddress(text: string): IpAddress {
  const address = tryParseIpAddress(text);
  if (!address) {
    throw new InvalidInput(
      `${JSON.stringify(text)} is not an IP address.`,
      'Write four decimal numbers from 0 to 255 without leading zeros, for example 203.0.113.10, or an IPv6 address such as 2001:db8::10.',
    );
  }
  return address;
}

/** As {@link parseIpAddress}, but undefined for what is no address. */
export function tryParseIpAddress(text: string): IpAddress | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return fromBytes(4, ipaddr.IPv4.parse(text).toByteArray());
  if (text.includes(':') && !text.includes('%') && ipaddr.IPv6.isValid(text)) {
    return fromBytes(6, ipaddr.IPv6.parse(text).toByteArray());
  }
  return undefined;
}

/** The usual text of an address; IPv6 as RFC 5952 recommends. */
export function formatIpAddress(address: IpAddress): string {
  const bytes: number[] = [];
  for (let shift = addressBits(address.family) - 8; shift >= 0; shift -= 8) {
    bytes.push(Number((address.value >> BigInt(shift)) & 0xffn));
  }
  const parsed = ipaddr.fromByteArray(bytes);
  return parsed instanceof ipaddr.IPv6 ? parsed.toRFC5952String() : parsed.toString();
}

function fromBytes(family: AddressFamily, bytes: number[]): IpAddress {
  return { family, value: bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n) };
}
