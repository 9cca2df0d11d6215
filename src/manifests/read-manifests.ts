import { isUtf8 } from 'node:buffer';
import { FieldLocator, FileDocument } from './file-document';
import { filesOf, readBytes } from './input-files';
import { jsonItems } from './json-items';
import { tryParseJson } from './json-text';
import { objectsIn } from './objects-in';
import { SourceText } from './source-text';
import { YamlChunk, YamlEntry, chunksOf, parseYaml, MAX_DEPTH } from './yaml-stream';
import { YamlProblem, valueOf } from './yaml-value';
import { Finding } from '../model/finding';
import { FieldPath, KubernetesObject } from '../model/kubernetes-object';
import { Tick } from '../model/tick';

/** The rule under which everything is reported that stands between a text and its objects. */
export const UNREADABLE_RULE = 'unreadable-document';

/** What was read, and what could not be. */
export interface ReadResult {
  readonly documents: FileDocument[];
  readonly findings: Finding[];
  /** The texts by file, so that reports can quote them. */
  readonly sources: ReadonlyMap<string, SourceText>;
}

/** A text and the name to report for it. */
export interface NamedText {
  readonly file: string;
  readonly text: string | Uint8Array;
}

/** Told which file is being read, and how far. */
export type ReadProgress = (file: string, done: number, total: number) => void;

/**
 * Reads every manifest of the inputs: files, folders (every `*.yaml`, `*.yml` and `*.json` below), `-` for stdin.
 *
 * What cannot be read in a file becomes a finding; everything else is still read.
 *
 * @throws InvalidInput for a path that does not exist or cannot be read
 */
export function readManifests(inputs: readonly string[], progress?: ReadProgress): ReadResult {
  const files = [...new Set(inputs.flatMap((input) => filesOf(input)))];
  return readTexts(
    files.map((file) => ({ file, text: readBytes(file) })),
    progress,
  );
}

/** Reads manifests that are in memory already. */
export function readTexts(texts: readonly NamedText[], progress?: ReadProgress): ReadResult {
  const documents: FileDocument[] = [];
  const findings: Finding[] = [];
  const sources = new Map<string, SourceText>();
  for (const { file, text } of texts) {
    const { decoded, valid } = decode(text);
    const source = new SourceText(file, decoded);
    sources.set(file, source);
    const tick: Tick | undefined = progress && ((done, total) => progress(file, done, total));
    new TextReader(source, documents, findings, tick).read(valid);
  }
  return { documents, findings, sources };
}

/** Invalid UTF-8 turns into U+FFFD, which shows which documents it stands in. */
function decode(text: string | Uint8Array): { decoded: string; valid: boolean } {
  if (typeof text === 'string') return { decoded: text.replace(/^\uFEFF/, ''), valid: true };
  return { decoded: new TextDecoder().decode(text), valid: isUtf8(text) };
}

class TextReader {
  public constructor(
    private readonly source: SourceText,
    private readonly documents: FileDocument[],
    private readonly findings: Finding[],
    private readonly tick: Tick | undefined,
  ) {}

  public read(validUtf8: boolean): void {
    const { text } = this.source;
    this.tick?.(0, text.length);
    const json = validUtf8 ? tryParseJson(text) : undefined;
    if (json) {
      this.takeJson(json.value);
      return;
    }
    for (const chunk of chunksOf(text)) {
      this.tick?.(chunk.start, text.length);
      this.readChunk(chunk, validUtf8);
    }
  }

  private readChunk(chunk: YamlChunk, validUtf8: boolean): void {
    const broken = validUtf8 ? -1 : chunk.text.indexOf('\uFFFD');
    if (broken >= 0) {
      const message = 'The text is not valid UTF-8 here.';
      this.report({ type: 'Parse', message, fix: 'Save the file as UTF-8.', offset: chunk.start + broken });
      return;
    }
    const locator = new FieldLocator(this.source, () => chunk);
    let index = 0;
    for (const entry of parseYaml(chunk.text)) this.takeEntry(entry, chunk, locator, index++);
  }

  private takeEntry(entry: YamlEntry, chunk: YamlChunk, locator: FieldLocator, index: number): void {
    if ('tooDeepAt' in entry) {
      const message = `The document nests deeper than ${MAX_DEPTH} levels.`;
      const fix = 'No Kubernetes object does; check the brackets and the indentation.';
      this.report({ type: 'TooLong', message, fix, offset: chunk.start + entry.tooDeepAt });
      return;
    }
    const { document } = entry;
    const [error] = document.errors;
    if (error) {
      const more = document.errors.length > 1 ? ` (${document.errors.length - 1} more errors follow from here on)` : '';
      const message = `The document is not valid YAML: ${lowerFirst(error.message.replace(/\.$/, ''))}${more}.`;
      this.report({ type: 'Parse', message, fix: fixForSyntax(chunk.text), offset: chunk.start + error.pos[0] });
      return;
    }
    const { value, problems } = valueOf(document);
    for (const problem of problems) this.report({ ...problem, offset: chunk.start + problem.offset });
    // Nothing between two markers, or comments only, is no document.
    if (value !== undefined && value !== null) this.takeObjects(value, locator, index);
  }

  /** Each item of a list is parsed by itself when somebody asks for its positions: dumps of clusters are long. */
  private takeJson(value: unknown): void {
    const { text } = this.source;
    const whole = new FieldLocator(this.source, () => ({ start: 0, text }));
    let items: YamlChunk[] | undefined;
    this.takeObjects(value, whole, 0, (object, [list, index, ...path]) => {
      if (list !== 'items' || typeof index !== 'number') return new FileDocument(object, whole, 0, []);
      const locator = new FieldLocator(this.source, () => (items ??= jsonItems(text))[index]!);
      return new FileDocument(object, locator, 0, path);
    });
  }

  private takeObjects(
    value: unknown,
    locator: FieldLocator,
    index: number,
    documentFor = (object: KubernetesObject, path: FieldPath) => new FileDocument(object, locator, index, path),
  ): void {
    for (const entry of objectsIn(value)) {
      if ('object' in entry) {
        this.documents.push(documentFor(entry.object, entry.path));
      } else {
        this.findings.push({
          rule: UNREADABLE_RULE,
          severity: entry.harmless ? 'info' : 'error',
          type: 'Parse',
          message: entry.notAnObject,
          fix: entry.fix,
          origin: { file: this.source.file },
          position: () => locator.positionOf(index, entry.path),
        });
      }
    }
  }

  private report({ type, message, fix, offset, severity = 'error' }: YamlProblem): void {
    this.findings.push({
      rule: UNREADABLE_RULE,
      severity,
      type,
      message,
      fix,
      origin: { file: this.source.file },
      position: () => this.source.positionAt(offset),
    });
  }
}

function fixForSyntax(text: string): string {
  return text.includes('{{')
    ? 'This looks like a template: render it first, for example with "helm template", and check the output.'
    : 'Check the indentation, the quotes and the brackets around this place.';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
