import { EndsOverview } from './explain-report';
import { counted, plural } from '../../model/plural';
import { Verdict } from '../../reachability/question/flow-question';
import { Emphasis } from '../wording/emphasis';
import { printable } from '../wording/printable';

const WORDS: Readonly<Record<Verdict, string>> = {
  [Verdict.ALLOW]: 'yes',
  [Verdict.DENY]: 'no',
  [Verdict.PARTLY]: 'partly',
  [Verdict.CONDITIONAL]: 'if',
  [Verdict.UNDEFINED]: 'undefined',
  [Verdict.UNKNOWN]: 'unknown',
};
const MOST_ROWS = 50;

/** A table of the ends that a question stands for. */
export function overviewText(overview: EndsOverview, emphasise: Emphasis): string[] {
  const shown = overview.rows.slice(0, MOST_ROWS);
  const table = [
    ['from', 'to', 'allowed', 'egress', 'ingress'],
    ...shown.map(({ from, to, verdict, egress, ingress }) => [
      printable(from),
      printable(to),
      WORDS[verdict],
      egress,
      ingress,
    ]),
  ];
  const widths = table[0]!.map((_, column) => table.reduce((most, row) => Math.max(most, row[column]!.length), 0));
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const more = overview.rows.length - shown.length;
  return [
    emphasise('bold', lines[0]!),
    ...lines.slice(1),
    ...(more > 0 ? [`… and ${plural(more, 'more row')}; --format json has them.`] : []),
    ...(overview.leftOut > 0
      ? [
          `${counted(overview.leftOut, 'pair', 'of ends was', 'of ends were')} not looked at; name fewer ends to see them.`,
        ]
      : []),
    '',
  ];
}
