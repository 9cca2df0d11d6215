import { isBlank, isBreak, isBreakOrEnd, isDigit } from './characters';
import { Cursor } from './cursor';
import { Token, TokenType } from './token';

/** Reads a scalar that begins with `|` or `>`, inside a node of an indentation (-1 at the top). */
export function scanBlock(cursor: Cursor, parentIndent: number): Token {
  const start = cursor.offset;
  const literal = cursor.peek() === 0x7c;
  cursor.skip();
  const { chomping, increment } = scanHeader(cursor, start);
  let indent = increment > 0 ? Math.max(parentIndent, 0) + increment : 0;
  let value = '';
  let lineBreak = '';
  let afterBlank = false;
  let { breaks, indent: found, end } = scanBreaks(cursor, indent, parentIndent, start);
  indent = found;
  while (cursor.column === indent && cursor.peek() !== 0) {
    const blank = isBlank(cursor.peek());
    // Lines that begin with a blank keep their breaks, in a folded scalar too.
    if (!literal && lineBreak === '\n' && !afterBlank && !blank) value += breaks === '' ? ' ' : '';
    else value += lineBreak;
    value += breaks;
    afterBlank = blank;
    const from = cursor.offset;
    while (!isBreakOrEnd(cursor.peek())) cursor.skip();
    value += cursor.text.slice(from, cursor.offset);
    lineBreak = isBreak(cursor.peek()) ? cursor.takeBreak() : '';
    ({ breaks, end } = scanBreaks(cursor, indent, parentIndent, start));
  }
  if (chomping !== '-') value += lineBreak;
  if (chomping === '+') value += breaks;
  return { type: TokenType.SCALAR, start, end, value, style: literal ? 'BLOCK_LITERAL' : 'BLOCK_FOLDED' };
}

/** `|`, `>-`, `|2+` and so on, up to the end of the line. */
function scanHeader(cursor: Cursor, start: number): { chomping: string; increment: number } {
  let chomping = '';
  let increment = 0;
  const takeChomping = () => {
    const code = cursor.peek();
    if (chomping !== '' || (code !== 0x2b && code !== 0x2d)) return;
    chomping = String.fromCharCode(code);
    cursor.skip();
  };
  takeChomping();
  if (isDigit(cursor.peek())) {
    increment = cursor.peek() - 0x30;
    if (increment === 0) cursor.fail('the indentation of a text behind | or > cannot be 0', start);
    cursor.skip();
    takeChomping();
  }
  while (isBlank(cursor.peek())) cursor.skip();
  if (cursor.peek() === 0x23) while (!isBreakOrEnd(cursor.peek())) cursor.skip();
  if (!isBreakOrEnd(cursor.peek())) {
    cursor.fail('behind | or > only signs such as |- or >2 and a comment may follow in the same line', start);
  }
  cursor.takeBreakIfAny();
  return { chomping, increment };
}

/** Empty lines and indentation before the next line with text; finds the indentation out where it is not given (0). */
function scanBreaks(
  cursor: Cursor,
  indent: number,
  parentIndent: number,
  start: number,
): { breaks: string; indent: number; end: number } {
  let breaks = '';
  let deepest = 0;
  let end = cursor.offset;
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.peek() === 0x20) cursor.skip();
    deepest = Math.max(deepest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && cursor.peek() === 0x09) {
      cursor.fail('a tab stands where the text behind | or > should be indented with blanks', start);
    }
    if (!isBreak(cursor.peek())) break;
    breaks += cursor.takeBreak();
    end = cursor.offset;
  }
  return { breaks, indent: indent === 0 ? Math.max(deepest, parentIndent + 1, 1) : indent, end };
}
