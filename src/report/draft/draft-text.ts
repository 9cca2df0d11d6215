import { DraftReport } from './draft-report';
import { plural } from '../../model/plural';
import { PLAIN } from '../wording/emphasis';
import { printable } from '../wording/printable';

/** So many items of a section are shown; the README of the draft holds all. */
const MOST_SHOWN = 10;

/** For people: what was written, what is proved of it, and where to look first. */
export function draftText(report: DraftReport, emphasise = PLAIN): string {
  const { output, files, namespaces, constructs, proof, review } = report;
  const became = Object.entries(constructs).map(([name, count]) => `${count} ${name}`);
  const lines = [
    `Drafted ${plural(namespaces.length, 'namespace')} in ${plural(files.length, 'file')} of ${printable(output)}.`,
    ...(became.length > 0 ? [`Policies became ${became.join(', ')}.`] : []),
    '',
    ...proof.map((sentence) => `${emphasise('green', 'proved:')} ${printable(sentence)}`),
    ...review.flatMap(({ title, items }) => [
      '',
      `${emphasise('yellow', 'review:')} ${printable(title)}:`,
      ...items.slice(0, MOST_SHOWN).map((item) => `  ${printable(item)}`),
      ...(items.length > MOST_SHOWN ? [`  … and ${items.length - MOST_SHOWN} more, in the README of the draft`] : []),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
