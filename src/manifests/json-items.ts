import { TextPiece } from './yaml/split-stream';

/**
 * Where the items of a list of objects stand in a JSON text that is known to be valid. Found in one pass over the text
 * without building anything, so that the place of one item in a dump of a whole cluster costs little.
 */
export function jsonItems(text: string): (TextPiece | undefined)[] {
  const items: (TextPiece | undefined)[] = [];
  /** Which item it is; those that are no objects have no place of their own. */
  let index = 0;
  let depth = 0;
  /** Inside the array under the key `items` of the outermost object. */
  let inItems = false;
  let key = '';
  let itemStart = -1;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (depth === 1 && !inItems) key = text.slice(at + 1, end);
        at = end;
        break;
      }
      case OPEN_BRACKET:
      case OPEN_BRACE:
        depth++;
        if (depth === 2 && key === 'items' && text.charCodeAt(at) === OPEN_BRACKET) inItems = true;
        else if (depth === 3 && inItems) itemStart = at;
        break;
      case CLOSE_BRACKET:
      case CLOSE_BRACE:
        if (depth === 3 && inItems) {
          items[index] = { start: itemStart, text: text.slice(itemStart, at + 1), json: true };
        }
        if (depth === 2) inItems = false;
        depth--;
        break;
      case COMMA:
        if (depth === 1) key = '';
        else if (depth === 2 && inItems) index++;
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
