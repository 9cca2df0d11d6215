import { YamlNode } from './yaml/nodes';
import { TooDeep, parseDocument } from './yaml/parser';
import { YamlSyntaxError } from './yaml/syntax-error';

/** Collections inside collections beyond this are refused: no Kubernetes object comes near, and readers recurse. */
export const MAX_DEPTH = 150;

/** A piece of a text that is read on its own; `start` is its offset in the whole text. */
export interface YamlChunk {
  readonly start: number;
  readonly text: string;
  /** Whether it is known to be JSON. */
  readonly json?: boolean;
}

/** A line that kubectl takes for the end of a document, and then stops at because of what stands on it. */
export interface FaultySeparator {
  readonly faultyAt: number;
}

/** What a chunk holds: its document, and how much of the text kubectl leaves unread; or the reason why it is none. */
export type YamlEntry =
  | { readonly root: YamlNode | undefined; readonly unreadFrom?: number }
  | { readonly syntax: string; readonly at: number }
  | { readonly tooDeepAt: number };

const SEPARATOR = '---';

/** What Go calls space may follow the separator, and a comment. */
const SOMETHING =
  /^[\t-\r \x85\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]*[^\t-\r \x85\xA0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000#]/;

/**
 * Cuts a stream as kubectl does (apimachinery's `YAMLReader`): at every line that begins with `---`, before YAML is
 * looked at, and for no other reason. What is wrong in one document leaves the others readable.
 */
export function* chunksOf(text: string): Generator<YamlChunk | FaultySeparator> {
  let start = 0;
  let faulty = false;
  for (let line = 0; line < text.length; line = nextLine(text, line)) {
    if (!text.startsWith(SEPARATOR, line)) continue;
    const wasFaulty = faulty;
    faulty = SOMETHING.test(text.slice(line + SEPARATOR.length, nextLine(text, line)));
    // With nothing before it, the line belongs to the document that follows.
    if (line === start && !wasFaulty && !faulty) continue;
    if (!wasFaulty) yield* chunk(text, start, line);
    if (faulty) yield { faultyAt: line + SEPARATOR.length };
    start = nextLine(text, line);
  }
  if (!faulty) yield* chunk(text, start, text.length);
}

function* chunk(text: string, start: number, end: number): Generator<YamlChunk> {
  if (end === start) return;
  const content = text.slice(start, end);
  // kubectl puts a line break behind the last line where it has none, which counts at the end of a block text.
  yield { start, text: content.endsWith('\n') ? content : `${content}\n` };
}

function nextLine(text: string, from: number): number {
  const lineEnd = text.indexOf('\n', from);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

/** Parses the one document of a chunk. */
export function parseYaml({ text, json }: Pick<YamlChunk, 'text' | 'json'>): YamlEntry {
  try {
    const { root, unreadFrom } = parseDocument(text, MAX_DEPTH, json);
    return { root, unreadFrom };
  } catch (error) {
    if (error instanceof YamlSyntaxError) return { syntax: error.message, at: Math.min(error.offset, text.length) };
    if (error instanceof TooDeep) return { tooDeepAt: error.offset };
    throw error;
  }
}
