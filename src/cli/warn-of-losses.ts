import { Console } from './console';
import { plural } from '../model/plural';
import { printable } from '../report/wording/printable';
import { Traffic } from '../traffic/read-traffic';

/** Says on stderr what is missing from logs. */
export function warnOfLosses({ files }: Traffic, { err }: Console): void {
  for (const { source, lost, notForDrafting, lines } of files) {
    const name = printable(source);
    if (lines === 0) err.write(`warning: ${name}: the log is empty.\n`);
    if (lost.lines > 0) err.write(`warning: ${name}: ${plural(lost.lines, 'line')} could not be read.\n`);
    if (lost.events > 0) err.write(`warning: ${name}: the collector lost ${plural(lost.events, 'event')}.\n`);
    for (const why of notForDrafting) err.write(`warning: ${name}: not for drafting policies: ${why}.\n`);
  }
}
