import { InvalidInput } from '../../model/invalid-input';
import { Focus, focusExposures, focusOn, parseFocus } from '../../reachability/question/focus';
import { Exposure, exposures } from '../../reachability/reasoning/exposure';
import { aloneIn } from '../../reachability/relation/alone';
import { Analysis } from '../../reachability/relation/analysis';
import { Connections, connectionsOf } from '../../reachability/relation/connections';
import { notIsolated } from '../../reachability/relation/isolation';
import { reachCsv } from '../../report/reach/reach-csv';
import { reachDot } from '../../report/reach/reach-dot';
import { reachJson } from '../../report/reach/reach-json';
import { reachMarkdown } from '../../report/reach/reach-markdown';
import { reachMermaid } from '../../report/reach/reach-mermaid';
import { ReachReport } from '../../report/reach/reach-report';
import { reachText } from '../../report/reach/reach-text';
import { limitsOfInput } from '../../report/wording/plugin-limits-text';
import { plural } from '../../report/wording/plural';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { Progress } from '../progress';
import { readAnalysis } from '../read-analysis';
import { writeReport } from '../write-report';

export interface ReachCommandOptions extends CommonOptions {
  readonly focus?: readonly string[];
  readonly exposure?: boolean;
}

const EXPOSURE_FORMATS = ['text', 'json', 'markdown'];

/** Says who can reach whom. */
export function reach(paths: readonly string[], options: ReachCommandOptions, console: Console): ExitCode {
  const focus = options.focus && parseFocus(options.focus);
  if (options.exposure && !EXPOSURE_FORMATS.includes(options.format)) {
    throw new InvalidInput(
      `The format ${options.format} has no place for who else could.`,
      `With --exposure write --format ${EXPOSURE_FORMATS.join(', or ')}.`,
    );
  }
  const progress = new Progress(console.err);
  const { analysis, complete } = readAnalysis(paths, options, console);
  const all = connectionsOf(analysis, progress.ticking('Collecting who can reach whom'));
  const connections = focus ? focusOn(analysis, all, focus) : all;
  progress.at(`Writing ${plural(connections.allowed.length, 'connection')}`);
  const report: ReachReport = {
    connections,
    notIsolated: notIsolated(analysis, connections.workloads),
    alone: aloneIn(all, connections.workloads),
    limits: limitsOfInput(analysis),
    ...(options.exposure ? { exposures: exposedIn(analysis, connections, focus, progress) } : {}),
  };
  const text = render(report, options, console);
  progress.end();
  writeReport(text, options.output, console);
  return complete ? ExitCode.FINE : ExitCode.UNUSABLE;
}

function exposedIn(
  analysis: Analysis,
  { workloads }: Connections,
  focus: Focus | undefined,
  progress: Progress,
): Exposure[] {
  const all = exposures(analysis, workloads, progress.ticking('Asking who else could reach them'));
  return focus ? focusExposures(all, focus) : all;
}

function render(report: ReachReport, { format, output }: ReachCommandOptions, { out }: Console): string {
  switch (format) {
    case 'json':
      return reachJson(report);
    case 'csv':
      return reachCsv(report);
    case 'markdown':
      return reachMarkdown(report);
    case 'dot':
      return reachDot(report);
    case 'mermaid':
      return reachMermaid(report);
    default:
      return reachText(report, output === undefined ? paintFor(out) : undefined);
  }
}
