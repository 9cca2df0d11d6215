import { printable } from './printable';

/** A line of comma-separated values as RFC 4180 describes them. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((text) => csvCell(text)).join(',')}\r\n`;
}

/** Spreadsheets run what starts like a formula; a leading apostrophe makes it text. */
function csvCell(text: string): string {
  const shown = printable(/^[=+\-@]/.test(text) ? `'${text}` : text);
  return /[",]/.test(shown) ? `"${shown.replace(/"/g, '""')}"` : shown;
}
