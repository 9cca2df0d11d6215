import { CniProfile } from './cni-profiles/cni-capability';
import { cniProfile } from './cni-profiles/cni-profiles';
import { Platform } from './platform';
import { PlatformProps } from './platform-props';

/** What somebody says about a cluster by name, on the command line or in a settings file. */
export interface ClusterNames {
  readonly platform?: string;
  readonly cni?: string;
  /** What differs from cluster to cluster of a platform. @default - not known */
  readonly ranges?: ClusterRanges;
}

/** Addresses of a cluster. */
export type ClusterRanges = Pick<PlatformProps, 'podCidrs' | 'serviceCidrs' | 'nodeCidrs' | 'apiServer'>;

/** What is known about a cluster. */
export interface ClusterFacts {
  readonly platform?: Platform;
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
  return { platform, cni: cni === undefined ? platform?.cni?._profile : cniProfile(cni) };
}
