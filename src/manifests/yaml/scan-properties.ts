import { isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isWordCharacter } from './characters';
import { Cursor } from './cursor';
import { YamlSyntaxError } from './syntax-error';
import { Token } from './tokens';

const BANG = '!';
const HASH = 35;

/** `&name` and `*name`. */
export function scanAnchor(cursor: Cursor, type: 'anchor' | 'alias'): Token {
  const start = cursor.at;
  cursor.skip();
  const value = scanWord(cursor);
  const next = cursor.code();
  // Indicators that may follow at once: ? : , ] } % @ `
  if (value === '' || !(isBlankOrEnd(next) || '?:,]}%@`'.includes(String.fromCharCode(next)))) {
    const message = `The name of an ${type} is letters, digits, - and _, and this has none`;
    throw new YamlSyntaxError(message, start);
  }
  return { type, start, end: cursor.at, value };
}

/** `!`, `!local`, `!!int`, `!handle!name` and `!<uri>`; `value` is the handle, `suffix` the rest. */
export function scanTag(cursor: Cursor): Token {
  const start = cursor.at;
  let handle = '';
  let suffix: string;
  if (cursor.text.charAt(start + 1) === '<') {
    cursor.skip(2);
    suffix = scanUri(cursor, start);
    if (cursor.text.charAt(cursor.at) !== '>') throw new YamlSyntaxError('The tag that opens with !< has no >', start);
    cursor.skip();
  } else {
    handle = scanHandle(cursor, start);
    if (handle.length > 1 && handle.endsWith(BANG)) {
      suffix = scanUri(cursor, start);
    } else {
      suffix = scanUri(cursor, start, handle);
      handle = BANG;
      // The tag "!" alone is no handle.
      if (suffix === '') [handle, suffix] = ['', BANG];
    }
  }
  if (!isBlankOrEnd(cursor.code())) throw new YamlSyntaxError('A tag ends with a space or a line break', cursor.at);
  return { type: 'tag', start, end: cursor.at, value: handle, suffix };
}

/** `%YAML` and `%TAG`. */
export function scanDirective(cursor: Cursor): Token {
  const start = cursor.at;
  cursor.skip();
  const name = scanWord(cursor);
  if (name === '' || !isBlankOrEnd(cursor.code())) {
    throw new YamlSyntaxError('A line that begins with % is no text', start);
  }
  let token: Token;
  if (name === 'YAML') {
    skipBlanks(cursor);
    const version = `${scanVersionNumber(cursor, start)}${scanDot(cursor, start)}${scanVersionNumber(cursor, start)}`;
    token = { type: 'version-directive', start, end: cursor.at, value: version };
  } else if (name === 'TAG') {
    skipBlanks(cursor);
    const handle = scanHandle(cursor, start, true);
    if (!isBlank(cursor.code())) throw new YamlSyntaxError('A %TAG line holds a handle and what it stands for', start);
    skipBlanks(cursor);
    const suffix = scanUri(cursor, start);
    if (!isBlankOrEnd(cursor.code())) {
      throw new YamlSyntaxError('A %TAG line holds a handle and what it stands for', start);
    }
    token = { type: 'tag-directive', start, end: cursor.at, value: handle, suffix };
  } else {
    throw new YamlSyntaxError(`There is no directive %${name}`, start);
  }
  endDirective(cursor, start);
  return token;
}

function endDirective(cursor: Cursor, start: number): void {
  skipBlanks(cursor);
  if (cursor.code() === HASH) while (!isBreakOrEnd(cursor.code())) cursor.skip();
  if (!isBreakOrEnd(cursor.code())) {
    throw new YamlSyntaxError('Only a comment may follow on the line of a directive', start);
  }
  if (isBreak(cursor.code())) cursor.skipBreak();
}

function skipBlanks(cursor: Cursor): void {
  while (isBlank(cursor.code())) cursor.skip();
}

function scanWord(cursor: Cursor): string {
  const start = cursor.at;
  while (isWordCharacter(cursor.code())) cursor.skip();
  return cursor.text.slice(start, cursor.at);
}

function scanVersionNumber(cursor: Cursor, directive: number): number {
  const start = cursor.at;
  while (isDigit(cursor.code())) cursor.skip();
  const digits = cursor.text.slice(start, cursor.at);
  if (digits === '' || digits.length > 2) {
    throw new YamlSyntaxError('A %YAML line holds a version such as 1.1', directive);
  }
  return Number(digits);
}

function scanDot(cursor: Cursor, directive: number): string {
  if (cursor.text.charAt(cursor.at) !== '.') {
    throw new YamlSyntaxError('A %YAML line holds a version such as 1.1', directive);
  }
  cursor.skip();
  return '.';
}

/** `!`, `!!` or `!name!`; in front of a local tag, `!` and the first part of its name. */
function scanHandle(cursor: Cursor, start: number, declared = false): string {
  const from = cursor.at;
  if (cursor.text.charAt(from) !== BANG) throw new YamlSyntaxError('The handle of a tag begins with !', start);
  cursor.skip();
  scanWord(cursor);
  if (cursor.text.charAt(cursor.at) === BANG) cursor.skip();
  const handle = cursor.text.slice(from, cursor.at);
  if (declared && handle !== BANG && !(handle.length > 1 && handle.endsWith(BANG))) {
    throw new YamlSyntaxError('The handle of a tag ends with !', start);
  }
  return handle;
}

const URI_CHARACTERS = /[0-9A-Za-z_\-;/?:@&=+$,.!~*'()[\]]/;

function scanUri(cursor: Cursor, start: number, head = ''): string {
  let uri = head.slice(1);
  const from = cursor.at;
  for (let next = cursor.text.charAt(cursor.at); ; next = cursor.text.charAt(cursor.at)) {
    if (next === '%') {
      uri += scanUriEscape(cursor, start);
    } else if (next !== '' && URI_CHARACTERS.test(next)) {
      uri += next;
      cursor.skip();
    } else {
      break;
    }
  }
  if (head === '' && cursor.at === from) throw new YamlSyntaxError('A tag has a name behind its handle', start);
  return uri;
}

/** One character, written as the bytes of its UTF-8 form. */
function scanUriEscape(cursor: Cursor, start: number): string {
  const bytes: number[] = [];
  let length = 1;
  do {
    const octet = /^%([0-9A-Fa-f]{2})$/.exec(cursor.text.slice(cursor.at, cursor.at + 3));
    if (!octet) throw new YamlSyntaxError('A % in a tag stands before two hexadecimal digits', start);
    const byte = parseInt(octet[1]!, 16);
    if (bytes.length === 0) length = utf8Length(byte);
    if (length === 0 || (bytes.length > 0 && (byte & 0xc0) !== 0x80)) {
      throw new YamlSyntaxError('The bytes behind % in a tag are no character', start);
    }
    bytes.push(byte);
    cursor.skip(3);
  } while (bytes.length < length);
  return Buffer.from(bytes).toString();
}

/** How many bytes a character takes that begins with this one; 0 where none does. */
function utf8Length(byte: number): number {
  if ((byte & 0x80) === 0) return 1;
  if ((byte & 0xe0) === 0xc0) return 2;
  if ((byte & 0xf0) === 0xe0) return 3;
  return (byte & 0xf8) === 0xf0 ? 4 : 0;
}
