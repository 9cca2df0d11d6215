import { waysIn } from '../../evidence/ways-in';
import { Workload } from '../../manifests/inventory';
import { InvalidInput } from '../../model/invalid-input';
import { plural } from '../../model/plural';
import {
  Focus,
  focusExposures,
  focusOn,
  focusedPairs,
  pairsInFocus,
  parseFocus,
  placeInFocus,
  resolveFocus,
} from '../../reachability/question/focus';
import { ExposureBudget, exposures } from '../../reachability/reasoning/exposure';
import { aloneIn } from '../../reachability/relation/alone';
import { Analysis } from '../../reachability/relation/analysis';
import { Connections, connectionsOf, countPairs } from '../../reachability/relation/connections';
import { groupedEndpoints } from '../../reachability/relation/endpoint-groups';
import { WorkloadEndpoint, workloadEndpoints } from '../../reachability/relation/endpoints';
import { notIsolated } from '../../reachability/relation/isolation';
import { reachCsv } from '../../report/reach/reach-csv';
import { reachDot } from '../../report/reach/reach-dot';
import { reachJson } from '../../report/reach/reach-json';
import { reachMarkdown } from '../../report/reach/reach-markdown';
import { reachMermaid } from '../../report/reach/reach-mermaid';
import { ReachReport } from '../../report/reach/reach-report';
import { reachText } from '../../report/reach/reach-text';
import { limitsOfInput } from '../../report/wording/plugin-limits-text';
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
  const asked = options.focus && parseFocus(options.focus);
  if (options.exposure && !EXPOSURE_FORMATS.includes(options.format)) {
    throw new InvalidInput(
      `The format ${options.format} has no place for who else could.`,
      `With --exposure write --format ${EXPOSURE_FORMATS.join(', or ')}.`,
    );
  }
  const progress = new Progress(console.err);
  const { analysis, documents, complete } = readAnalysis(paths, options, console);
  const focus = asked && resolveFocus(analysis, asked);
  const workloads = boundedEndpoints(analysis, focus);
  const talking = new Set<WorkloadEndpoint>();
  const inFocus = focus && pairsInFocus(workloads, focus);
  const all = connectionsOf(analysis, progress.ticking('Collecting who can reach whom'), workloads, (from, to) => {
    talking.add(from).add(to);
    return inFocus?.(from, to) ?? true;
  });
  const connections = focus ? focusOn(all, focus) : all;
  progress.at(`Writing ${plural(connections.allowed.length, 'connection')}`);
  const shown = new Set<Workload | undefined>(connections.workloads.map(({ workload }) => workload));
  const report: ReachReport = {
    connections,
    notIsolated: notIsolated(analysis, connections.workloads),
    alone: aloneIn(all, connections.workloads, talking),
    limits: limitsOfInput(analysis),
    waysIn: waysIn(documents, analysis).filter(({ to }) => !focus || shown.has(to)),
    ...(options.exposure ? exposedIn(analysis, connections, focus, progress) : {}),
  };
  const text = render(report, options, console);
  progress.end();
  writeReport(text, options.output, console);
  return complete ? ExitCode.FINE : ExitCode.UNUSABLE;
}

/** So many pairs are listed one by one; beyond that, workloads that are treated alike stand together. */
const MOST_PAIRS = 100_000;
/** So many connections fit into the memory and the report. */
const MOST_CONNECTIONS = 1_000_000;

/** @throws InvalidInput where even those that stand together have more connections than a report holds */
function boundedEndpoints(analysis: Analysis, focus: Focus | undefined): WorkloadEndpoint[] {
  const endpoints = workloadEndpoints(analysis);
  const most = (list: readonly WorkloadEndpoint[]) => (focus ? focusedPairs(list, focus) : list.length ** 2);
  if (most(endpoints) <= MOST_PAIRS || countPairs(analysis, endpoints) <= MOST_PAIRS) return endpoints;
  const grouped = groupedEndpoints(analysis, endpoints, (endpoint) => (focus ? placeInFocus(endpoint, focus) : ''));
  if (most(grouped) > MOST_CONNECTIONS && countPairs(analysis, grouped) > MOST_CONNECTIONS) {
    throw new InvalidInput(
      `There are ${plural(countPairs(analysis, endpoints), 'connection')} between ${plural(endpoints.length, 'workload')}, which is more than a report holds.`,
      'Look at a part: --focus workload=shop/web, or --focus workload=shop/* --focus peer=orders/*.',
    );
  }
  return grouped;
}

function exposedIn(
  analysis: Analysis,
  { workloads }: Connections,
  focus: Focus | undefined,
  progress: Progress,
): Pick<ReachReport, 'exposures' | 'undecided'> {
  const budget = new ExposureBudget();
  const each = workloads.flatMap((endpoint) => endpoint.group ?? [endpoint]);
  const all = exposures(analysis, each, progress.ticking('Asking who else could reach them'), budget);
  return { exposures: focus ? focusExposures(all, focus) : all, undecided: budget.undecided };
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
