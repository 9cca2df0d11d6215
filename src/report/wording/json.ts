import { visible, withoutBracketCommands } from './printable';

/** A document as JSON. Strings keep their value; what is hidden, or a command to whoever collects output, is escaped. */
export function jsonText(document: unknown): string {
  // Line breaks within strings are escapes already, so those that are left are the layout.
  return `${withoutBracketCommands(visible(JSON.stringify(document, undefined, 2), '\n'))}\n`;
}

/** The same on one line, for documents with an entry a line. */
export function jsonLine(value: unknown): string {
  return withoutBracketCommands(visible(JSON.stringify(value)));
}
