import { existsSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { CommonOptions } from './common-options';
import { CheckConfig, readCheckConfig } from '../lint/check-config';
import { pathMatcher } from '../manifests/file-patterns';
import { readText } from '../manifests/input-files';
import { ClusterFacts, clusterFacts } from '../platform/cluster-facts';
import { rulesOf } from '../validation/kubernetes-version';

/** What a command goes by: its options, and netpol.yaml for what they leave open. */
export interface Settings extends Pick<CheckConfig, 'severities' | 'acknowledgements'> {
  readonly kubernetes?: string;
  readonly cluster: ClusterFacts;
  /** The version of the network plugin, where one was named. */
  readonly cniVersion?: string;
  /** The configuration file, where there is one. */
  readonly file?: string;
  /** Whether a file found in a folder is to be left alone. */
  readonly ignores: (path: string) => boolean;
}

const DEFAULT_CONFIG = 'netpol.yaml';

/**
 * Reads netpol.yaml, or the file that is named instead, and puts it together with the options.
 *
 * @throws InvalidInput for a mistake in the file, and for names and versions that nobody knows: before anything is read
 */
export function settingsOf(options: Omit<CommonOptions, 'format'>): Settings {
  const file = options.config ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : undefined);
  const config: CheckConfig = file === undefined ? {} : readCheckConfig(file, readText(file));
  const kubernetes = options.kubernetes ?? config.kubernetes;
  rulesOf(kubernetes);
  // A platform named on the command line brings its own plugin, whatever the settings say.
  const cni = options.cni ?? (options.platform === undefined ? config.cni : undefined);
  return {
    kubernetes,
    cluster: clusterFacts({ platform: options.platform ?? config.platform, cni, ranges: config.ranges }),
    cniVersion: cni?.split('@')[1],
    severities: config.severities,
    acknowledgements: config.acknowledgements,
    file,
    ignores: ignoring(file, config.ignore ?? []),
  };
}

/** Patterns are read from the folder that the file stands in. */
function ignoring(file: string | undefined, patterns: readonly string[]): (path: string) => boolean {
  if (file === undefined || patterns.length === 0) return () => false;
  const folder = dirname(resolve(file));
  const matches = pathMatcher(patterns);
  return (path) => matches(relative(folder, resolve(path)).split(sep).join('/'));
}
