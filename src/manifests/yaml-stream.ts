import { Composer, Document, Lexer, Parser, Tags } from 'yaml';

/** Collections inside collections beyond this are refused: no Kubernetes object comes near, and parsers recurse. */
export const MAX_DEPTH = 150;

/** One document of a YAML stream, or the reason why the rest of its text could not be read. */
export type YamlEntry = { readonly document: Document.Parsed } | { readonly tooDeepAt: number };

/** A piece of a YAML stream that can be parsed on its own; `start` is its offset in the whole text. */
export interface YamlChunk {
  readonly start: number;
  readonly text: string;
}

/** What kubectl takes for true and false. It takes a bare y and n too: those stay text here, and are remarked on. */
const BOOLEANS = { true: /^(?:[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/, false: /^(?:[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/ };

/** As the YAML reader of kubectl: YAML 1.1 booleans and octals, but neither dates nor base-60 numbers. */
function kubectlTags(tags: Tags): Tags {
  return tags
    .filter((tag) => typeof tag === 'string' || !(isTime(tag) || tag.tag.endsWith(':timestamp')))
    .map((tag) => {
      if (typeof tag === 'string' || tag.collection || !tag.tag.endsWith(':bool')) return tag;
      return { ...tag, test: tag.test?.test('true') ? BOOLEANS.true : BOOLEANS.false };
    });
}

function isTime(tag: Exclude<Tags[number], string>): boolean {
  return 'format' in tag && tag.format === 'TIME';
}

const OPTIONS = {
  version: '1.1',
  customTags: kubectlTags,
  // Found by the reader of values, in linear time.
  uniqueKeys: false,
  prettyErrors: false,
  // Brackets that close further left than the book says are unambiguous, and kubectl takes them.
  strict: false,
  logLevel: 'silent',
} as const;

/**
 * Cuts a stream where documents begin, so that what is wrong in one leaves the others readable. A line of `---` ends
 * every construct of YAML, block scalars too; only directives bind a document to the text before its marker.
 */
export function chunksOf(text: string): YamlChunk[] {
  if (/^%/m.test(text)) return [{ start: 0, text }];
  const chunks: YamlChunk[] = [];
  let start = 0;
  for (const marker of text.matchAll(/^---(?=[ \t\r\n]|$)/gm)) {
    if (marker.index > start) chunks.push({ start, text: text.slice(start, marker.index) });
    start = marker.index;
  }
  chunks.push({ start, text: text.slice(start) });
  return chunks;
}

/**
 * Parses a chunk. The depth is watched while tokens are read, because the library composes them by recursion and a
 * stack that overflows inside it can end the process.
 */
export function* parseYaml(text: string): Generator<YamlEntry> {
  const parser = new Parser();
  const composer = new Composer(OPTIONS);
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      for (const document of composer.next(token)) yield { document: document as Document.Parsed };
    }
    if (parser.stack.length > MAX_DEPTH) {
      yield { tooDeepAt: Math.min(parser.offset, text.length) };
      return;
    }
  }
  for (const token of parser.end()) {
    for (const document of composer.next(token)) yield { document: document as Document.Parsed };
  }
  for (const document of composer.end(false, text.length)) yield { document: document as Document.Parsed };
}
