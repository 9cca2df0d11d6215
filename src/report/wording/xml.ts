import { visible, withoutBracketCommands } from './printable';

/** A text as the content or attribute of an XML element. What is hidden, or XML cannot hold at all, is an escape. */
export function xmlText(text: string): string {
  return withoutBracketCommands(visible(text, '\t\r\n'))
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/\r/g, '&#13;')
    .replace(/\n/g, '&#10;')
    .replace(/\t/g, '&#9;');
}
