import { isBlank, isBlankOrEnd, isBreak } from './characters';
import { Cursor } from './cursor';
import { Token, TokenType } from './token';

/** A plain scalar, and whether it ended behind a line break, where a new key may begin. */
export interface PlainScalar {
  readonly token: Token;
  readonly endedOnNewLine: boolean;
}

/** Reads a scalar without quotes. In brackets (`inFlow`) it ends at their signs; elsewhere where a line is less indented. */
export function scanPlain(cursor: Cursor, indent: number, inFlow: boolean): PlainScalar {
  const start = cursor.offset;
  let end = start;
  let value = '';
  let gap = '';
  let onNewLine = false;
  for (;;) {
    if (cursor.atMarker() || cursor.peek() === 0x23) break;
    const from = cursor.offset;
    while (!isBlankOrEnd(cursor.peek()) && !endsPlain(cursor, inFlow)) cursor.skip();
    if (cursor.offset > from) {
      value += gap + cursor.text.slice(from, cursor.offset);
      gap = '';
      onNewLine = false;
      end = cursor.offset;
    }
    if (!isBlank(cursor.peek()) && !isBreak(cursor.peek())) break;
    ({ text: gap, lines: onNewLine } = scanGap(cursor, indent, start));
    if (!inFlow && cursor.column < indent) break;
  }
  return { token: { type: TokenType.SCALAR, start, end, value, style: 'PLAIN' }, endedOnNewLine: onNewLine };
}

function endsPlain(cursor: Cursor, inFlow: boolean): boolean {
  const code = cursor.peek();
  if (code === 0x3a) return isBlankOrEnd(cursor.peek(1));
  return inFlow && isFlowSign(code);
}

/** `,` `?` `[` `]` `{` `}` */
function isFlowSign(code: number): boolean {
  return code === 0x2c || code === 0x3f || code === 0x5b || code === 0x5d || code === 0x7b || code === 0x7d;
}

/** Blanks and breaks between the words of a scalar, as they show in its value: one break is a blank. */
function scanGap(cursor: Cursor, indent: number, start: number): { text: string; lines: boolean } {
  const from = cursor.offset;
  let first: string | undefined;
  let more = '';
  for (let code = cursor.peek(); isBlank(code) || isBreak(code); code = cursor.peek()) {
    if (isBreak(code)) {
      if (first === undefined) first = cursor.takeBreak();
      else more += cursor.takeBreak();
    } else {
      if (first !== undefined && code === 0x09 && cursor.column < indent) {
        cursor.fail('a tab stands where the indentation of a text that goes on should be', start);
      }
      cursor.skip();
    }
  }
  if (first === undefined) return { text: cursor.text.slice(from, cursor.offset), lines: false };
  return { text: foldBreaks(first, more), lines: true };
}

/** What the line breaks between two parts of a scalar become: one a blank, several one less. */
export function foldBreaks(first: string, more: string): string {
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}
