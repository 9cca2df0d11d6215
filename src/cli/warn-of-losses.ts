import { Console } from './console';
import { plural } from '../model/plural';
import { printable } from '../report/wording/printable';
import { Traffic } from '../traffic/read-traffic';

/** Says on stderr what is missing from logs. */
export function warnOfLosses(traffic: Traffic, console: Console): void {
  warnOfEmptyLogs(traffic, console);
  const { err } = console;
  for (const { source, lost, notForDrafting } of traffic.files) {
    const name = printable(source);
    if (lost.lines > 0) err.write(`warning: ${name}: ${plural(lost.lines, 'line')} could not be read.\n`);
    if (lost.events > 0) err.write(`warning: ${name}: the collector lost ${plural(lost.events, 'event')}.\n`);
    for (const why of notForDrafting) err.write(`warning: ${name}: not for drafting policies: ${why}.\n`);
  }
}

/** Says on stderr which logs hold nothing, and what to give in their place. */
export function warnOfEmptyLogs({ files }: Traffic, { err }: Console): void {
  for (const { source, lines } of files) {
    if (lines === 0) err.write(`warning: ${printable(source)}: the log is empty. ${WHAT_TO_GIVE}\n`);
  }
}

const WHAT_TO_GIVE =
  'Give what a collector wrote, for example: hubble observe --output json > flows.json. docs/TRAFFIC.md names them all.';
