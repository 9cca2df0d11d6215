/**
 * Whether a path is meant by one of some patterns: `*` is any part of a name, `**` any folders, `?` one character. A
 * pattern without a slash means files and folders of that name anywhere; one that means a folder means all below it.
 */
export function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const expressions = patterns.map(expressionFor);
  return (path) => expressions.some((expression) => expression.test(path));
}

function expressionFor(pattern: string): RegExp {
  const plain = pattern.replace(/^\.?\//, '').replace(/\/+$/, '');
  const anywhere = !plain.includes('/') && !pattern.startsWith('/') ? '**/' : '';
  // Runs of stars mean the same as two, and would make matching slow.
  const parts = `${anywhere}${plain}`.replaceAll(/\*{3,}/g, '**').replaceAll(/(?:\*\*\/)+/g, '**/');
  const source = parts.replaceAll(/\*\*\/|\*\*|\*|\?|[^*?]/g, (part) => TRANSLATED[part] ?? escaped(part));
  return new RegExp(`^${source}(?:/.*)?$`, 's');
}

const TRANSLATED: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

function escaped(character: string): string {
  return character.replace(/[\\^$.|+()[\]{}]/, String.raw`\$&`);
}
