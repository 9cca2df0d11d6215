import { markContradictedDenials } from '../../evidence/replay/contradicted-denials';
import { clusterKnowledge } from '../../evidence/resolve-traffic';
import { readManifests } from '../../manifests/read-manifests';
import { ManifestDocument } from '../../model/manifest-document';
import { plural } from '../../model/plural';
import { findingLine } from '../../report/check/finding-line';
import { trafficCsv } from '../../report/traffic/traffic-csv';
import { trafficJson } from '../../report/traffic/traffic-json';
import { TrafficReport, totalsOf } from '../../report/traffic/traffic-report';
import { trafficText } from '../../report/traffic/traffic-text';
import { printable } from '../../report/wording/printable';
import { Traffic, readTraffic } from '../../traffic/read-traffic';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { nothingIn } from '../nothing-in';
import { Progress, readingProgress } from '../progress';
import { Settings, settingsOf } from '../settings';
import { writeReport } from '../write-report';

export interface TrafficCommandOptions {
  readonly collector: string;
  readonly manifests?: readonly string[];
  readonly map?: readonly string[];
  readonly config?: string;
  readonly strict?: boolean;
  readonly format: string;
  readonly output?: string;
}

const MOST_SHOWN = 20;

/** Says who talked to whom. */
export async function traffic(
  logs: readonly string[],
  options: TrafficCommandOptions,
  console: Console,
): Promise<ExitCode> {
  const { ignores } = settingsOf({ config: options.config });
  const progress = new Progress(console.err);
  try {
    const documents = options.manifests && documentsIn(options.manifests, ignores, console, progress);
    const cluster = documents && clusterKnowledge(documents.map(({ object }) => object));
    const observed = await readTraffic(logs, {
      ...cluster,
      collector: options.collector,
      ...(options.map ? { mapping: options.map } : {}),
      progress: (file, lines) => progress.at(`Reading ${file}: ${plural(lines, 'line')}`),
    });
    progress.end();
    warn(observed, options, console);
    const records = documents ? markContradictedDenials(observed.records, documents) : observed.records;
    const report: TrafficReport = { ...observed, records, assumptions: cluster?.assumptions() ?? [] };
    let text = '';
    for (const piece of render(report, options, console)) text += piece;
    writeReport(text, options.output, console);
    return options.strict && totalsOf(observed).unreadLines > 0 ? ExitCode.FOUND : ExitCode.FINE;
  } finally {
    progress.end();
  }
}

function documentsIn(
  paths: readonly string[],
  ignores: Settings['ignores'],
  { err }: Console,
  progress: Progress,
): readonly ManifestDocument[] {
  const { documents, findings } = readManifests(paths, readingProgress(progress), ignores);
  for (const finding of findings.filter(({ severity }) => severity === 'error').slice(0, MOST_SHOWN)) {
    err.write(`${findingLine(finding)}\n`);
  }
  if (documents.length === 0) throw nothingIn(paths);
  return documents;
}

/** The table says it all itself; other formats are read by programs, and people look at stderr. */
function warn(observed: Traffic, { format }: TrafficCommandOptions, { err }: Console): void {
  if (format === 'text') return;
  for (const { source, lost, notForDrafting, lines } of observed.files) {
    const name = printable(source);
    if (lines === 0) err.write(`warning: ${name}: the log is empty.\n`);
    if (lost.lines > 0) err.write(`warning: ${name}: ${plural(lost.lines, 'line')} could not be read.\n`);
    if (lost.events > 0) err.write(`warning: ${name}: the collector lost ${plural(lost.events, 'event')}.\n`);
    for (const why of notForDrafting) err.write(`warning: ${name}: not for drafting policies: ${why}.\n`);
  }
}

function render(
  observed: TrafficReport,
  { format, output }: TrafficCommandOptions,
  { out }: Console,
): Iterable<string> {
  if (format === 'json') return trafficJson(observed);
  if (format === 'csv') return trafficCsv(observed);
  return trafficText(observed, output === undefined ? paintFor(out) : undefined);
}
