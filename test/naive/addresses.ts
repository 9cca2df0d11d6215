import type { IpBlock } from './kubernetes';

/** An address as a number, with the width that tells IPv4 (32) from IPv6 (128). */
export interface Address {
  bits: 32 | 128;
  value: bigint;
}

export function parseAddress(text: string): Address {
  return text.includes(':')
    ? { bits: 128, value: joinGroups(ipv6Groups(text), 2n ** 16n) }
    : { bits: 32, value: joinGroups(text.split('.').map(Number), 2n ** 8n) };
}

/** The text that parseAddress reads back: dotted IPv4, or IPv6 in eight groups without `::`. */
export function formatAddress({ bits, value }: Address): string {
  return bits === 32
    ? splitGroups(value, 4, 2n ** 8n).join('.')
    : splitGroups(value, 8, 2n ** 16n)
        .map((group) => group.toString(16))
        .join(':');
}

/** The first and the last address of a CIDR. */
export function cidrBounds(cidr: string): { first: Address; last: Address } {
  const [text, prefix] = cidr.split('/');
  const { bits, value } = parseAddress(text);
  const size = 2n ** BigInt(bits - Number(prefix));
  const first = value - (value % size);
  return { first: { bits, value: first }, last: { bits, value: first + size - 1n } };
}

/** An IPv4 CIDR holds no IPv6 address and the other way round, whatever the numbers are. */
export function cidrContains(cidr: string, address: Address): boolean {
  const { first, last } = cidrBounds(cidr);
  return first.bits === address.bits && first.value <= address.value && address.value <= last.value;
}

/** `except` takes addresses out of its own block only; another block of the same rule may still hold them. */
export function ipBlockContains(block: IpBlock, address: Address): boolean {
  return cidrContains(block.cidr, address) && !(block.except ?? []).some((except) => cidrContains(except, address));
}

function joinGroups(groups: number[], groupSize: bigint): bigint {
  return groups.reduce((value, group) => value * groupSize + BigInt(group), 0n);
}

function splitGroups(value: bigint, count: number, groupSize: bigint): bigint[] {
  return Array.from({ length: count }, (_, index) => (value / groupSize ** BigInt(count - 1 - index)) % groupSize);
}

function ipv6Groups(text: string): number[] {
  const [head, tail] = text.split('::');
  const before = groupsOf(head);
  if (tail === undefined) return before;
  const after = groupsOf(tail);
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function groupsOf(text: string): number[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => {
    if (!group.includes('.')) return [parseInt(group, 16)];
    const [a, b, c, d] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
