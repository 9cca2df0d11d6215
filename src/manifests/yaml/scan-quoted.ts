import { hexValue, isBlank, isBlankOrEnd, isBreak } from './characters';
import { Cursor } from './cursor';
import { foldBreaks } from './scan-plain';
import { Token, TokenType } from './token';

const SINGLE = 0x27;
const DOUBLE = 0x22;
const BACKSLASH = 0x5c;

/** What stands behind a backslash, and what it means. */
const ESCAPES: Readonly<Record<string, string>> = {
  0: '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** How many hexadecimal digits follow. */
const CODE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads a scalar in quotes. Its lines may stand as far left as they like. */
export function scanQuoted(cursor: Cursor): Token {
  const start = cursor.offset;
  const quote = cursor.peek();
  cursor.skip();
  let value = '';
  for (;;) {
    if (cursor.atMarker()) cursor.fail('a line of --- or ... stands inside a text in quotes', start);
    if (cursor.peek() === 0 && cursor.offset >= cursor.text.length) {
      cursor.fail(`the text in quotes has no closing ${String.fromCharCode(quote)}`, start);
    }
    const { text, brokenByEscape } = scanWords(cursor, quote, start);
    value += text;
    if (cursor.peek() === quote) break;
    value += scanGap(cursor, brokenByEscape);
  }
  cursor.skip();
  const style = quote === SINGLE ? 'QUOTE_SINGLE' : 'QUOTE_DOUBLE';
  return { type: TokenType.SCALAR, start, end: cursor.offset, value, style };
}

/** Everything up to a blank, a break or the closing quote. */
function scanWords(cursor: Cursor, quote: number, start: number): { text: string; brokenByEscape: boolean } {
  let text = '';
  let from = cursor.offset;
  const upToHere = () => cursor.text.slice(from, cursor.offset);
  for (let code = cursor.peek(); !isBlankOrEnd(code); code = cursor.peek()) {
    if (code === quote) {
      if (quote === DOUBLE || cursor.peek(1) !== SINGLE) break;
      text += `${upToHere()}'`;
      cursor.skip(2);
      from = cursor.offset;
    } else if (quote === DOUBLE && code === BACKSLASH) {
      text += upToHere();
      if (isBreak(cursor.peek(1))) {
        cursor.skip();
        cursor.takeBreak();
        return { text, brokenByEscape: true };
      }
      text += scanEscape(cursor, start);
      from = cursor.offset;
    } else {
      cursor.skip();
    }
  }
  return { text: text + upToHere(), brokenByEscape: false };
}

function scanEscape(cursor: Cursor, start: number): string {
  const sign = String.fromCharCode(cursor.peek(1));
  const length = Object.hasOwn(CODE_LENGTHS, sign) ? CODE_LENGTHS[sign]! : 0;
  if (length === 0) {
    if (cursor.json && sign === '/') {
      cursor.skip(2);
      return '/';
    }
    if (!Object.hasOwn(ESCAPES, sign)) cursor.fail(`\\${sign} is no escape of a text in double quotes`);
    cursor.skip(2);
    return ESCAPES[sign]!;
  }
  cursor.skip(2);
  let code = 0;
  for (let place = 0; place < length; place++) {
    const digit = hexValue(cursor.peek(place));
    if (digit < 0) cursor.fail(`\\${sign} takes ${length} hexadecimal digits`, start);
    code = code * 16 + digit;
  }
  const isHalf = code >= 0xd800 && code <= 0xdfff && !cursor.json;
  if (isHalf || code > 0x10ffff) cursor.fail(`\\${sign} names no character`, start);
  cursor.skip(length);
  return String.fromCodePoint(code);
}

/** Blanks and breaks between the words, as they show in the value. */
function scanGap(cursor: Cursor, onNewLine: boolean): string {
  let blanks = '';
  let first: string | undefined = onNewLine ? '' : undefined;
  let more = '';
  for (let code = cursor.peek(); isBlank(code) || isBreak(code); code = cursor.peek()) {
    if (isBreak(code)) {
      if (first === undefined) first = cursor.takeBreak();
      else more += cursor.takeBreak();
    } else {
      if (first === undefined) blanks += cursor.text.charAt(cursor.offset);
      cursor.skip();
    }
  }
  return first === undefined ? blanks : foldBreaks(first, more);
}
