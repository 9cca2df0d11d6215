/**
 * Characters that show nothing, or rearrange what stands around them: controls, bidirectional and zero-width ones, tags,
 * separators of lines, halves of pairs, and what is no character at all.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

/**
 * A text from a manifest, safe to print on one line: what could rewrite a terminal, mislead a reader, or be obeyed by
 * the program that collects the output stands as an escape.
 */
export function printable(text: string): string {
  return withoutCommands(visible(text.replace(/\t/g, ' ')));
}

/** The same for a text of several lines. */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) => printable(line))
    .join('\n');
}

/** Shows hidden characters as `\u202e`, but for those that are to be kept. */
export function visible(text: string, kept = ''): string {
  return text.replace(HIDDEN, (character) => (kept.includes(character) ? character : escaped(character)));
}

/**
 * Workflow runners take `##[error]` anywhere in a line, and `::error::` at its start, for commands. A command that is
 * spelt otherwise is none.
 */
function withoutCommands(text: string): string {
  return withoutBracketCommands(text).replace(/^(\s*):(?=:)/, (all, space: string) =>
    /::.*::/.test(text) ? `${space}${escaped(':')}` : all,
  );
}

export function withoutBracketCommands(text: string): string {
  return text.replace(/##\[/g, `##${escaped('[')}`);
}

/** One escape for each half of a pair, as JSON and JavaScript read them. */
function escaped(character: string): string {
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
