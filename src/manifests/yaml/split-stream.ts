/** A piece of a text that is read on its own; `start` is its offset in the whole text. */
export interface TextPiece {
  readonly start: number;
  readonly text: string;
  /** Whether it is valid JSON, whose texts have a few escapes that those of YAML lack. */
  readonly json?: boolean;
}

/** What Go takes for white space at the start of a text. */
const GO_SPACES = /^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** A line of `---` with something behind it, at which kubectl gives a stream up. */
export interface BadSeparator {
  readonly badSeparatorAt: number;
}

/**
 * Cuts a stream as kubectl does before it reads any YAML: where a line begins with `---`, inside quotes and block texts
 * too. What follows in that line may only be a comment. The first such line of all is part of the first document.
 *
 * Unlike kubectl it goes on behind a bad separator, so that all that is wrong is said at once.
 */
export function splitStream(text: string, from = 0): (TextPiece | BadSeparator)[] {
  const pieces: (TextPiece | BadSeparator)[] = [];
  let start = from;
  const flush = (end: number) => {
    // The last line counts as ended, which shows in block texts.
    if (end > start) pieces.push({ start, text: ended(text.slice(start, end)) });
  };
  const separator = /^---([^\n]*)(?:\n|$)/gm;
  separator.lastIndex = from;
  for (let found = separator.exec(text); found; found = separator.exec(text)) {
    // `^` also stands behind "\r" and U+2028, where no line of kubectl's begins.
    if (found.index > from && text.charCodeAt(found.index - 1) !== 0x0a) {
      separator.lastIndex = found.index + 3;
      continue;
    }
    const rest = found[1]!.replace(GO_SPACES, '');
    const end = found.index + found[0].length;
    if (rest !== '' && !rest.startsWith('#')) {
      flush(found.index);
      pieces.push({ badSeparatorAt: found.index });
      start = end;
    } else if (found.index > start) {
      flush(found.index);
      start = end;
    }
    if (end >= text.length) break;
    separator.lastIndex = end;
  }
  flush(text.length);
  return pieces;
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
