/** A piece of a selector, with the place of its first character in the text. */
export interface Token {
  readonly kind: 'label' | 'text' | 'symbol' | 'operator' | 'function' | 'end' | 'unreadable';
  /** The label, the text without its quotes, or the symbol itself. */
  readonly value: string;
  readonly at: number;
  /** As written. */
  readonly length: number;
}

/** Functions that a selector can call; only `has` takes a label. */
export const SELECTOR_FUNCTIONS: readonly string[] = ['has', 'all', 'global'];

const SPACE = new Set([' ', '\t']);
const SYMBOLS = ['&&', '||', '==', '!=', '(', ')', '{', '}', ',', '!'];
const LABEL = /[A-Za-z0-9_./-]{1,512}/y;
const FUNCTION = /(has|all|global)\(/y;

/** Operators of several letters; they stand behind a label, and elsewhere the same letters are a label. */
const WORD_OPERATORS: readonly (readonly [RegExp, string])[] = [
  [/not[ \t]*in(?![A-Za-z0-9_./-])/y, 'not in'],
  [/in(?![A-Za-z0-9_./-])/y, 'in'],
  [/contains(?![A-Za-z0-9_./-])/y, 'contains'],
  [/starts[ \t]*with(?![A-Za-z0-9_./-])/y, 'starts with'],
  [/ends[ \t]*with(?![A-Za-z0-9_./-])/y, 'ends with'],
];

/**
 * Cuts a selector into tokens. What cannot be read is one token, and the last but for the end.
 *
 * Source: projectcalico/calico, libcalico-go/lib/selector/tokenizer
 */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    while (SPACE.has(text[at]!)) at++;
    if (at >= text.length) break;
    const token = tokenAt(text, at, tokens[tokens.length - 1]);
    tokens.push(token);
    if (token.kind === 'unreadable') return tokens;
    at += token.length;
  }
  tokens.push({ kind: 'end', value: '', at: text.length, length: 0 });
  return tokens;
}

function tokenAt(text: string, at: number, before: Token | undefined): Token {
  const first = text[at]!;
  if (first === "'" || first === '"') {
    const end = text.indexOf(first, at + 1);
    if (end < 0) return { kind: 'unreadable', value: text.slice(at), at, length: text.length - at };
    return { kind: 'text', value: text.slice(at + 1, end), at, length: end + 1 - at };
  }
  const symbol = SYMBOLS.find((one) => text.startsWith(one, at));
  if (symbol) return { kind: 'symbol', value: symbol, at, length: symbol.length };
  if (before?.kind === 'label') {
    for (const [pattern, value] of WORD_OPERATORS) {
      const found = matchAt(pattern, text, at);
      if (found) return { kind: 'operator', value, at, length: found.length };
    }
  }
  const called = matchAt(FUNCTION, text, at);
  if (called) return { kind: 'function', value: called.slice(0, -1), at, length: called.length };
  const label = matchAt(LABEL, text, at);
  if (label) return { kind: 'label', value: label, at, length: label.length };
  return { kind: 'unreadable', value: first, at, length: 1 };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
