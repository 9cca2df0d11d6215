import { printable } from './printable';

/** A line of comma-separated values as RFC 4180 describes them. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((text) => csvCell(text)).join(',')}\r\n`;
}

/**
 * Spreadsheets run what starts like a formula; a leading apostrophe makes it text. Where lists are separated by
 * semicolons, whatever follows one is the start of a cell, even within quotes.
 */
function csvCell(text: string): string {
  const shown = printable(text.replace(/(^|;)(?=\s*[=+\-@\t\r＝＋－＠])/g, "$1'"));
  return /[",;]/.test(shown) ? `"${shown.replace(/"/g, '""')}"` : shown;
}
