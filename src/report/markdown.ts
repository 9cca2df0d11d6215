import { printable } from './printable';

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** A text that Markdown shows as it is, also in a cell of a table. */
export function markdownText(text: string): string {
  return printable(text)
    .replace(/[\\|*_`[\]#~]/g, (character) => `\\${character}`)
    .replace(/[<>&]/g, (character) => ENTITIES[character]!);
}

/** A text as code, also in a cell of a table. */
export function markdownCode(text: string): string {
  return `\`${printable(text).replace(/[`|]/g, ' ')}\``;
}
