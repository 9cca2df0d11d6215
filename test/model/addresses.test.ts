import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Cidr } from '../../src';
import { AddressSet, formatAddressRange } from '../../src/model/address-set';
import { formatIpAddress, parseIpAddress, tryParseIpAddress } from '../../src/model/ip-address';

describe('Cidr', () => {
  test.each(['10.0.0.0/8', '0.0.0.0/0', '192.0.2.7/32', '2001:db8::/32', '::/0', '::1/128', 'fe80::/10'])(
    '%s is read and written as it is',
    (text) => {
      expect(Cidr.of(text).toString()).toBe(text);
    },
  );

  test('IPv6 is written in its short form', () => {
    expect(Cidr.of('2001:0DB8:0:0::/32').toString()).toBe('2001:db8::/32');
    expect(Cidr.address('2001:db8:0:0:0:0:0:1').toString()).toBe('2001:db8::1/128');
    expect(Cidr.address('192.0.2.1').toString()).toBe('192.0.2.1/32');
  });

  test.each<[string, RegExp]>([
    ['999.1.1.1/99', /"999\.1\.1\.1" is not an IP address\. Write four decimal numbers from 0 to 255/],
    ['10.0.0.0/33', /prefix length after '\/' must be 0 to 32/],
    ['::/129', /must be 0 to 128/],
    [
      '10.0.0.5/8',
      /bits set beyond its prefix length\. Write "10\.0\.0\.0\/8" for the whole block, or "10\.0\.0\.5\/32"/,
    ],
    ['10.0.0.1', /no prefix length\. Write "10\.0\.0\.1\/32" for this one address/],
    ['2001:db8::1', /Write "2001:db8::1\/128"/],
    ['010.0.0.0/8', /not an IP address/],
    ['10.0/16', /not an IP address/],
    ['10.0.0.0/08', /not an address block/],
    ['10.0.0.0/+8', /not an address block/],
    ['10.0.0.0/8/9', /not an address block/],
    ['::ffff:10.0.0.0/104', /IPv4-mapped IPv6/],
    ['fe80::1%eth0/64', /not an IP address/],
    ['', /not an IP address/],
    ['/8', /not an IP address/],
  ])('%s is refused, with what to write instead', (text, message) => {
    expect(() => Cidr.of(text)).toThrow(message);
  });

  test('blocks contain and overlap within their family only', () => {
    const ten = Cidr.of('10.0.0.0/8');
    expect(ten.contains(Cidr.of('10.1.0.0/16'))).toBe(true);
    expect(Cidr.of('10.1.0.0/16').contains(ten)).toBe(false);
    expect(ten.overlaps(Cidr.of('10.1.0.0/16'))).toBe(true);
    expect(ten.overlaps(Cidr.of('11.0.0.0/8'))).toBe(false);
    expect(Cidr.anyIpv4().overlaps(Cidr.anyIpv6())).toBe(false);
  });
});

test('addresses are read in their strict forms only, and written back', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseIpAddress(text);
      expect(parseIpAddress(formatIpAddress(address))).toEqual(address);
    }),
  );
  expect(['1.2.3', '0x7f.0.0.1', '1.2.3.4.5', 'localhost', ':::', '1.2.3.256'].map(tryParseIpAddress)).toEqual(
    Array(6).fill(undefined),
  );
});

describe('AddressSet', () => {
  /** Blocks of the last byte of one IPv4 and one IPv6 network, so that they meet often and can be counted. */
  const cidr = fc
    .record({ six: fc.boolean(), value: fc.nat(255), bits: fc.integer({ min: 0, max: 8 }) })
    .map(({ six, value, bits }) => {
      const base = value - (value % 2 ** (8 - bits));
      return six ? Cidr.of(`2001:db8::${base.toString(16)}/${120 + bits}`) : Cidr.of(`192.0.2.${base}/${24 + bits}`);
    });
  const cidrs = fc.array(cidr, { maxLength: 6 });
  const addresses = Array.from({ length: 256 }, (_unused, value) => [
    parseIpAddress(`192.0.2.${value}`),
    parseIpAddress(`2001:db8::${value.toString(16)}`),
  ]).flat();

  test('union, intersection and difference are those of the addresses they hold', () => {
    fc.assert(
      fc.property(cidrs, cidrs, (left, right) => {
        const [a, b] = [AddressSet.of(...left), AddressSet.of(...right)];
        const [union, both, only] = [a.union(b), a.intersect(b), a.subtract(b)];
        for (const address of addresses) {
          const [inA, inB] = [a.has(address), b.has(address)];
          if (union.has(address) !== (inA || inB)) throw new Error('union');
          if (both.has(address) !== (inA && inB)) throw new Error('intersection');
          if (only.has(address) !== (inA && !inB)) throw new Error('difference');
        }
        expect(union.contains(a) && a.contains(both) && a.contains(only)).toBe(true);
      }),
    );
  });

  test('a set is the union of its blocks, and the complement of its complement', () => {
    fc.assert(
      fc.property(cidrs, (list) => {
        const set = AddressSet.of(...list);
        expect(AddressSet.of(...set.toCidrs()).equals(set)).toBe(true);
        const complement = AddressSet.ALL.subtract(set);
        expect(AddressSet.ALL.subtract(complement).ranges).toEqual(set.ranges);
        expect(AddressSet.of(...complement.toCidrs()).equals(complement)).toBe(true);
      }),
    );
  });

  test('a block is covered where all of its addresses are in the set', () => {
    fc.assert(
      fc.property(cidrs, cidr, (list, block) => {
        const set = AddressSet.ofBlocks(list);
        expect(set.covers(block)).toBe(set.contains(AddressSet.of(block)));
        for (const { first, family, last } of AddressSet.of(block).ranges) {
          for (const value of [first, last]) {
            expect(set.has({ family, value })).toBe(
              list.some((one) => one.contains(Cidr._covering(family, value, family === 4 ? 32 : 128))),
            );
          }
        }
      }),
    );
  });

  test('ranges are written as a reader expects', () => {
    const holes = AddressSet.of(Cidr.of('0.0.0.0/0')).subtract(AddressSet.of(Cidr.of('10.0.0.0/8')));
    expect(holes.ranges.map(formatAddressRange)).toEqual(['0.0.0.0-9.255.255.255', '11.0.0.0-255.255.255.255']);
    expect(AddressSet.of(Cidr.address('::1')).ranges.map(formatAddressRange)).toEqual(['::1']);
  });
});
