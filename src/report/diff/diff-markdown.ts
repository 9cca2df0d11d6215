import {
  DiffReport,
  DiffRow,
  UndefinedRow,
  MEANINGS,
  blamePlace,
  blameText,
  changesWithoutEffect,
  closesSomething,
  countByKind,
  groupNotes,
  opensSomething,
  portsInWords,
  sortedRows,
} from './diff-report';
import { counted, plural } from '../../model/plural';
import { pushAll } from '../../model/push-all';
import { Blame } from '../../reachability/change/blame';
import { fitting, markdownCode, markdownText } from '../wording/markdown';

const OPEN_ROWS = 25;

/** A comment for a pull request: what it opens first, because that is what a reviewer has to answer for. */
export function diffMarkdown(report: DiffReport): string {
  const { difference } = report;
  const { rows, undefinedRows, conditionalRows } = sortedRows(difference);
  const opening = rows.filter((row) => opensSomething(row));
  const closing = rows.filter((row) => closesSomething(row));
  const lines = [
    '## What this changes in who can reach whom',
    '',
    headline(rows, undefinedRows.length, conditionalRows.length),
  ];
  if (opening.length > 0) {
    pushAll(lines, ['', '### Opens', '', ...reviewHint(opening), ...table(opening)]);
  }
  if (closing.length > 0) pushAll(lines, ['', '### Closes', '', ...table(closing)]);
  if (conditionalRows.length > 0) {
    const body = conditionalRows.map(
      ({ from, to, before, after }) =>
        `| ${markdownCode(from)} | ${markdownCode(to)} | ${markdownText(before)} | ${markdownText(after)} |`,
    );
    pushAll(lines, ['', '### On conditions', '', '| from | to | before | after |', '|---|---|---|---|', ...body]);
  }
  if (undefinedRows.length > 0) {
    const hint = 'The API leaves these connections undefined, before or now: the network plugin decides.';
    pushAll(lines, ['', '### Undefined', '', hint, '', ...undefinedTable(undefinedRows)]);
  }
  pushAll(lines, asides(report));
  return fitting(lines);
}

/** Counts what is printed below. */
function headline(rows: readonly DiffRow[], open: number, conditional: number): string {
  const { added, removed, changed } = countByKind(rows);
  if (rows.length === 0 && conditional > 0) {
    return `**${counted(conditional, 'connection', 'is', 'are')} allowed on other conditions than before.**`;
  }
  if (rows.length === 0 && open > 0) {
    return `**${counted(open, 'connection', 'is', 'are')} undefined otherwise than before**; nothing else changes.`;
  }
  if (rows.length === 0) return '**Nothing changes**: every connection is allowed or denied as before.';
  return `**${plural(added, 'connection')} added, ${removed} removed, ${changed} with other ports.**`;
}

/** What deserves a second look before the table does. */
function reviewHint(rows: readonly DiffRow[]): string[] {
  const outside = rows.filter((row) => row.outside).length;
  const all = rows.filter(({ after }) => after.isAll).length;
  const hints = [
    ...(outside > 0 ? [`${plural(outside, 'row')} with addresses outside the cluster`] : []),
    ...(all > 0 ? [`${plural(all, 'row')} with every port`] : []),
  ];
  return hints.length === 0 ? [] : [`Look twice at ${hints.join(' and ')}.`, ''];
}

function table(rows: readonly DiffRow[]): string[] {
  const header = ['| from | to | before | now | by |', '|---|---|---|---|---|'];
  const body = [...rows]
    .sort((a, b) => Number(b.outside) - Number(a.outside))
    .map((row) => rowOf(row, [portsInWords(row.before), portsInWords(row.after)]));
  return folded(header, body);
}

function undefinedTable(rows: readonly UndefinedRow[]): string[] {
  const header = ['| from | to | what | by |', '|---|---|---|---|'];
  return folded(
    header,
    rows.map((row) => rowOf(row, [row.words])),
  );
}

function rowOf({ from, to, by }: DiffRow, texts: readonly string[]): string {
  const cells = [markdownCode(from), markdownCode(to), ...texts.map(markdownText), by.map(blameCell).join('<br>')];
  return `| ${cells.join(' | ')} |`;
}

function folded(header: readonly string[], body: readonly string[]): string[] {
  if (body.length <= OPEN_ROWS) return [...header, ...body];
  return [
    ...header,
    ...body.slice(0, OPEN_ROWS),
    '',
    `<details><summary>${body.length - OPEN_ROWS} more</summary>`,
    '',
    ...header,
    ...body.slice(OPEN_ROWS),
    '',
    '</details>',
  ];
}

function blameCell(blame: Blame): string {
  const place = blamePlace(blame);
  return `${markdownText(blameText(blame))}${place === undefined ? '' : `<br>${markdownCode(place)}`}`;
}

function asides({ difference, meaning }: DiffReport): string[] {
  const idle = changesWithoutEffect(difference);
  const list = (names: readonly string[]) => names.slice(0, OPEN_ROWS).map(markdownCode).join(', ');
  const more = (names: readonly string[]) => (names.length > OPEN_ROWS ? ` and ${names.length - OPEN_ROWS} more` : '');
  return [
    ...groupNotes(difference).flatMap((note) => ['', note]),
    ...(meaning ? ['', `${MEANINGS[meaning]}.`] : []),
    ...(idle.length > 0
      ? ['', `Policies that changed without an effect on these workloads: ${list(idle)}${more(idle)}.`]
      : []),
    ...(difference.workloadsAdded.length > 0
      ? ['', `New workloads: ${list(difference.workloadsAdded)}${more(difference.workloadsAdded)}.`]
      : []),
    ...(difference.workloadsRemoved.length > 0
      ? ['', `Workloads that are gone: ${list(difference.workloadsRemoved)}${more(difference.workloadsRemoved)}.`]
      : []),
  ];
}
