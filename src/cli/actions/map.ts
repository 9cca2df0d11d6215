import { parseIsoDate } from '../../model/governance';
import { shellWords } from '../../model/shell-words';
import { differenceOf } from '../../reachability/change/difference';
import { buildMap } from '../../report/map/build-map';
import { mapHtml } from '../../report/map/map-html';
import { CommonOptions } from '../common-options';
import { Console } from '../console';
import { ExitCode } from '../exit-code';
import { mapAssets } from '../map-assets';
import { Progress } from '../progress';
import { readAnalysis } from '../read-analysis';
import { writeReport } from '../write-report';

export interface MapCommandOptions extends CommonOptions {
  readonly diff?: string;
  readonly redact?: boolean;
  readonly asOf?: string;
}

/** Draws who can reach whom. */
export function map(paths: readonly string[], options: MapCommandOptions, console: Console): ExitCode {
  const { diff, redact, asOf } = options;
  if (asOf !== undefined) parseIsoDate('--as-of', asOf);
  const assets = mapAssets();
  const progress = new Progress(console.err);
  const now = readAnalysis(paths, options, console);
  const old = diff === undefined ? undefined : readAnalysis([diff], options, console, { mayBeEmpty: true });
  const difference =
    old &&
    differenceOf(
      old.analysis.inventory,
      now.analysis.inventory,
      now.analysis.universe.options,
      progress.ticking('Comparing'),
    );
  const complete = now.complete && (old?.complete ?? true);
  const data = buildMap(difference?.new ?? now.analysis, {
    title: paths.join(' '),
    command: explainCommand(paths, options),
    ...(asOf === undefined ? {} : { asOf }),
    redact,
    notes: complete ? [] : ['Something in the input could not be used and is left out: run netpol check to see what.'],
    ...(difference ? { since: { title: diff!, difference } } : {}),
    tick: progress.ticking('Collecting who can reach whom'),
  });
  progress.at('Writing the page');
  const page = mapHtml(data, assets);
  progress.end();
  writeReport(page, options.output, console);
  return complete ? ExitCode.FINE : ExitCode.UNUSABLE;
}

/** The question about one pair, with the options that its answer depends on; the ends follow. */
function explainCommand(
  paths: readonly string[],
  { cni, platform, kubernetes, config, ipBlocksMatchPods }: MapCommandOptions,
): string {
  const asked = Object.entries({
    '--cni': cni,
    '--platform': platform,
    '--kubernetes': kubernetes,
    '--config': config,
    '--ip-blocks-match-pods': ipBlocksMatchPods,
  }).flatMap(([name, value]) => (value === undefined ? [] : [name, value]));
  return shellWords(['netpol', 'explain', ...paths, ...asked]);
}
