import { SideOutcome, explain } from './explanation';
import { findEnds } from './find-ends';
import { FlowQuestion, Verdict, outcomesOf, verdictOf } from './flow-question';
import { askedFlow } from './through-service';
import { Analysis } from '../relation/analysis';
import { FlowEnd } from '../relation/flow-end';

/** What becomes of one pair of ends that a question stands for. */
export interface FlowOverviewRow {
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  readonly verdict: Verdict;
  readonly egress: SideOutcome;
  readonly ingress: SideOutcome;
}

export interface FlowOverview {
  readonly rows: readonly FlowOverviewRow[];
  /** How many pairs were not looked at. */
  readonly leftOut: number;
}

const MOST_PAIRS = 10_000;

/** Every pair of ends with its verdict; undefined for a question about one pair. A pod and itself is left out. */
export function overviewOf(
  analysis: Analysis,
  { from, to, ports }: Pick<FlowQuestion, 'from' | 'to' | 'ports'>,
): FlowOverview | undefined {
  const [sources, destinations] = [findEnds(analysis, from), findEnds(analysis, to)];
  if (!('ends' in sources) || !('ends' in destinations)) return undefined;
  const rows = new Map<string, FlowOverviewRow>();
  let pairs = 0;
  for (const source of sources.ends) {
    for (const destination of destinations.ends) {
      if (pairs === MOST_PAIRS) break;
      const { flow, ports: seen } = askedFlow(analysis, source, destination, ports, destinations.through);
      if (flow.toItself || (seen.isEmpty && !ports.isEmpty)) continue;
      pairs++;
      const verdict = verdictOf(new Set(outcomesOf(flow, seen).map(({ outcome }) => outcome)));
      const [egress, ingress] = explain(flow, seen).map(({ outcome }) => outcome) as [SideOutcome, SideOutcome];
      // Two pods that are alike stand for the same end.
      const key = JSON.stringify([nameOf(source), nameOf(destination), verdict, egress, ingress]);
      if (!rows.has(key)) rows.set(key, { from: source, to: destination, verdict, egress, ingress });
    }
  }
  if (rows.size < 2) return undefined;
  const itself = sources.ends.filter(
    (one) =>
      one.kind === 'pods' &&
      one.pod !== undefined &&
      destinations.ends.some((other) => other.kind === 'pods' && other.pod === one.pod),
  );
  const leftOut = sources.ends.length * destinations.ends.length - itself.length - pairs;
  return { rows: [...rows.values()], leftOut: Math.max(0, leftOut) };
}

function nameOf(end: FlowEnd): string {
  return end.kind === 'pods' ? end.id : `${end.address.family} ${end.address.value}`;
}
