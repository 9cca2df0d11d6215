import { endOfString } from './json-items';
import { MAX_DEPTH } from './yaml/yaml-document';

/**
 * Reads JSON the fast way, or says undefined where the slower YAML reader should look closer: where the text is not
 * valid, is nested too deep, repeats a key, or holds `__proto__`. JSON is YAML, so that reader finds what and where.
 */
export function tryParseJson(text: string): { value: unknown } | undefined {
  const start = text.charCodeAt(text.search(/\S/));
  if (start !== OPEN_BRACE && start !== OPEN_BRACKET) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const keys = countKeys(value);
  return keys !== undefined && keys === keysIn(text) ? { value } : undefined;
}

/** Where the JSON value that begins here would end; undefined where its brackets never close. */
export function endOfJsonValue(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth++;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth--;
    if (at < start) return undefined;
    if (depth === 0) return at + 1;
  }
  return undefined;
}

/** Whether the text is one JSON object. */
export function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

const QUOTE = '"'.charCodeAt(0);
const CLOSE_BRACE = '}'.charCodeAt(0);
const CLOSE_BRACKET = ']'.charCodeAt(0);
const OPEN_BRACE = '{'.charCodeAt(0);
const OPEN_BRACKET = '['.charCodeAt(0);
const COLON = ':'.charCodeAt(0);

/** The keys of all objects in a value; undefined where it is nested too deep or holds a key that code could trip over. */
function countKeys(root: unknown): number | undefined {
  let count = 0;
  const pending: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) return undefined;
    if (!Array.isArray(value)) {
      count += Object.keys(value).length;
      if (Object.hasOwn(value, '__proto__')) return undefined;
    }
    for (const child of Object.values(value)) {
      if (typeof child === 'object' && child !== null) pending.push({ value: child, depth: depth + 1 });
      // A number beyond all bounds.
      else if (child === Infinity || child === -Infinity) return undefined;
    }
  }
  return count;
}

/** The strings of a valid JSON text that a colon follows. More of them than keys in its value means a key repeats. */
function keysIn(text: string): number {
  let count = 0;
  for (let open = text.indexOf('"'); open >= 0;) {
    const close = endOfString(text, open);
    let after = close + 1;
    while (text.charCodeAt(after) <= 32) after++;
    if (text.charCodeAt(after) === COLON) count++;
    open = text.indexOf('"', close + 1);
  }
  return count;
}
