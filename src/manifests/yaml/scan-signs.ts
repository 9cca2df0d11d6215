import { hexValue, isBlank, isBlankOrEnd, isBreakOrEnd, isDigit, isWord } from './characters';
import { Cursor } from './cursor';
import { Token, TokenType } from './token';

/** What may follow the name of an anchor or alias, blanks aside. */
const BEHIND_NAME = '?:,]}%@`';

/** What the rest of a tag may be made of, besides letters and digits. */
const TAG_SIGNS = ";/?:@&=+$,.!~*'()[]%";

/** Reads `&name` or `*name`. */
export function scanAnchor(cursor: Cursor, type: TokenType.ANCHOR | TokenType.ALIAS): Token {
  const start = cursor.offset;
  cursor.skip();
  const value = takeWhile(cursor, isWord);
  const behind = cursor.peek();
  if (value === '' || !(isBlankOrEnd(behind) || BEHIND_NAME.includes(String.fromCharCode(behind)))) {
    cursor.fail('the name of an anchor or alias is made of letters, digits, "-" and "_"', start);
  }
  return { type, start, end: cursor.offset, value };
}

/** Reads `!`, `!suffix`, `!handle!suffix` or `!<whole>`. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.offset;
  let handle = '';
  let suffix: string;
  if (cursor.peek(1) === 0x3c) {
    cursor.skip(2);
    suffix = scanTagRest(cursor, start);
    if (suffix === '') cursor.fail('the tag names nothing between !< and >', start);
    if (cursor.peek() !== 0x3e) cursor.fail('the tag has no closing >', start);
    cursor.skip();
  } else {
    handle = scanHandle(cursor);
    if (handle.length > 1 && handle.endsWith('!')) {
      suffix = scanTagRest(cursor, start);
      if (suffix === '') cursor.fail(`the tag names nothing behind ${handle}`, start);
    } else {
      suffix = handle.slice(1) + scanTagRest(cursor, start);
      handle = '!';
      if (suffix === '') [handle, suffix] = ['', '!'];
    }
  }
  if (!isBlankOrEnd(cursor.peek())) cursor.fail('a blank must follow a tag', start);
  return { type: TokenType.TAG, start, end: cursor.offset, value: handle, suffix };
}

/** Reads a `%YAML` or `%TAG` line. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.offset;
  cursor.skip();
  const name = takeWhile(cursor, isWord);
  if (name === '' || !isBlankOrEnd(cursor.peek())) cursor.fail('a line that begins with % is no directive', start);
  let token: Token;
  if (name === 'YAML') {
    takeWhile(cursor, isBlank);
    const value = scanVersion(cursor, start);
    token = { type: TokenType.YAML_DIRECTIVE, start, end: cursor.offset, value };
  } else if (name === 'TAG') {
    takeWhile(cursor, isBlank);
    if (cursor.peek() !== 0x21) cursor.fail('the handle of a %TAG directive begins with "!"', start);
    const value = scanHandle(cursor);
    if (value !== '!' && !value.endsWith('!')) cursor.fail('the handle of a %TAG directive ends with "!"', start);
    if (!isBlank(cursor.peek())) cursor.fail('a blank must follow the handle of a %TAG directive', start);
    takeWhile(cursor, isBlank);
    const suffix = scanTagRest(cursor, start);
    if (suffix === '') cursor.fail('the %TAG directive does not say what its handle stands for', start);
    if (!isBlankOrEnd(cursor.peek())) cursor.fail('a blank must follow a %TAG directive', start);
    token = { type: TokenType.TAG_DIRECTIVE, start, end: cursor.offset, value, suffix };
  } else {
    cursor.fail(`there is no directive %${name}`, start);
  }
  takeWhile(cursor, isBlank);
  if (cursor.peek() === 0x23) takeWhile(cursor, (code) => !isBreakOrEnd(code));
  if (!isBreakOrEnd(cursor.peek())) cursor.fail('only a comment may follow a directive in its line', start);
  cursor.takeBreakIfAny();
  return token;
}

function scanVersion(cursor: Cursor, start: number): string {
  const major = takeWhile(cursor, isDigit);
  if (cursor.peek() !== 0x2e) cursor.fail('the %YAML directive names no version such as 1.1', start);
  cursor.skip();
  const minor = takeWhile(cursor, isDigit);
  if (![major, minor].every(({ length }) => length === 1 || length === 2)) {
    cursor.fail('the %YAML directive names no version such as 1.1', start);
  }
  return `${Number(major)}.${Number(minor)}`;
}

function scanHandle(cursor: Cursor): string {
  cursor.skip();
  const name = takeWhile(cursor, isWord);
  if (cursor.peek() !== 0x21) return `!${name}`;
  cursor.skip();
  return `!${name}!`;
}

function scanTagRest(cursor: Cursor, start: number): string {
  let rest = '';
  for (;;) {
    rest += takeWhile(cursor, (code) => isWord(code) || (code !== 0x25 && isTagSign(code)));
    if (cursor.peek() !== 0x25) return rest;
    rest += scanEscapedOctets(cursor, start);
  }
}

function isTagSign(code: number): boolean {
  return code > 0x20 && code < 0x7f && TAG_SIGNS.includes(String.fromCharCode(code));
}

/** One character written as octets, `%C3%A9`. */
function scanEscapedOctets(cursor: Cursor, start: number): string {
  const octets: number[] = [];
  let width = 1;
  while (octets.length < width) {
    const [high, low] = [hexValue(cursor.peek(1)), hexValue(cursor.peek(2))];
    if (cursor.peek() !== 0x25 || high < 0 || low < 0) cursor.fail('% in a tag takes two hexadecimal digits', start);
    octets.push(high * 16 + low);
    cursor.skip(3);
    width = widthOf(octets[0]!);
    if (width === 0 || (octets.length > 1 && (octets.at(-1)! & 0xc0) !== 0x80)) {
      cursor.fail('the octets behind % in a tag are no character', start);
    }
  }
  return Buffer.from(octets).toString('utf8');
}

function widthOf(octet: number): number {
  if (octet < 0x80) return 1;
  if ((octet & 0xe0) === 0xc0) return 2;
  if ((octet & 0xf0) === 0xe0) return 3;
  return (octet & 0xf8) === 0xf0 ? 4 : 0;
}

function takeWhile(cursor: Cursor, belongs: (code: number) => boolean): string {
  const from = cursor.offset;
  while (cursor.offset < cursor.text.length && belongs(cursor.peek())) cursor.skip();
  return cursor.text.slice(from, cursor.offset);
}
