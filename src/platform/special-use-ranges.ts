import { Cidr } from '../model/cidr';

/** A range that is no part of the public internet, and the document that says so. */
export interface SpecialUseRange {
  readonly cidr: string;
  readonly name: string;
  readonly source: string;
}

/**
 * Ranges that "the internet" never means: private networks, link-local addresses with the clouds' metadata services,
 * documentation, benchmarking, multicast and reserved space.
 *
 * Source: the IANA special-purpose address registries; each row names its RFC. 255.255.255.255/32 lies inside
 * 240.0.0.0/4. Azure's WireServer is a public address that only means something inside Azure.
 */
export const SPECIAL_USE_IPV4: readonly SpecialUseRange[] = [
  { cidr: '0.0.0.0/8', name: 'This network', source: 'RFC 791, RFC 1122' },
  { cidr: '10.0.0.0/8', name: 'Private use', source: 'RFC 1918' },
  { cidr: '100.64.0.0/10', name: 'Shared address space of carriers and clouds', source: 'RFC 6598' },
  { cidr: '127.0.0.0/8', name: 'Loopback', source: 'RFC 1122' },
  { cidr: '168.63.129.16/32', name: 'Azure WireServer', source: 'Microsoft documentation of 168.63.129.16' },
  { cidr: '169.254.0.0/16', name: 'Link-local, cloud metadata services among it', source: 'RFC 3927' },
  { cidr: '172.16.0.0/12', name: 'Private use', source: 'RFC 1918' },
  { cidr: '192.0.0.0/24', name: 'IETF protocol assignments', source: 'RFC 6890' },
  { cidr: '192.0.2.0/24', name: 'Documentation', source: 'RFC 5737' },
  { cidr: '192.88.99.0/24', name: 'Deprecated 6to4 relay anycast', source: 'RFC 7526' },
  { cidr: '192.168.0.0/16', name: 'Private use', source: 'RFC 1918' },
  { cidr: '198.18.0.0/15', name: 'Benchmarking', source: 'RFC 2544' },
  { cidr: '198.51.100.0/24', name: 'Documentation', source: 'RFC 5737' },
  { cidr: '203.0.113.0/24', name: 'Documentation', source: 'RFC 5737' },
  { cidr: '224.0.0.0/4', name: 'Multicast', source: 'RFC 5771' },
  { cidr: '240.0.0.0/4', name: 'Reserved', source: 'RFC 1112' },
];

/** As {@link SPECIAL_USE_IPV4}, for IPv6. */
export const SPECIAL_USE_IPV6: readonly SpecialUseRange[] = [
  { cidr: '::/128', name: 'Unspecified', source: 'RFC 4291' },
  { cidr: '::1/128', name: 'Loopback', source: 'RFC 4291' },
  { cidr: '64:ff9b::/96', name: 'NAT64, which can embed any IPv4 address', source: 'RFC 6052' },
  { cidr: '64:ff9b:1::/48', name: 'NAT64, local use', source: 'RFC 8215' },
  { cidr: '100::/64', name: 'Discard-only', source: 'RFC 6666' },
  { cidr: '100:0:0:1::/64', name: 'Dummy prefix', source: 'RFC 9780' },
  { cidr: '2001::/23', name: 'IETF protocol assignments', source: 'RFC 2928' },
  { cidr: '2001:db8::/32', name: 'Documentation', source: 'RFC 3849' },
  { cidr: '2002::/16', name: '6to4, which embeds IPv4 addresses', source: 'RFC 3056' },
  { cidr: '3fff::/20', name: 'Documentation', source: 'RFC 9637' },
  { cidr: '5f00::/16', name: 'Segment routing identifiers', source: 'RFC 9602' },
  { cidr: 'fc00::/7', name: 'Unique local', source: 'RFC 4193' },
  { cidr: 'fe80::/10', name: 'Link-local', source: 'RFC 4291' },
  { cidr: 'fec0::/10', name: 'Deprecated site-local', source: 'RFC 3879' },
  { cidr: 'ff00::/8', name: 'Multicast', source: 'RFC 4291' },
];

/** A block of public addresses and the special-use ranges inside it. */
export interface PublicBlock {
  readonly block: Cidr;
  readonly except: readonly Cidr[];
}

/** The public IPv4 internet. */
export function publicIpv4(): PublicBlock {
  return { block: Cidr.anyIpv4(), except: SPECIAL_USE_IPV4.map(({ cidr }) => Cidr.of(cidr)) };
}

/**
 * The public IPv6 internet: the space IANA has opened for global unicast. Every special-use range outside of it is
 * excluded by not being in the block at all; an `except` must lie inside.
 */
export function publicIpv6(): PublicBlock {
  const block = Cidr.of('2000::/3');
  const except = SPECIAL_USE_IPV6.map(({ cidr }) => Cidr.of(cidr)).filter((cidr) => block.contains(cidr));
  return { block, except };
}
