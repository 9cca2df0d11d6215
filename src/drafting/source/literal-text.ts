/** What may stand in a source file as it is: letters, digits, punctuation, symbols and the plain space. */
const PLAIN = /^[\p{L}\p{N}\p{P}\p{S} ]$/u;

const NAMED: { readonly [character: string]: string } = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text as a literal of TypeScript. Nothing in it can end the literal, and nothing in it is hidden from a reader. */
export function literalText(text: string): string {
  return `'${visible(text.replaceAll('\\', '\\\\').replaceAll("'", "\\'"))}'`;
}

/** A text on one line, with what nobody can see as escapes: for comments, where it can end nothing. */
export function commentText(text: string): string {
  return visible(text);
}

/** A property name of a record: as it is, quoted, or computed where quotes alone would set a prototype. */
export function propertyName(key: string): string {
  if (key === '__proto__') return `[${literalText(key)}]`;
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : literalText(key);
}

function visible(text: string): string {
  let result = '';
  for (const character of text) result += PLAIN.test(character) ? character : escaped(character);
  return result;
}

function escaped(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  let units = '';
  for (let index = 0; index < character.length; index++) {
    units += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return units;
}
