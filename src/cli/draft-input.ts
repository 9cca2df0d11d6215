import { CommonOptions } from './common-options';
import { Console } from './console';
import { Progress, readingProgress } from './progress';
import { readAnalysis } from './read-analysis';
import { settingsOf } from './settings';
import { DraftInput } from '../drafting/draft';
import { clusterKnowledge } from '../evidence/resolve-traffic';
import { readManifests } from '../manifests/read-manifests';
import { SourceText } from '../manifests/source-text';
import { parseIsoDate } from '../model/governance';
import { InvalidInput } from '../model/invalid-input';
import { isNetworkPolicy } from '../model/kubernetes-object';
import { plural } from '../model/plural';
import { inventoryOf } from '../policy-kinds/inventory-of';
import { printable } from '../report/wording/printable';
import { Traffic, readTraffic } from '../traffic/read-traffic';

/** The options that say what to draft from. */
export interface DraftSources extends CommonOptions {
  readonly traffic?: readonly string[];
  readonly collector: string;
  readonly map?: readonly string[];
  readonly namespace?: readonly string[];
  readonly asOf?: string;
}

/**
 * Reads manifests and logs for a draft.
 *
 * @throws InvalidInput for input that cannot be read, logs that no policy may be drafted from, and nothing to draft from
 */
export async function draftInput(
  paths: readonly string[],
  options: DraftSources,
  console: Console,
): Promise<{ readonly input: DraftInput; readonly complete: boolean }> {
  const { cluster, kubernetes, cniVersion, ignores } = settingsOf(options);
  const today = options.asOf === undefined ? Date.now() : parseIsoDate('--as-of', options.asOf).getTime();
  const { inventory, complete, sources } = manifestsIn(paths, options, console);
  if (paths.length === 0 && !options.traffic) {
    throw new InvalidInput('There is nothing to draft from.', 'Name files with policies, or a log: --traffic FILE.');
  }
  const policies = [...inventory.policies, ...(inventory.ineffectivePolicies ?? [])];
  if (!options.traffic && !policies.some(({ object }) => isNetworkPolicy(object))) {
    throw new InvalidInput(
      'There is no NetworkPolicy in the input, so there is nothing to draft from.',
      'Name files with policies, or a log: --traffic FILE.',
    );
  }
  const progress = new Progress(console.err);
  try {
    const objects = options.traffic ? readManifests(paths, readingProgress(progress), ignores).documents : [];
    const traffic =
      options.traffic &&
      (await readTraffic(options.traffic, {
        ...clusterKnowledge(objects.map(({ object }) => object)),
        collector: options.collector,
        ...(options.map ? { mapping: options.map } : {}),
        progress: (file, lines) => progress.at(`Reading ${file}: ${plural(lines, 'line')}`),
      }));
    if (traffic) requireFit(traffic);
    return {
      input: {
        inventory: { ...inventory, policies },
        sources,
        cluster: { ...cluster, kubernetesVersion: kubernetes, cniVersion },
        ...(traffic && { observed: { traffic, namespaces: options.namespace, today } }),
      },
      complete,
    };
  } finally {
    progress.end();
  }
}

/** Logs alone will do: they name pods by their labels. */
function manifestsIn(paths: readonly string[], options: DraftSources, console: Console) {
  if (paths.length === 0 && options.traffic) {
    return { inventory: inventoryOf([]), complete: true, sources: new Map<string, SourceText>() };
  }
  const { analysis, ...rest } = readAnalysis(paths, options, console, { mayBeEmpty: Boolean(options.traffic) });
  return { inventory: analysis.inventory, ...rest };
}

/** Policies made of half of what a log should say would cut off the other half. */
function requireFit({ files }: Traffic): void {
  const unfit = files.flatMap(({ source, notForDrafting, observations }) =>
    observations === 0
      ? [`${printable(source)} (there is no flow in it)`]
      : notForDrafting.map((why) => `${printable(source)} (${why})`),
  );
  if (unfit.length === 0) return;
  throw new InvalidInput(
    `Policies cannot be drafted from ${unfit.join(', ')}.`,
    'Name logs that say ports and who opened a connection.',
  );
}
