import { connectionsOf } from '../../reachability/connections';
import { focusOn, parseFocus } from '../../reachability/focus';
import { notIsolated } from '../../reachability/isolation';
import { reachCsv } from '../../report/reach-csv';
import { reachDot } from '../../report/reach-dot';
import { reachJson } from '../../report/reach-json';
import { reachMarkdown } from '../../report/reach-markdown';
import { reachMermaid } from '../../report/reach-mermaid';
import { ReachReport } from '../../report/reach-report';
import { reachText } from '../../report/reach-text';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { Progress } from '../progress';
import { readAnalysis } from '../read-analysis';
import { writeReport } from '../write-report';

export interface ReachCommandOptions extends CommonOptions {
  readonly focus?: readonly string[];
}

/** Says who can reach whom. */
export function reach(paths: readonly string[], options: ReachCommandOptions, console: Console): ExitCode {
  const focus = options.focus && parseFocus(options.focus);
  const progress = new Progress(console.err);
  const { analysis, complete } = readAnalysis(paths, options, console);
  progress.at('Collecting who can reach whom');
  const all = connectionsOf(analysis);
  const connections = focus ? focusOn(analysis, all, focus) : all;
  progress.at(`Writing ${connections.allowed.length} connections`);
  const text = render({ connections, notIsolated: notIsolated(analysis, connections.workloads) }, options, console);
  progress.end();
  writeReport(text, options.output, console);
  return complete ? ExitCode.FINE : ExitCode.UNUSABLE;
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
