/** What `code` gives at the end of a text. Never a character of it: control characters are refused before. */
export const END = 0;

export const TAB = 9;
export const LF = 10;
export const CR = 13;
export const SPACE = 32;

const NEL = 0x85;
const LINE_SEPARATOR = 0x2028;
const PARAGRAPH_SEPARATOR = 0x2029;

/** YAML 1.1 has five line breaks, where 1.2 and most editors have two. */
export function isBreak(code: number): boolean {
  return code === LF || code === CR || code === NEL || code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR;
}

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

export function isBreakOrEnd(code: number): boolean {
  return code === END || isBreak(code);
}

export function isBlankOrEnd(code: number): boolean {
  return code === SPACE || code === TAB || code === END || isBreak(code);
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The letters of anchors, handles and directives. */
export function isWordCharacter(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 45;
}

/** What a line break stands for in a value: breaks that most editors know become `\n`, the two of Unicode stay. */
export function breakText(code: number): string {
  return code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR ? String.fromCharCode(code) : '\n';
}

/** Characters that no YAML text may hold, not even in quotes, lone halves of surrogate pairs among them. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[\0-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]|\p{Surrogate}/u;

/** The offset of the first character that may not stand in a YAML text, or -1. */
export function forbiddenCharacter(text: string): number {
  return text.search(FORBIDDEN);
}
