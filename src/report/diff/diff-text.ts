import {
  DiffReport,
  DiffRow,
  MEANINGS,
  blamePlace,
  blameText,
  changesWithoutEffect,
  countByKind,
  diffRows,
  portsInWords,
} from './diff-report';
import { pushAll } from '../../model/push-all';
import { Change } from '../../reachability/change/difference';
import { plural } from '../wording/plural';
import { printable } from '../wording/printable';

/** Marks up a text for a terminal, or leaves it alone. */
export type Emphasis = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string;

const SIGNS = { added: '+', removed: '-', changed: '~' } as const;
/** What opens something is what a reader must look at. */
const COLOURS = { added: 'red', removed: 'green', changed: 'yellow' } as const;

/** For people: what can be reached now and could not before, and the other way round, and who did it. */
export function diffText(report: DiffReport, emphasise: Emphasis = (_style, text) => text): string {
  const { changes, undefinedChanges } = report.difference;
  const rows = diffRows(changes);
  const lines: string[] = [];
  for (const kind of ['added', 'removed', 'changed'] as const) {
    for (const row of rows.filter((one) => one.kind === kind)) pushAll(lines, rowLines(row, emphasise));
  }
  if (lines.length > 0) lines.push('');
  pushAll(lines, undefinedLines(undefinedChanges, emphasise));
  const idle = changesWithoutEffect(report.difference);
  if (idle.length > 0) lines.push(`Changed without any effect on these workloads: ${idle.map(printable).join(', ')}.`);
  if (report.meaning) lines.push(`${MEANINGS[report.meaning]}.`);
  lines.push(summaryOf(report));
  return `${lines.join('\n')}\n`;
}

/** What nobody can say for sure is a list of its own, so that it is taken for neither allowed nor denied. */
function undefinedLines(changes: readonly Change[], emphasise: Emphasis): string[] {
  if (changes.length === 0) return [];
  const rows = diffRows(changes);
  return [
    emphasise('yellow', 'What the API leaves undefined and the network plugin decides, before and now:'),
    ...rows.flatMap((row) => rowLines({ ...row, kind: 'changed' }, emphasise)),
    '',
  ];
}

function rowLines(row: DiffRow, emphasise: Emphasis): string[] {
  const { kind, from, to, before, after, by } = row;
  const ports =
    kind === 'changed'
      ? `${portsInWords(before)} => ${portsInWords(after)}`
      : portsInWords(kind === 'added' ? after : before);
  const line = `${SIGNS[kind]} ${printable(from)} -> ${printable(to)}  ${ports}`;
  const causes = by.map((one) => {
    const place = blamePlace(one);
    return `${blameText(one)}${place === undefined ? '' : ` (${place})`}`;
  });
  return [emphasise(COLOURS[kind], line), emphasise('dim', `    by ${printable(causes.join('; '))}`)];
}

function summaryOf({ difference, oldName, newName }: DiffReport): string {
  const { added, removed, changed } = countByKind(difference.changes);
  const between = `between ${printable(oldName)} and ${printable(newName)}`;
  const open = difference.undefinedChanges.length;
  if (added + removed + changed + open === 0) return `Nothing differs in what is allowed ${between}.`;
  return `${plural(added + removed + changed, 'connection')} ${added + removed + changed === 1 ? 'differs' : 'differ'} ${between}: ${added} added, ${removed} removed, ${changed} changed${open === 0 ? '' : `; ${open} in what is undefined`}.`;
}
