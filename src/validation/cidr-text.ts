import { AddressFamily, addressBits, formatIpAddress } from '../model/ip-address';

/**
 * A CIDR as API servers have always read it: leading zeros are decimal, IPv4-mapped IPv6 addresses and host bits are
 * let through. `Cidr` is the strict reading; this one knows what lenient text means, and in which way it is lenient.
 */
export interface CidrText {
  readonly family: AddressFamily;
  /** The address as written, host bits and all. */
  readonly address: bigint;
  /** The first address of the block. */
  readonly base: bigint;
  readonly prefix: number;
  /** Numbers with superfluous zeros in front. */
  readonly leadingZeros: boolean;
  /** An IPv6 address of the form `::ffff:192.0.2.1`. */
  readonly mapped: boolean;
}

/** Reads a CIDR leniently; undefined for what no API server takes. */
export function parseCidrText(text: string): CidrText | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const addressText = text.slice(0, slash);
  const prefixText = text.slice(slash + 1);
  const parsed = addressText.includes(':') ? parseIpv6(addressText) : parseIpv4(addressText);
  if (!parsed || !/^\d+$/.test(prefixText)) return undefined;
  const family: AddressFamily = parsed.bits === 32 ? 4 : 6;
  const prefix = Number(prefixText);
  if (prefix > parsed.bits) return undefined;
  const hostBits = BigInt(parsed.bits - prefix);
  return {
    family,
    address: parsed.value,
    base: (parsed.value >> hostBits) << hostBits,
    prefix,
    leadingZeros: parsed.leadingZeros || (prefixText.length > 1 && prefixText.startsWith('0')),
    mapped: family === 6 && parsed.value >> 32n === 0xffffn,
  };
}

export function hasHostBits({ address, base }: CidrText): boolean {
  return address !== base;
}

/** The block in the notation every reader agrees on. */
export function canonicalBlock({ family, base, prefix }: CidrText): string {
  return `${formatIpAddress({ family, value: base })}/${prefix}`;
}

/** The one address as a block. */
export function singleAddressBlock({ family, address }: CidrText): string {
  return `${formatIpAddress({ family, value: address })}/${addressBits(family)}`;
}

/** Whether `inner` lies in `outer` and is smaller: what the API server asks of `except`. */
export function isStrictlyInside(inner: CidrText, outer: CidrText): boolean {
  const a = asSeenByGo(inner);
  const b = asSeenByGo(outer);
  const hostBits = BigInt(addressBits(b.family) - b.prefix);
  return a.family === b.family && a.base >> hostBits === b.base >> hostBits && inner.prefix > outer.prefix;
}

/** Go's net package turns an IPv4-mapped block into the IPv4 block before it compares. */
function asSeenByGo(cidr: CidrText): { family: AddressFamily; base: bigint; prefix: number } {
  if (cidr.family === 6 && cidr.base >> 32n === 0xffffn) {
    return { family: 4, base: cidr.base & 0xffffffffn, prefix: cidr.prefix - 96 };
  }
  return cidr;
}

interface AddressText {
  readonly value: bigint;
  readonly bits: 32 | 128;
  readonly leadingZeros: boolean;
}

function parseIpv4(text: string): AddressText | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  let leadingZeros = false;
  for (const part of parts) {
    if (!/^\d+$/.test(part)) return undefined;
    const octet = Number(part);
    if (octet > 255) return undefined;
    if (part.length > 1 && part.startsWith('0')) leadingZeros = true;
    value = value * 256 + octet;
  }
  return { value: BigInt(value), bits: 32, leadingZeros };
}

function parseIpv6(text: string): AddressText | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const before = groupsOf(halves[0]!, halves.length === 1);
  const after = halves.length === 2 ? groupsOf(halves[1]!, true) : { groups: [], leadingZeros: false };
  if (!before || !after) return undefined;
  const missing = 8 - before.groups.length - after.groups.length;
  // The library of the API server takes `::` for one group of zeros at least.
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...before.groups, ...new Array<number>(missing).fill(0), ...after.groups];
  const value = groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  return { value, bits: 128, leadingZeros: before.leadingZeros || after.leadingZeros };
}

/** The 16-bit groups of a part without `::`. Only the last part may end in an IPv4 address. */
function groupsOf(text: string, last: boolean): { groups: number[]; leadingZeros: boolean } | undefined {
  if (text === '') return { groups: [], leadingZeros: false };
  const groups: number[] = [];
  let leadingZeros = false;
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (last && index === parts.length - 1 && part.includes('.')) {
      const v4 = parseIpv4(part);
      if (!v4) return undefined;
      groups.push(Number(v4.value >> 16n), Number(v4.value & 0xffffn));
      leadingZeros ||= v4.leadingZeros;
    } else {
      if (!/^[0-9a-fA-F]+$/.test(part) || parseInt(part, 16) > 0xffff) return undefined;
      groups.push(parseInt(part, 16));
      leadingZeros ||= part.length > 4;
    }
  }
  return { groups, leadingZeros };
}
