import { Cidr } from '../../model/cidr';
import { Port } from '../../model/port';
import { PortSet } from '../../model/port-set';
import { METADATA_ADDRESSES, METADATA_ENDPOINTS } from '../../platform/metadata-endpoints';
import { Platform } from '../../platform/platform';
import { SPECIAL_USE_IPV4, SPECIAL_USE_IPV6 } from '../../platform/special-use-ranges';

/** A metadata service of some clouds, ready to be compared with what a rule opens. */
export interface MetadataTarget {
  readonly provider: string;
  readonly address: Cidr;
  readonly ports: PortSet;
}

/** The address that nearly every cloud uses: what counts where nobody names the cloud. */
const COMMON_ADDRESS = '169.254.169.254/32';

/** The metadata services that a cluster of this platform can reach. */
export function metadataTargets(platform: Platform | undefined): MetadataTarget[] {
  const clouds = platform?._facts.clouds ?? [];
  if (clouds.length === 0) {
    return METADATA_ADDRESSES.filter(({ cidr }) => cidr.toString() === COMMON_ADDRESS).map(({ cidr, ports }) => ({
      provider: 'most clouds',
      address: cidr,
      ports: portSetOf(ports),
    }));
  }
  const here = METADATA_ENDPOINTS.filter(({ cloud }) => clouds.includes(cloud));
  return here.flatMap(({ provider, cidrs, ports }) =>
    cidrs.map((address) => ({ provider, address, ports: portSetOf(ports) })),
  );
}

function portSetOf(ports: readonly Port[]): PortSet {
  return ports.reduce(
    (set, { protocol, first, last }) => set.union(PortSet.of(protocol, first!, last!)),
    PortSet.EMPTY,
  );
}

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
