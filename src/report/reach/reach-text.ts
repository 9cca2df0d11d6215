import { exposedPortsText, exposureRows } from './exposure-report';
import {
  AddressLegend,
  CONDITIONAL_NOTE,
  ReachReport,
  ReachRow,
  aloneNotes,
  conditionText,
  groupNotes,
  isConditional,
  undecidedNotes,
  isOutside,
  nodeNotes,
  notIsolatedIn,
  reachRows,
} from './reach-report';
import { PolicyType } from '../../model/network-policy';
import { plural } from '../../model/plural';
import { pushAll } from '../../model/push-all';
import { countEndpoints } from '../../reachability/relation/endpoint-groups';
import { portsText } from '../wording/ports-text';
import { printable } from '../wording/printable';
import { MOST_WORKLOADS, shortList } from '../wording/short-list';
import { wayInOutcome, wayInPath } from '../wording/way-in-text';

/** Marks up a text for a terminal, or leaves it alone. */
export type Emphasis = (style: 'bold' | 'dim' | 'yellow', text: string) => string;

/** For people: who each source may talk to, and on what. */
export function reachText(report: ReachReport, emphasise: Emphasis = (_style, text) => text): string {
  const rows = reachRows(report.connections);
  const legend = new AddressLegend();
  const bySource = new Map<string, ReachRow[]>();
  for (const row of rows.filter(({ open }) => !open)) {
    const source = legend.nameOf(row.from);
    const same = bySource.get(source);
    if (same) same.push(row);
    else bySource.set(source, [row]);
  }
  const lines: string[] = report.limits.flatMap((text) => [emphasise('yellow', text), '']);
  for (const [source, own] of bySource) {
    pushAll(lines, [emphasise('bold', printable(source)), ...linesOf(own, legend, emphasise), '']);
  }
  pushAll(lines, [
    ...(rows.some(isConditional) ? [CONDITIONAL_NOTE, ''] : []),
    ...openLines(rows, legend, emphasise),
    ...wayInLines(report, emphasise),
    ...isolationLines(report),
    ...exposureLines(report, emphasise),
    ...legendLines(legend),
    ...undecidedNotes(report),
    ...groupNotes(report),
    ...aloneNotes(report),
    ...nodeNotes(report),
    `${summaryOf(report, rows)}.`,
  ]);
  return `${lines.join('\n')}\n`;
}

/** From the outside in. */
function wayInLines({ waysIn = [] }: ReachReport, emphasise: Emphasis): string[] {
  if (waysIn.length === 0) return [];
  return [
    emphasise('bold', 'from outside'),
    ...waysIn.map((way) => `  ${printable(wayInPath(way))}: ${printable(wayInOutcome(way))}`),
    '',
  ];
}

const WIDEST_COLUMN = 60;

function linesOf(rows: readonly ReachRow[], legend: AddressLegend, emphasise: Emphasis): string[] {
  const longest = rows.reduce((most, { ports }) => Math.max(most, portsText(ports).length), 0);
  const width = Math.min(WIDEST_COLUMN, longest);
  return rows.map((row) => {
    const { to, ports } = row;
    const only = emphasise('yellow', printable(conditionText(row)));
    return `  ${emphasise('dim', portsText(ports).padEnd(width))}  -> ${printable(legend.nameOf(to))}${only}`;
  });
}

function openLines(rows: readonly ReachRow[], legend: AddressLegend, emphasise: Emphasis): string[] {
  const open = rows.filter((row) => row.open);
  if (open.length === 0) return [];
  return [
    emphasise(
      'yellow',
      'Undefined: the network plugin decides about pods with hostNetwork and blocks that hold pods; or something decides that is not analysed.',
    ),
    ...linesOf(open, legend, emphasise).map((line, index) => `  ${printable(legend.nameOf(open[index]!.from))}${line}`),
    '',
  ];
}

function isolationLines(report: ReachReport): string[] {
  const lines = Object.values(PolicyType).flatMap((direction) => {
    const ids = notIsolatedIn(report, direction);
    if (ids.length === 0) return [];
    return [`No policy isolates for ${direction.toLowerCase()}: ${shortList(ids, MOST_WORKLOADS)}`];
  });
  return lines.length === 0 ? [] : [...lines, ''];
}

function exposureLines({ exposures }: ReachReport, emphasise: Emphasis): string[] {
  if (!exposures) return [];
  const lines = ['Who that need not be in the input could reach a workload, or be reached by it, as far as its own'];
  lines.push('policies go:', '');
  let endpoint: string | undefined;
  const rows = exposureRows(exposures);
  const longest = rows.reduce((most, row) => Math.max(most, exposedPortsText(row).length), 0);
  const width = Math.min(WIDEST_COLUMN, longest);
  for (const row of rows) {
    const { id } = row.exposure.endpoint;
    if (id !== endpoint) {
      if (endpoint !== undefined) lines.push('');
      lines.push(emphasise('bold', printable(id)));
      endpoint = id;
    }
    const arrow = row.direction === PolicyType.INGRESS ? '<-' : '->';
    const ports = emphasise('dim', printable(exposedPortsText(row)).padEnd(width));
    lines.push(`  ${ports}  ${arrow} ${printable(row.peer)}`);
  }
  return [...lines, ...(rows.length > 0 ? [''] : ['Nobody.', ''])];
}

/** Counts what is printed above. */
function summaryOf({ connections: { workloads } }: ReachReport, rows: readonly ReachRow[]): string {
  const open = rows.filter((row) => row.open).length;
  const sets = new Set(rows.flatMap(({ from, to }) => [from, to].flatMap((end) => (isOutside(end) ? end.text : []))));
  const ends = `${plural(countEndpoints(workloads), 'workload')} and ${plural(sets.size, 'set')} of addresses`;
  const conditional = rows.filter(isConditional).length;
  const more = `${conditional === 0 ? '' : `, ${conditional} on conditions`}${open === 0 ? '' : `, ${open} undefined`}`;
  return `${plural(rows.length - open - conditional, 'connection')} allowed${more}, between ${ends}`;
}

function legendLines({ entries }: AddressLegend): string[] {
  return entries.flatMap(([number, text]) => [
    `addresses [${number}]:`,
    ...text.split('; ').map((part) => `  ${part}`),
    '',
  ]);
}
