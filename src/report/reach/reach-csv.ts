import { ReachReport } from './reach-report';
import { printable } from '../wording/printable';

/** Comma-separated values as RFC 4180 describes them, a connection a line. */
export function reachCsv({ connections: { allowed, undefinedByApi } }: ReachReport): string {
  const lines = ['from,to,ports,verdict'];
  for (const [verdict, connections] of Object.entries({ allowed, undefined: undefinedByApi })) {
    for (const { from, to, ports } of connections) {
      lines.push([from.id, to.id, ports.toString(), verdict].map((text) => cell(text)).join(','));
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

/**
 * Spreadsheets run what starts like a formula; a leading apostrophe makes it text. Where lists are separated by
 * semicolons, whatever follows one is the start of a cell, even within quotes.
 */
function cell(text: string): string {
  const shown = printable(text.replace(/(^|;)(?=\s*[=+\-@\t\r＝＋－＠])/g, "$1'"));
  return /[",;]/.test(shown) ? `"${shown.replace(/"/g, '""')}"` : shown;
}
