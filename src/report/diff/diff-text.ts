import {
  ConditionalRow,
  DiffReport,
  DiffRow,
  UndefinedRow,
  MEANINGS,
  blamePlace,
  blameText,
  changesWithoutEffect,
  countByKind,
  groupNotes,
  portsInWords,
  sortedRows,
} from './diff-report';
import { counted } from '../../model/plural';
import { pushAll } from '../../model/push-all';
import { Emphasis, PLAIN } from '../wording/emphasis';
import { printable } from '../wording/printable';

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;
/** What opens something is what a reader must look at. */
const COLOURS = { added: 'red', removed: 'green', changed: 'yellow' } as const;

/** For people: what can be reached now and could not before, and the other way round, and who did it. */
export function diffText(report: DiffReport, emphasise = PLAIN): string {
  const { rows, undefinedRows, conditionalRows } = sortedRows(report.difference);
  const lines: string[] = [];
  for (const kind of ['added', 'removed', 'changed'] as const) {
    for (const row of rows.filter((one) => one.kind === kind)) pushAll(lines, rowLines(row, emphasise));
  }
  if (lines.length > 0) lines.push('');
  pushAll(lines, conditionalLines(conditionalRows, emphasise));
  pushAll(lines, undefinedLines(undefinedRows, emphasise));
  const idle = changesWithoutEffect(report.difference);
  if (idle.length > 0) lines.push(`Changed without any effect on these workloads: ${idle.map(printable).join(', ')}.`);
  pushAll(lines, groupNotes(report.difference));
  if (report.meaning) lines.push(`${MEANINGS[report.meaning]}.`);
  lines.push(summaryOf(report, rows, undefinedRows.length, conditionalRows.length));
  return `${lines.join('\n')}\n`;
}

/** What is open for a part of its traffic is neither open nor closed. */
function conditionalLines(rows: readonly ConditionalRow[], emphasise: Emphasis): string[] {
  if (rows.length === 0) return [];
  return [
    emphasise('yellow', 'Allowed on conditions, before or now:'),
    ...rows.flatMap((row) => [
      emphasise(
        'yellow',
        `? ${printable(row.from)} -> ${printable(row.to)}  ${printable(row.before)} => ${printable(row.after)}`,
      ),
      causesLine(row, emphasise),
    ]),
    '',
  ];
}

/** What nobody can say for sure is a list of its own, so that it is taken for neither allowed nor denied. */
function undefinedLines(rows: readonly UndefinedRow[], emphasise: Emphasis): string[] {
  if (rows.length === 0) return [];
  return [
    emphasise('yellow', 'What the API leaves undefined and the network plugin decides, before or now:'),
    ...rows.flatMap((row) => [
      emphasise('yellow', `? ${printable(row.from)} -> ${printable(row.to)}  ${row.words}`),
      causesLine(row, emphasise),
    ]),
    '',
  ];
}

function rowLines(row: DiffRow, emphasise: Emphasis): string[] {
  const { kind, from, to, before, after } = row;
  const ports =
    kind === 'changed'
      ? `${portsInWords(before)} => ${portsInWords(after)}`
      : portsInWords(kind === 'added' ? after : before);
  const line = `${SIGNS[kind]} ${printable(from)} -> ${printable(to)}  ${ports}`;
  return [emphasise(COLOURS[kind], line), causesLine(row, emphasise)];
}

function causesLine({ by }: Pick<DiffRow, 'by'>, emphasise: Emphasis): string {
  const causes = by.map((one) => {
    const place = blamePlace(one);
    return `${blameText(one)}${place === undefined ? '' : ` (${place})`}`;
  });
  return emphasise('dim', `    by ${printable(causes.join('; '))}`);
}

/** Counts what is printed above. */
function summaryOf(
  { oldName, newName }: DiffReport,
  rows: readonly DiffRow[],
  open: number,
  conditional: number,
): string {
  const { added, removed, changed } = countByKind(rows);
  const between = `between ${printable(oldName)} and ${printable(newName)}`;
  if (rows.length + open + conditional === 0) return `Nothing differs in what is allowed ${between}.`;
  const conditions = conditional === 0 ? '' : `; ${conditional} in what is allowed on conditions`;
  const undefinedToo = `${conditions}${open === 0 ? '' : `; ${open} in what is undefined`}`;
  return `${counted(rows.length, 'connection', 'differs', 'differ')} ${between}: ${added} added, ${removed} removed, ${changed} changed${undefinedToo}.`;
}
