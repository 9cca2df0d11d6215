import { TrafficReport, endText, momentText, portText, totalsOf } from './traffic-report';
import { plural } from '../../model/plural';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { LogHeader } from '../../traffic/log-header';
import { printable } from '../wording/printable';

/** Marks up a text for a terminal, or leaves it alone. */
export type Emphasis = (style: 'bold' | 'dim' | 'yellow' | 'red', text: string) => string;

const WIDEST_COLUMN = 60;

/** For people: a table of who talked to whom, and what to know before believing it. */
export function* trafficText(traffic: TrafficReport, emphasise: Emphasis = (_style, text) => text): Generator<string> {
  const rows = traffic.records.map((record) => cellsOf(record));
  const widths = HEADINGS.map((heading, column) =>
    rows.reduce((most, cells) => Math.max(most, Math.min(WIDEST_COLUMN, cells[column]!.length)), heading.length),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((text, column) => (column === cells.length - 1 ? text : text.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  if (rows.length > 0) {
    yield `${emphasise('bold', line(HEADINGS))}\n`;
    for (let index = 0; index < rows.length; index++) {
      const shown = line(rows[index]!);
      const { verdict } = traffic.records[index]!;
      yield `${verdict === 'denied' ? emphasise('red', shown) : verdict === 'allowed' ? shown : emphasise('yellow', shown)}\n`;
    }
    yield '\n';
  }
  yield* remarks(traffic, emphasise);
  yield `${summaryOf(traffic)}\n`;
}

const HEADINGS = ['FROM', 'TO', 'PORT', 'VERDICT', 'ATTEMPTS', 'LAST SEEN', 'REMARKS'];

function cellsOf(record: TrafficRecord): string[] {
  const { from, to, verdict, attempts, last, directionProof, symmetrical, confidence, notes = [], by = [] } = record;
  const doubts = [
    ...(symmetrical ? ['either end may begin'] : directionProof === 'unknown' ? ['who began is unknown'] : []),
    ...(directionProof === 'heuristic' ? ['who began is a guess by port numbers'] : []),
    ...(confidence === 'weak' && directionProof !== 'unknown' && directionProof !== 'heuristic'
      ? ['weak evidence']
      : []),
    ...[from, to].flatMap(({ why }) => why ?? []),
    ...notes,
    ...(by.length > 0
      ? [`by ${by.map(({ ns, name }) => (ns === undefined ? name : `${ns}/${name}`)).join(', ')}`]
      : []),
  ];
  return [
    endText(from),
    endText(to),
    portText(record),
    verdict,
    String(attempts),
    momentText(last) ?? '',
    doubts.join('; '),
  ].map((text) => printable(text));
}

function* remarks({ files, closedEarly, assumptions }: TrafficReport, emphasise: Emphasis): Generator<string> {
  let any = false;
  for (const file of files) {
    const own = remarksOn(file);
    if (own.length === 0) continue;
    any = true;
    yield `${emphasise('bold', printable(file.source))}\n`;
    for (const remark of own) yield `  ${emphasise('yellow', printable(remark))}\n`;
  }
  if (closedEarly > 0) {
    any = true;
    yield `${plural(closedEarly, 'attempt')} had to be closed early to save memory, and may count more than once.\n`;
  }
  for (const assumption of assumptions) {
    any = true;
    yield `${assumption}\n`;
  }
  if (any) yield '\n';
}

function remarksOn({
  lost,
  unparsed,
  gaps,
  missingFields,
  notForDrafting,
  remarks: own,
  passedOver,
}: LogHeader): string[] {
  return [
    ...(lost.events > 0 ? [`The collector lost ${plural(lost.events, 'event')}.`] : []),
    ...(lost.sampled === undefined ? [] : [`One of ${lost.sampled} packets was looked at.`]),
    ...(lost.lines > 0 ? [`${plural(lost.lines, 'line')} could not be read:`] : []),
    ...unparsed.map(({ line, why }) => `  line ${line}: ${why}`),
    ...(lost.lines > unparsed.length ? [`  … and ${lost.lines - unparsed.length} more`] : []),
    ...gaps.map(
      ({ from, until, why }) => `Gap ${[momentText(from) ?? '?', momentText(until) ?? '?'].join(' to ')}: ${why}`,
    ),
    ...(missingFields.length > 0 ? [`Nowhere in this file: ${missingFields.join(', ')}.`] : []),
    ...notForDrafting.map((why) => `Not for drafting policies: ${why}.`),
    ...own,
    ...Object.entries(passedOver).map(([what, count]) => `Passed over: ${what} (${count}).`),
  ];
}

function summaryOf(traffic: TrafficReport): string {
  const { from, until, unresolved, attempts } = totalsOf(traffic);
  const window = from === undefined ? '' : ` from ${momentText(from)} to ${momentText(until)}`;
  const open = unresolved > 0 ? `, ${unresolved} with an end that nobody knows` : '';
  const logs = plural(traffic.files.length, 'log');
  return `${plural(traffic.records.length, 'connection')} in ${plural(attempts, 'attempt')}${open}; ${logs}${window}.`;
}
