import { Cidr } from '../../model/cidr';
import { PortSet } from '../../model/port-set';
import { METADATA_ADDRESSES } from '../../platform/metadata-endpoints';
import { SPECIAL_USE_IPV4, SPECIAL_USE_IPV6 } from '../../platform/special-use-ranges';

/** The metadata services of clouds, ready to be compared with what a rule opens. */
export const METADATA_TARGETS = METADATA_ADDRESSES.map(({ providers, cidr, ports }) => ({
  provider: providers.join(', '),
  address: cidr,
  ports: ports.reduce(
    (set, { protocol, first, last }) => set.union(PortSet.of(protocol, first!, last!)),
    PortSet.EMPTY,
  ),
}));

/** The special-use ranges inside which clusters, their networks and their metadata services live. */
const INHABITED = new Set([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
  'fe80::/10',
]);

export const INTERNAL_RANGES = [...SPECIAL_USE_IPV4, ...SPECIAL_USE_IPV6]
  .filter(({ cidr }) => INHABITED.has(cidr))
  .map(({ cidr, name }) => ({ name, block: Cidr.of(cidr) }));
