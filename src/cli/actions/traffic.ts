import { markContradictedDenials } from '../../evidence/replay/contradicted-denials';
import { clusterKnowledge } from '../../evidence/resolve-traffic';
import { plural } from '../../model/plural';
import { trafficCsv } from '../../report/traffic/traffic-csv';
import { trafficJson } from '../../report/traffic/traffic-json';
import { TrafficReport, totalsOf } from '../../report/traffic/traffic-report';
import { trafficText } from '../../report/traffic/traffic-text';
import { readTraffic } from '../../traffic/read-traffic';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { Progress } from '../progress';
import { readDocuments } from '../read-documents';
import { settingsOf } from '../settings';
import { warnOfEmptyLogs, warnOfLosses } from '../warn-of-losses';
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

/** Says who talked to whom. */
export async function traffic(
  logs: readonly string[],
  options: TrafficCommandOptions,
  console: Console,
): Promise<ExitCode> {
  const { ignores } = settingsOf({ config: options.config });
  const progress = new Progress(console.err);
  try {
    const documents = options.manifests && readDocuments(options.manifests, ignores, console, progress);
    const cluster = documents && clusterKnowledge(documents.map(({ object }) => object));
    const observed = await readTraffic(logs, {
      ...cluster,
      collector: options.collector,
      ...(options.map ? { mapping: options.map } : {}),
      progress: (file, lines) => progress.at(`Reading ${file}: ${plural(lines, 'line')}`),
    });
    progress.end();
    // The table says it all itself; other formats are read by programs, and people look at stderr.
    if (options.format === 'text') warnOfEmptyLogs(observed, console);
    else warnOfLosses(observed, console);
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

function render(
  observed: TrafficReport,
  { format, output }: TrafficCommandOptions,
  { out }: Console,
): Iterable<string> {
  if (format === 'json') return trafficJson(observed);
  if (format === 'csv') return trafficCsv(observed);
  return trafficText(observed, output === undefined ? paintFor(out) : undefined);
}
