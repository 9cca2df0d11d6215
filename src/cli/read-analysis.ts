import { CommonOptions } from './common-options';
import { Console } from './console';
import { nameEmpty, nothingIn } from './nothing-in';
import { Progress, readingProgress } from './progress';
import { saidOfRefused } from './refused-policies';
import { settingsOf } from './settings';
import { withoutRefused } from '../lint/refused-policies';
import { ReadResult, readManifests } from '../manifests/read-manifests';
import { Finding } from '../model/finding';
import { ManifestDocument } from '../model/manifest-document';
import { plural } from '../model/plural';
import { inventoryOf } from '../policy-kinds/inventory-of';
import { Analysis } from '../reachability/relation/analysis';
import { engineOptions, inEffect } from '../reachability/universe/engine-options';
import { findingLine } from '../report/check/finding-line';
import { printable } from '../report/wording/printable';
import { missingBefore } from '../validation/older-releases';

/** What inputs mean, and whether all of them could be read. */
export interface ReadAnalysis {
  readonly analysis: Analysis;
  /** Everything that was read. */
  readonly documents: readonly ManifestDocument[];
  readonly complete: boolean;
  /** The texts by file, for what quotes them. */
  readonly sources: ReadResult['sources'];
}

/**
 * Reads inputs, says on stderr what is wrong with them, and analyses the rest.
 *
 * @param mayBeEmpty whether no object at all is an input too: a cluster before its first policy
 * @throws InvalidInput for inputs that cannot be read at all, or hold no object where they must, and for wrong options
 */
export function readAnalysis(
  paths: readonly string[],
  options: CommonOptions,
  console: Console,
  { mayBeEmpty = false } = {},
): ReadAnalysis {
  const { kubernetes, cluster, ignores } = settingsOf(options);
  const plugin = cluster.cni;
  const missing = missingBefore(kubernetes);
  const progress = new Progress(console.err);
  try {
    const { documents, findings, empty, sources } = readManifests(paths, readingProgress(progress), ignores);
    progress.at(`Analysing ${plural(documents.length, 'object')}`);
    const { documents: taken, findings: refused } = withoutRefused(documents, { kubernetes });
    const inventory = inventoryOf(taken, { kubernetes });
    const counting = inEffect(inventory, plugin);
    const analysis = Analysis.of(counting, engineOptions(plugin, options.ipBlocksMatchPods));
    progress.end();
    if (counting.ineffectivePolicies) {
      console.err.write(`warning: ${plugin!.title} enforces no NetworkPolicy, so none of them counts.\n`);
    }
    if (missing.length > 0) {
      console.err.write(
        `warning: The answers count on what Kubernetes ${kubernetes} does not do: ${missing.join('; ')}.\n`,
      );
    }
    const read = [...findings, ...counting.findings, ...analysis.findings, ...refused];
    const all = saidOfRefused(read, options.allowRefused);
    reportFindings(all, console);
    if (documents.length === 0) {
      const nothing = nothingIn(paths);
      if (!mayBeEmpty) throw nothing;
      console.err.write(`warning: ${printable(nothing.problem)} It is taken for a cluster without policies.\n`);
    } else {
      nameEmpty(empty, console.err);
    }
    return { analysis, documents, complete: !all.some(({ severity }) => severity === 'error'), sources };
  } finally {
    progress.end();
  }
}

const MOST_SHOWN = 20;

function reportFindings(findings: readonly Finding[], { err }: Console): void {
  const serious = findings.filter(({ severity }) => severity !== 'info');
  const errors = serious.filter(({ severity }) => severity === 'error');
  const shown = [...errors, ...serious.filter(({ severity }) => severity !== 'error')].slice(0, MOST_SHOWN);
  for (const finding of shown) err.write(`${findingLine(finding)}\n`);
  if (serious.length > shown.length) {
    err.write(`… and ${serious.length - shown.length} more; "netpol check" shows all of them.\n`);
  }
  if (errors.length > 0) err.write('What follows leaves out what could not be used.\n');
}
