import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Port, Protocol } from '../../src';
import { PortSet } from '../../src/model/port-set';

describe('Port', () => {
  test.each([
    [Port.tcp(8443), { protocol: 'TCP', port: 8443 }, 'TCP/8443'],
    [Port.udp(53), { protocol: 'UDP', port: 53 }, 'UDP/53'],
    [Port.sctp(3868), { protocol: 'SCTP', port: 3868 }, 'SCTP/3868'],
    [Port.tcpRange(8000, 8100), { protocol: 'TCP', port: 8000, endPort: 8100 }, 'TCP/8000-8100'],
    [Port.udpRange(7, 7), { protocol: 'UDP', port: 7 }, 'UDP/7'],
    [Port.sctpRange(1, 65535), { protocol: 'SCTP', port: 1, endPort: 65535 }, 'SCTP/1-65535'],
    [Port.allTcp(), { protocol: 'TCP' }, 'TCP/*'],
    [Port.allUdp(), { protocol: 'UDP' }, 'UDP/*'],
    [Port.allSctp(), { protocol: 'SCTP' }, 'SCTP/*'],
    [Port.named('https'), { protocol: 'TCP', port: 'https' }, 'TCP/https'],
    [Port.named('dns', Protocol.UDP), { protocol: 'UDP', port: 'dns' }, 'UDP/dns'],
  ])('%s is written to a manifest and in short, and read back from both', (port, manifest, text) => {
    expect(port.toManifest()).toEqual(manifest);
    expect(port.toString()).toBe(text);
    expect(Port.parse(text)).toEqual(port);
    expect(Port.fromManifest(manifest as never)).toEqual(port);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['0', () => Port.tcp(0), /^0 is not a port number\. Write a container port from 1 to 65535, or Port\.allTcp/],
    ['70000', () => Port.tcp(70000), /70000 is not a port number/],
    ['a fraction', () => Port.udp(443.5), /443\.5 is not a port number\. Write a whole number/],
    ['no number', () => Port.tcp(NaN), /not a port number/],
    [
      'a reversed range',
      () => Port.tcpRange(90, 80),
      /The port range 90-80 is reversed\. Write the lower port first: 80-90/,
    ],
    ['a quoted number', () => Port.named('80'), /at least one letter.*Port\.tcp\(80\)/],
    ['upper case', () => Port.named('HTTPS'), /lower case letters/],
    ['16 characters', () => Port.named('a'.repeat(16)), /no more than 15 characters/],
    ['two dashes', () => Port.named('a--b'), /must not contain '--'/],
    ['an edge dash', () => Port.named('-a'), /begin or end with '-'/],
    ['another protocol', () => Port.parse('ICMP/8'), /"ICMP\/8" is not a port\. Write PROTOCOL\/PORT/],
    ['no protocol', () => Port.parse('443'), /TCP\/8443, UDP\/53/],
    ['a fraction in text', () => Port.parse('TCP/443.5'), /443\.5 is not a port number/],
  ])('%s is refused, with what to write instead', (_name, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('PortSet', () => {
  const intervals = fc.array(
    fc.record({
      protocol: fc.constantFrom(...Object.values(Protocol)),
      first: fc.integer({ min: 1, max: 30 }),
      length: fc.integer({ min: 0, max: 10 }),
    }),
    { maxLength: 6 },
  );
  const setOf = (list: readonly { protocol: Protocol; first: number; length: number }[]) =>
    list.reduce(
      (set, { protocol, first, length }) => set.union(PortSet.of(protocol, first, first + length)),
      PortSet.EMPTY,
    );
  const pairs = Object.values(Protocol).flatMap((protocol) =>
    Array.from({ length: 45 }, (_unused, index) => ({ protocol, port: index + 1 })),
  );

  test('union, intersection and difference are those of the pairs they hold', () => {
    fc.assert(
      fc.property(intervals, intervals, (left, right) => {
        const [a, b] = [setOf(left), setOf(right)];
        for (const { protocol, port } of pairs) {
          const [inA, inB] = [a.has(protocol, port), b.has(protocol, port)];
          expect(a.union(b).has(protocol, port)).toBe(inA || inB);
          expect(a.intersect(b).has(protocol, port)).toBe(inA && inB);
          expect(a.subtract(b).has(protocol, port)).toBe(inA && !inB);
        }
        expect(a.union(b).contains(a)).toBe(true);
        expect(a.contains(b)).toBe(a.union(b).equals(a));
      }),
    );
  });

  test('equal sets have equal keys, however they were put together', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        expect(setOf([...list].reverse()).key).toBe(setOf(list).key);
      }),
    );
  });

  test('sets are written merged and sorted', () => {
    const set = PortSet.of(Protocol.UDP, 53)
      .union(PortSet.of(Protocol.TCP, 81, 90))
      .union(PortSet.of(Protocol.TCP, 80));
    expect(set.toStrings()).toEqual(['TCP 80-90', 'UDP 53']);
    expect(PortSet.ALL.toString()).toBe('all');
    expect(PortSet.EMPTY.toString()).toBe('none');
    expect(PortSet.ALL.subtract(PortSet.allOf(Protocol.UDP)).toString()).toBe('TCP 1-65535, SCTP 1-65535');
    expect(PortSet.ALL.isAll && !set.isAll && !set.isEmpty && PortSet.EMPTY.isEmpty).toBe(true);
  });
});
