import { END, SPACE, TAB, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit } from './characters';
import { Cursor } from './cursor';
import { YamlSyntaxError } from './syntax-error';
import { Token } from './tokens';

const BACKSLASH = 92;
const COLON = 58;
const DASH = 45;
const DOT = 46;
const HASH = 35;
const PLUS = 43;
const SINGLE_QUOTE = 39;

/** Where a scalar stands, as far as its form depends on it. */
export interface Surroundings {
  /** The column of the block it stands in; -1 at the top. */
  readonly indent: number;
  readonly inFlow: boolean;
}

/** Line breaks and blanks between words: a single break is a space, more of them are themselves but for the first. */
class Gap {
  public broken = false;
  private blanks = '';
  private first = '';
  private more = '';

  /** Goes over blanks and line breaks; tabs that would be indentation are for the caller to refuse. */
  public read(cursor: Cursor, onBlank?: (gap: Gap) => void): void {
    for (let code = cursor.code(); ; code = cursor.code()) {
      if (isBlank(code)) {
        onBlank?.(this);
        if (!this.broken) this.blanks += String.fromCharCode(code);
        cursor.skip();
      } else if (isBreak(code)) {
        if (this.broken) {
          this.more += cursor.skipBreak();
        } else {
          this.blanks = '';
          this.first = cursor.skipBreak();
          this.broken = true;
        }
      } else {
        return;
      }
    }
  }

  /** A line break that a backslash takes away. */
  public escapeBreak(): void {
    this.broken = true;
  }

  public text(): string {
    if (!this.broken) return this.blanks;
    if (this.first !== '\n') return this.first + this.more;
    return this.more === '' ? ' ' : this.more;
  }
}

export function scanPlain(cursor: Cursor, { indent, inFlow }: Surroundings): { token: Token; broken: boolean } {
  const { at: start, text } = cursor;
  let value = '';
  let end = start;
  let gap = new Gap();
  for (;;) {
    if (isDocumentMarker(cursor) || cursor.code() === HASH) break;
    const wordStart = cursor.at;
    for (let code = cursor.code(); !isBlankOrEnd(code); code = cursor.code()) {
      if ((code === COLON && isBlankOrEnd(cursor.code(1))) || (inFlow && endsPlainInFlow(code))) break;
      cursor.skip();
    }
    if (cursor.at > wordStart) {
      value += gap.text() + text.slice(wordStart, cursor.at);
      gap = new Gap();
      end = cursor.at;
    }
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break;
    gap.read(cursor, ({ broken }) => {
      if (broken && cursor.column <= indent && cursor.code() === TAB) {
        throw new YamlSyntaxError('A tab indents this line; YAML indents with spaces', cursor.at);
      }
    });
    if (!inFlow && cursor.column <= indent) break;
  }
  return { token: { type: 'scalar', start, end, value, style: 'plain' }, broken: gap.broken };
}

function endsPlainInFlow(code: number): boolean {
  // , ? [ ] { }
  return code === 44 || code === 63 || code === 91 || code === 93 || code === 123 || code === 125;
}

/** `---` or `...` at the start of a line, with nothing or a blank behind it. */
export function isDocumentMarker(cursor: Cursor): boolean {
  if (cursor.column !== 0) return false;
  return (cursor.isMarker(DASH) || cursor.isMarker(DOT)) && isBlankOrEnd(cursor.code(3));
}

export function scanQuoted(cursor: Cursor, json: boolean): Token {
  const { at: start, text } = cursor;
  const quote = cursor.code();
  const single = quote === SINGLE_QUOTE;
  let value = '';
  cursor.skip();
  for (;;) {
    if (isDocumentMarker(cursor)) {
      throw new YamlSyntaxError('A text in quotes holds a line that begins with --- or ...', cursor.at);
    }
    if (cursor.code() === END) throw new YamlSyntaxError('The quote that opens here is never closed', start);
    const gap = new Gap();
    let from = cursor.at;
    for (let code = cursor.code(); !isBlankOrEnd(code); code = cursor.code()) {
      if (code === quote) {
        if (!single || cursor.code(1) !== SINGLE_QUOTE) break;
        value += text.slice(from, cursor.at + 1);
        cursor.skip(2);
        from = cursor.at;
      } else if (code === BACKSLASH && !single) {
        value += text.slice(from, cursor.at);
        cursor.skip();
        if (isBreak(cursor.code())) {
          cursor.skipBreak();
          gap.escapeBreak();
          from = cursor.at;
          break;
        }
        value += scanEscape(cursor, json);
        from = cursor.at;
      } else {
        cursor.skip();
      }
    }
    value += text.slice(from, cursor.at);
    if (cursor.code() === quote) break;
    gap.read(cursor);
    value += gap.text();
  }
  cursor.skip();
  return { type: 'scalar', start, end: cursor.at, value, style: single ? 'single' : 'double' };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1B',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xA0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** What stands behind a backslash. */
function scanEscape(cursor: Cursor, json: boolean): string {
  const start = cursor.at - 1;
  const letter = cursor.text.charAt(cursor.at);
  cursor.skip();
  // JSON escapes a slash and writes characters beyond 16 bits as two halves; YAML knows neither.
  if (json && letter === '/') return '/';
  if (Object.hasOwn(ESCAPES, letter)) return ESCAPES[letter]!;
  const length = Object.hasOwn(HEX_LENGTH, letter) ? HEX_LENGTH[letter]! : 0;
  const digits = cursor.text.slice(cursor.at, cursor.at + length);
  if (length === 0) throw new YamlSyntaxError(`There is no escape \\${letter} in YAML`, start);
  if (digits.length < length || !/^[0-9A-Fa-f]+$/.test(digits)) {
    throw new YamlSyntaxError(`After \\${letter} stand ${length} hexadecimal digits`, start);
  }
  cursor.skip(length);
  const code = parseInt(digits, 16);
  if (json) return String.fromCharCode(code);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw new YamlSyntaxError(`The escape \\${letter}${digits} is no character`, start);
  }
  return String.fromCodePoint(code);
}

