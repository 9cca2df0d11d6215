import { endOfString } from './json-items';
import { MAX_DEPTH, YamlChunk } from './yaml-stream';

/** JSON, or JSON that somebody must look at more closely, because its value does not show what is wrong with it. */
export type JsonText = { readonly value: unknown } | 'suspicious';

/**
 * Reads JSON the fast way; undefined where the text is none. What is nested too deep, repeats a key, or holds
 * `__proto__` or a number too large for one is valid, but the slower reader has to find what and where.
 */
export function tryParseJson(text: string): JsonText | undefined {
  const start = text.charCodeAt(text.search(/\S/));
  if (start !== OPEN_BRACE && start !== OPEN_BRACKET) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const keys = countKeys(value);
  return keys !== undefined && keys === keysIn(text) ? { value } : 'suspicious';
}

/**
 * The JSON objects at the start of a text, one behind the other without anything between them, as kubectl takes them;
 * and where they end. kubectl goes on with YAML behind the first, where the next is no JSON.
 */
export function jsonObjects(text: string): { readonly objects: YamlChunk[]; readonly end: number } {
  const objects: YamlChunk[] = [];
  let end = 0;
  for (;;) {
    const start = end + text.slice(end, end + MAX_SPACE).search(/\S/);
    if (start < end || text.charCodeAt(start) !== OPEN_BRACE) return { objects, end };
    const close = endOfObject(text, start);
    const chunk = close === undefined ? '' : text.slice(start, close);
    if (close === undefined || tryParseJson(chunk) === undefined) return { objects, end };
    objects.push({ start, text: chunk, json: true });
    end = close;
  }
}

/** Whether kubectl tries to read a text as JSON first. */
export function beginsLikeJson(text: string): boolean {
  return text.slice(0, MAX_SPACE).trimStart().startsWith('{');
}

/** How far kubectl looks for the brace that begins JSON. */
const MAX_SPACE = 4096;

/** Behind the brace that closes the object which opens here. */
function endOfObject(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at >= 0 && at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = endOfString(text, at);
        if (at < 0) return undefined;
        break;
      case OPEN_BRACE:
        depth++;
        break;
      case CLOSE_BRACE:
        depth--;
        if (depth === 0) return at + 1;
        break;
      default:
    }
  }
  return undefined;
}

const OPEN_BRACE = '{'.charCodeAt(0);
const CLOSE_BRACE = '}'.charCodeAt(0);
const OPEN_BRACKET = '['.charCodeAt(0);
const QUOTE = '"'.charCodeAt(0);
const COLON = ':'.charCodeAt(0);

/** The keys of all objects in a value; undefined where it is nested too deep or holds a key that code could trip over. */
function countKeys(root: unknown): number | undefined {
  let count = 0;
  const pending: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) return undefined;
    if (!Array.isArray(value)) {
      count += Object.keys(value).length;
      if (Object.hasOwn(value, '__proto__')) return undefined;
    }
    for (const child of Object.values(value)) {
      const matters = typeof child === 'number' ? !Number.isFinite(child) : typeof child === 'object' && child !== null;
      if (matters) pending.push({ value: child, depth: depth + 1 });
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
