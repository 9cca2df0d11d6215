import { openingsFor } from '../../evidence/replay/openings';
import { Bucket, replay } from '../../evidence/replay/replay';
import { clusterKnowledge } from '../../evidence/resolve-traffic';
import { plural } from '../../model/plural';
import { replayJson } from '../../report/replay/replay-json';
import { replayJunit } from '../../report/replay/replay-junit';
import { replayMarkdown } from '../../report/replay/replay-markdown';
import { ReplayReport, failuresOf } from '../../report/replay/replay-report';
import { replayText } from '../../report/replay/replay-text';
import { readTraffic } from '../../traffic/read-traffic';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { Progress } from '../progress';
import { readAnalysis } from '../read-analysis';
import { readDocuments } from '../read-documents';
import { settingsOf } from '../settings';
import { warnOfLosses } from '../warn-of-losses';
import { writeReport } from '../write-report';

export interface ReplayCommandOptions extends CommonOptions {
  readonly traffic: readonly string[];
  readonly before?: readonly string[];
  readonly with?: readonly string[];
  readonly manifests?: readonly string[];
  readonly collector: string;
  readonly map?: readonly string[];
  readonly failOn: readonly (Bucket | 'nothing')[];
  readonly budget: number;
  readonly all?: boolean;
}

/** Judges observed traffic by policies. */
export async function replayCommand(
  paths: readonly string[],
  options: ReplayCommandOptions,
  console: Console,
): Promise<ExitCode> {
  const { ignores } = settingsOf(options);
  const shared = options.with ?? [];
  const before = options.before && readAnalysis([...options.before, ...shared], options, console, { mayBeEmpty: true });
  const after = readAnalysis([...paths, ...shared], options, console, { mayBeEmpty: true });
  const progress = new Progress(console.err);
  try {
    const snapshots = options.manifests ? readDocuments(options.manifests, ignores, console, progress) : [];
    const documents = [...(before?.documents ?? []), ...after.documents, ...snapshots];
    const cluster = clusterKnowledge(documents.map(({ object }) => object));
    const traffic = await readTraffic(options.traffic, {
      ...cluster,
      collector: options.collector,
      ...(options.map ? { mapping: options.map } : {}),
      progress: (file, lines) => progress.at(`Reading ${file}: ${plural(lines, 'line')}`),
    });
    warnOfLosses(traffic, console);
    const judged = replay(traffic, after.analysis, before?.analysis, progress.ticking('Judging connections'));
    progress.at('Looking for what would open them');
    const complete = after.complete && (before?.complete ?? true);
    const failOn = options.failOn.filter((bucket): bucket is Bucket => bucket !== 'nothing');
    const report: ReplayReport = {
      replay: judged,
      openings: openingsFor(judged),
      assumptions: cluster.assumptions(),
      complete,
      gate: { failOn, budget: options.budget },
    };
    progress.end();
    writeReport(render(report, options, console), options.output, console);
    if (!complete) return ExitCode.UNUSABLE;
    return failuresOf(report) > options.budget ? ExitCode.FOUND : ExitCode.FINE;
  } finally {
    progress.end();
  }
}

function render(report: ReplayReport, { format, output, all }: ReplayCommandOptions, { out }: Console): string {
  switch (format) {
    case 'json':
      return joined(replayJson(report, all));
    case 'junit':
      return joined(replayJunit(report));
    case 'markdown':
      return replayMarkdown(report);
    default:
      return replayText(report, output === undefined ? paintFor(out) : undefined);
  }
}

function joined(pieces: Iterable<string>): string {
  let text = '';
  for (const piece of pieces) text += piece;
  return text;
}
