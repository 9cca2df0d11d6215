import { YamlChunk } from './yaml-stream';

/**
 * Where the items of a list of objects stand in a JSON text that is known to be valid, whatever they are. Found in one
 * pass over the text without building anything, so that the place of one item in a dump of a whole cluster costs little.
 */
export function jsonItems(text: string): YamlChunk[] {
  const items: YamlChunk[] = [];
  let depth = 0;
  /** Inside the array under the key `items` of the outermost object. */
  let inItems = false;
  let key = '';
  let itemStart = -1;
  const endItem = (end: number): void => {
    if (itemStart >= 0) items.push({ start: itemStart, text: text.slice(itemStart, end).trimEnd(), json: true });
    itemStart = -1;
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const betweenItems = inItems && depth === 2;
    if (betweenItems && itemStart < 0 && code > SPACE && code !== COMMA && code !== CLOSE_BRACKET) itemStart = at;
    switch (code) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (depth === 1 && !inItems) key = text.slice(at + 1, end);
        at = end;
        break;
      }
      case OPEN_BRACKET:
      case OPEN_BRACE:
        depth++;
        if (depth === 2 && key === 'items' && code === OPEN_BRACKET) inItems = true;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        if (betweenItems) {
          endItem(at);
          inItems = false;
        }
        depth--;
        break;
      case COMMA:
        if (betweenItems) endItem(at);
        if (depth === 1) key = '';
        break;
      default:
    }
  }
  return items;
}

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const OPEN_BRACKET = '['.charCodeAt(0);
const CLOSE_BRACKET = ']'.charCodeAt(0);
const OPEN_BRACE = '{'.charCodeAt(0);
const CLOSE_BRACE = '}'.charCodeAt(0);
const COMMA = ','.charCodeAt(0);
const SPACE = ' '.charCodeAt(0);

/** The quote that ends the text which begins at this one. */
export function endOfString(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (isEscaped(text, close)) close = text.indexOf('"', close + 1);
  return close;
}

function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
  return backslashes % 2 === 1;
}
