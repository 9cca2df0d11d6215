import { printable } from './printable';
import { counted } from '../../model/plural';

/** Comments of code hosts end at 65,536 characters. */
const LONGEST_COMMENT = 60_000;

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/**
 * Words that code hosts turn into links, or into messages to people: `@name`, addresses of mail and of the web, `#12`.
 * They do so behind every escape, but not within code.
 */
const LINKED = /[^\s|]*(?:@|:\/\/|www\.|#\d)[^\s|]*/gi;

/** A text that Markdown shows as it is, also in a cell of a table. */
export function markdownText(text: string): string {
  const shown = printable(text);
  let [result, at] = ['', 0];
  for (const { 0: word, index } of shown.matchAll(LINKED)) {
    result += plainMarkdown(shown.slice(at, index)) + markdownCode(word);
    at = index + word.length;
  }
  return result + plainMarkdown(shown.slice(at));
}

function plainMarkdown(text: string): string {
  return text
    .replace(/[\\|*_`[\]#~]/g, (character) => `\\${character}`)
    .replace(/[<>&]/g, (character) => ENTITIES[character]!);
}

/** A text as code, also in a cell of a table. */
export function markdownCode(text: string): string {
  return `\`${printable(text).replace(/[`|]/g, ' ')}\``;
}

/** As many lines as a comment holds; an open `<details>` is closed again. */
export function fitting(lines: readonly string[]): string {
  const whole = `${lines.join('\n')}\n`;
  if (whole.length <= LONGEST_COMMENT) return whole;
  let length = 0;
  const kept = lines.filter((line) => (length += line.length + 1) <= LONGEST_COMMENT);
  const open =
    kept.filter((line) => line.startsWith('<details>')).length - kept.filter((line) => line === '</details>').length;
  const tail = [
    ...(open > 0 ? ['', '</details>'] : []),
    '',
    `${counted(lines.length - kept.length, 'more line', 'is', 'are')} left out here.`,
  ];
  return `${[...kept, ...tail].join('\n')}\n`;
}
