import { isUtf8 } from 'node:buffer';
import { FieldLocator, FileDocument } from './file-document';
import { STDIN, filesOf, readBytes } from './input-files';
import { jsonItems } from './json-items';
import { beginsLikeJson, jsonObjects, tryParseJson } from './json-text';
import { ObjectEntry, objectsIn } from './objects-in';
import { SourceText } from './source-text';
import { MAX_DEPTH, YamlChunk, chunksOf, parseYaml } from './yaml-stream';
import { AliasAllowance, YamlProblem, valueOf } from './yaml-value';
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
    if (isGzip(text)) {
      findings.push(compressed(file));
      continue;
    }
    const { decoded, valid } = decode(text);
    const source = new SourceText(file, decoded);
    sources.set(file, source);
    const tick: Tick | undefined = progress && ((done, total) => progress(file, done, total));
    new TextReader(source, documents, findings, tick).read(valid);
  }
  return { documents, findings, sources };
}

function isGzip(text: string | Uint8Array): boolean {
  return typeof text !== 'string' && text[0] === 0x1f && text[1] === 0x8b;
}

function compressed(file: string): Finding {
  const name = file === STDIN ? '' : ` ${file}`;
  return {
    rule: UNREADABLE_RULE,
    severity: 'error',
    type: 'Parse',
    message: 'This is compressed with gzip, so nothing in it was read.',
    fix: `Unpack it first: gunzip${name}.`,
    origin: { file },
  };
}

/** Invalid UTF-8 turns into U+FFFD, which shows which documents it stands in. */
function decode(text: string | Uint8Array): { decoded: string; valid: boolean } {
  if (typeof text === 'string') return { decoded: text.replace(/^\uFEFF/, ''), valid: true };
  return { decoded: new TextDecoder().decode(text), valid: isUtf8(text) };
}

