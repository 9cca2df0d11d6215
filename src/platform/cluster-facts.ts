import { CniProfile } from './cni-profiles/cni-capability';
import { cniProfile } from './cni-profiles/cni-profiles';
import { Platform } from './platform';
import { PlatformProps } from './platform-props';
import { Cidr } from '../model/cidr';

/** What somebody says about a cluster by name, on the command line or in a settings file. */
export interface ClusterNames {
  readonly platform?: string;
  readonly cni?: string;
  /** What differs from cluster to cluster of a platform. @default - not known */
  readonly ranges?: ClusterRanges;
}

/** Addresses of a cluster, in the words of settings. */
export type ClusterRanges = Pick<PlatformProps, 'podCidrs' | 'serviceCidrs' | 'nodeCidrs' | 'apiServer'>;

/** Whose addresses are where in a cluster; empty where that is not known. */
export interface AddressRanges {
  readonly nodes: readonly Cidr[];
  readonly pods: readonly Cidr[];
  readonly services: readonly Cidr[];
  readonly apiServer: readonly Cidr[];
}

/** What is known about a cluster. */
export interface ClusterFacts {
  /** The named platform, which holds the ranges too. */
  readonly platform?: Platform;
  /** The ranges, where no platform was named. */
  readonly ranges?: AddressRanges;
  /** The network plugin: the one that was named, or else the usual one of the platform. */
  readonly cni?: CniProfile;
}

/**
 * What the names stand for.
 *
 * @throws InvalidInput for a name or version that is not known
 */
export function clusterFacts({ platform: platformName, cni, ranges }: ClusterNames): ClusterFacts {
  const platform = platformName === undefined ? undefined : Platform._named(platformName, ranges);
  return {
    platform,
    ranges: platform ? undefined : addressRanges(ranges),
    cni: cni === undefined ? platform?.cni?._profile : cniProfile(cni),
  };
}

function addressRanges({ nodeCidrs, podCidrs, serviceCidrs, apiServer }: ClusterRanges = {}): AddressRanges {
  return { nodes: nodeCidrs ?? [], pods: podCidrs ?? [], services: serviceCidrs ?? [], apiServer: apiServer ?? [] };
}