/** `|` and `>`, with how the end is cut off and how deep the lines stand. */
export function scanBlock(cursor: Cursor, { indent: parent }: Surroundings): Token {
  const { at: start, text } = cursor;
  const literal = text.charAt(start) === '|';
  cursor.skip();
  const { keep, increment } = blockHeader(cursor);
  const lines = new BlockLines(cursor, increment > 0 ? Math.max(parent, 0) + increment : 0, parent);
  let value = '';
  let leadingBreak = '';
  let afterBlank = false;
  lines.skipBreaks();
  while (cursor.column === lines.indent && cursor.code() !== END) {
    const blank = isBlank(cursor.code());
    if (!literal && !afterBlank && !blank && leadingBreak === '\n') {
      if (lines.breaks === '') value += ' ';
    } else {
      value += leadingBreak;
    }
    value += lines.breaks;
    lines.breaks = '';
    afterBlank = blank;
    const from = cursor.at;
    while (!isBreakOrEnd(cursor.code())) cursor.skip();
    value += text.slice(from, cursor.at);
    leadingBreak = isBreak(cursor.code()) ? cursor.skipBreak() : '';
    lines.skipBreaks();
  }
  if (keep !== 'none') value += leadingBreak;
  if (keep === 'all') value += lines.breaks;
  return { type: 'scalar', start, end: lines.end, value, style: literal ? 'literal' : 'folded' };
}

function blockHeader(cursor: Cursor): { keep: 'one' | 'none' | 'all'; increment: number } {
  let keep: 'one' | 'none' | 'all' = 'one';
  let increment = 0;
  const start = cursor.at;
  for (let part = 0; part < 2; part++) {
    const code = cursor.code();
    if (keep === 'one' && (code === PLUS || code === DASH)) keep = code === PLUS ? 'all' : 'none';
    else if (increment === 0 && isDigit(code)) increment = code - 48;
    else break;
    cursor.skip();
    if (increment === 0 && isDigit(code)) {
      throw new YamlSyntaxError('The depth of a block text is a digit from 1 to 9', start);
    }
  }
  while (isBlank(cursor.code())) cursor.skip();
  if (cursor.code() === HASH) while (!isBreakOrEnd(cursor.code())) cursor.skip();
  if (!isBreakOrEnd(cursor.code())) {
    throw new YamlSyntaxError('A block text begins on the line below its | or >', cursor.at);
  }
  if (isBreak(cursor.code())) cursor.skipBreak();
  return { keep, increment };
}

/** Empty lines and indentation between the lines of a block text; the first line says how deep they all stand. */
class BlockLines {
  public breaks = '';
  public end: number;

  public constructor(
    private readonly cursor: Cursor,
    /** 0 until the first line has said it. */
    public indent: number,
    private readonly parent: number,
  ) {
    this.end = cursor.at;
  }

  public skipBreaks(): void {
    const { cursor } = this;
    this.end = cursor.at;
    let deepest = 0;
    for (;;) {
      while (this.isShallow() && cursor.code() === SPACE) cursor.skip();
      deepest = Math.max(deepest, cursor.column);
      if (this.isShallow() && cursor.code() === TAB) {
        throw new YamlSyntaxError('A tab indents this line; YAML indents with spaces', cursor.at);
      }
      if (!isBreak(cursor.code())) break;
      this.breaks += cursor.skipBreak();
      this.end = cursor.at;
    }
    if (this.indent === 0) this.indent = Math.max(deepest, this.parent + 1, 1);
  }

  private isShallow(): boolean {
    return this.indent === 0 || this.cursor.column < this.indent;
  }
}