class TextReader {
  private readonly allowance = new AliasAllowance();

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
    if (json === 'suspicious') this.readChunk({ start: 0, text, json: true });
    else if (json) this.takeJson(json.value, { start: 0, text, json: true });
    else this.readStream(text, validUtf8);
  }

  /** kubectl takes JSON objects that follow each other, and documents of YAML behind one. */
  private readStream(text: string, validUtf8: boolean): void {
    const { objects, end } = validUtf8 ? jsonObjects(text) : { objects: [], end: 0 };
    for (const chunk of objects) {
      const json = tryParseJson(chunk.text);
      if (typeof json === 'object') this.takeJson(json.value, chunk);
      else this.readChunk(chunk);
    }
    const rest =
      objects.length > 0 || beginsLikeJson(text) ? end + SPACE_TO_LINE_END.exec(text.slice(end))![0].length : 0;
    if (objects.length > 1 && text.slice(rest).trim() !== '') {
      const message = 'After several JSON objects something stands that is none; kubectl stops reading here.';
      this.report({ type: 'Parse', message, fix: 'Put a file of its own around it, or mend the JSON.', offset: rest });
    }
    for (const chunk of chunksOf(text.slice(rest))) {
      if ('faultyAt' in chunk) this.reportSeparator(rest + chunk.faultyAt);
      else this.readText({ ...chunk, start: rest + chunk.start }, validUtf8);
    }
  }

  private readText(chunk: YamlChunk, validUtf8: boolean): void {
    this.tick?.(chunk.start, this.source.text.length);
    const broken = validUtf8 ? -1 : chunk.text.indexOf('\uFFFD');
    if (broken < 0) return this.readChunk(chunk);
    const message = 'The text is not valid UTF-8 here.';
    this.report({ type: 'Parse', message, fix: 'Save the file as UTF-8.', offset: chunk.start + broken });
  }

  private readChunk(chunk: YamlChunk): void {
    const entry = parseYaml(chunk);
    if ('tooDeepAt' in entry) {
      const message = `The document nests deeper than ${MAX_DEPTH} levels.`;
      const fix = 'No Kubernetes object does; check the brackets and the indentation.';
      this.report({ type: 'TooLong', message, fix, offset: chunk.start + entry.tooDeepAt });
      return;
    }
    if ('syntax' in entry) {
      const message = `The document is not valid YAML: ${lowerFirst(entry.syntax)}.`;
      this.report({ type: 'Parse', message, fix: fixForSyntax(chunk.text), offset: chunk.start + entry.at });
      return;
    }
    if (entry.unreadFrom !== undefined) this.reportUnread(chunk.start + entry.unreadFrom);
    if (!entry.root) return;
    const { value, problems } = valueOf(entry.root, { allowance: this.allowance, json: chunk.json });
    const objects = value === undefined || value === null ? [] : objectsIn(value);
    const strict = objects.some((found) => !('object' in found) || isPolicy(found.object));
    for (const problem of problems) this.reportInObject({ ...problem, offset: chunk.start + problem.offset }, strict);
    const locator = new FieldLocator(this.source, () => chunk);
    this.take(objects, locator, (object, path) => new FileDocument(object, locator, path));
  }

  /** Each item of a list is parsed by itself when somebody asks for its positions: dumps of clusters are long. */
  private takeJson(value: unknown, chunk: YamlChunk): void {
    const whole = new FieldLocator(this.source, () => chunk);
    let items: YamlChunk[] | undefined;
    const chunkAt = (index: number): YamlChunk => {
      items ??= jsonItems(chunk.text);
      const item = items[index]!;
      return { ...item, start: chunk.start + item.start };
    };
    // One for each item, so that a List in a List is parsed once for all that it holds.
    const locators = new Map<number, FieldLocator>();
    const locatorAt = (index: number): FieldLocator => {
      const locator = locators.get(index) ?? new FieldLocator(this.source, () => chunkAt(index));
      locators.set(index, locator);
      return locator;
    };
    this.take(objectsIn(value), whole, (object, path) => {
      const [list, index, ...inner] = path;
      if (list !== 'items' || typeof index !== 'number') return new FileDocument(object, whole, path);
      return new FileDocument(object, locatorAt(index), inner);
    });
  }

  private take(
    entries: readonly ObjectEntry[],
    locator: FieldLocator,
    documentFor: (object: KubernetesObject, path: FieldPath) => FileDocument,
  ): void {
    for (const entry of entries) {
      if ('object' in entry) {
        this.documents.push(documentFor(entry.object, entry.path));
        continue;
      }
      this.findings.push({
        rule: UNREADABLE_RULE,
        severity: entry.harmless ? 'info' : 'error',
        type: 'Parse',
        message: entry.notAnObject,
        fix: entry.fix,
        origin: { file: this.source.file },
        position: () => locator.positionOf(entry.path),
      });
    }
  }

  private reportSeparator(offset: number): void {
    const message = 'A document cannot begin on the line of its ---; kubectl stops reading here.';
    this.report({ type: 'Parse', message, fix: 'Write what follows --- on the next line.', offset });
  }

  private reportUnread(offset: number): void {
    const message = 'The document ends before this, and kubectl leaves what follows unread without a word.';
    const fix = 'Check the indentation and the brackets above; a new document begins with a line of ---.';
    this.report({ type: 'Parse', message, fix, offset });
  }

  /** kubectl lets the last of repeated keys count. In a policy that can hide what it opens, elsewhere it is a remark. */
  private reportInObject(problem: YamlProblem, strict: boolean): void {
    const { line } = this.source.positionAt(problem.offset);
    const message = problem.missesSeparator ? `A line with --- is missing before line ${line}.` : problem.message;
    const harmless = problem.type === 'Duplicate' && !problem.missesSeparator && !strict;
    this.report({ ...problem, message, severity: harmless ? 'warning' : problem.severity });
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

/** What kubectl passes over where it turns from JSON to YAML. */
const SPACE_TO_LINE_END = /^[^\S\n]*\n?/;

/** Whatever any of the policy APIs calls a policy. */
function isPolicy({ kind }: KubernetesObject): boolean {
  return /Policy$/.test(kind ?? '');
}

function fixForSyntax(text: string): string {
  return text.includes('{{')
    ? 'This looks like a template: render it first, for example with "helm template", and check the output.'
    : 'Check the indentation, the quotes and the brackets around this place.';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
