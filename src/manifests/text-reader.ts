import { FieldLocator, FileDocument } from './file-document';
import { jsonItems } from './json-items';
import { endOfJsonValue, isJson, tryParseJson } from './json-text';
import { UNREADABLE_RULE, notAnObject, objectsIn } from './objects-in';
import { SourceText } from './source-text';
import { RepeatAllowance, RepeatedKey, YamlProblem, valueOf } from './yaml/read-value';
import { BadSeparator, TextPiece, splitStream } from './yaml/split-stream';
import { MAX_DEPTH, YamlDocument, parseYamlDocument } from './yaml/yaml-document';
import { Finding } from '../model/finding';
import { FieldPath, KubernetesObject } from '../model/kubernetes-object';
import { Tick } from '../model/tick';

type DocumentFor = (object: KubernetesObject, path: FieldPath) => FileDocument;

/**
 * Reads one text as `kubectl apply -f` reads it: JSON objects one after the other, or a stream of YAML. Where kubectl
 * gives up, it reports an error and goes on, so that everything that is wrong is said at once.
 */
export class TextReader {
  private readonly allowance = new RepeatAllowance();

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
      this.takeJson(json.value, { start: 0, text, json: true });
      return;
    }
    const from = validUtf8 ? this.readJsonStream() : 0;
    for (const piece of splitStream(text, from)) {
      if ('badSeparatorAt' in piece) {
        this.reportSeparator(piece);
        continue;
      }
      this.tick?.(piece.start, text.length);
      this.readPiece(piece, validUtf8);
    }
  }

  /** Reads JSON objects from the start; returns where YAML begins, at the end where all is JSON. */
  private readJsonStream(): number {
    const { text } = this.source;
    if (!/^\s*\{/.test(text)) return 0;
    let at = 0;
    for (let count = 0; ; count++) {
      const start = at + text.slice(at).search(/\S|$/);
      if (start === text.length) return start;
      const end = endOfJsonValue(text, start);
      const piece = { start, text: text.slice(start, end), json: true };
      if (isJson(piece.text)) {
        const fast = tryParseJson(piece.text);
        if (fast) this.takeJson(fast.value, piece);
        else this.readPiece(piece, true);
        at = end!;
        continue;
      }
      // After one object what follows may still be YAML; after two, kubectl is sure that it is not.
      if (count <= 1) return count === 0 ? 0 : startOfYaml(text, at);
      const message = 'What stands here is no JSON, and stands behind JSON objects.';
      this.report({ type: 'Parse', message, fix: 'Put it into a file of its own.', offset: start });
      return text.length;
    }
  }

  private readPiece(piece: TextPiece, validUtf8: boolean): void {
    const broken = validUtf8 ? -1 : piece.text.indexOf('\uFFFD');
    if (broken >= 0) {
      const message = 'The text is not valid UTF-8 here.';
      this.report({ type: 'Parse', message, fix: 'Save the file as UTF-8.', offset: piece.start + broken });
      return;
    }
    this.takeDocument(parseYamlDocument(piece.text, piece.json), piece);
  }

  private takeDocument(document: YamlDocument, piece: TextPiece): void {
    const { tooDeepAt, error, ignoredFrom } = document;
    if (tooDeepAt !== undefined) {
      const message = `The document nests deeper than ${MAX_DEPTH} levels.`;
      const fix = 'No Kubernetes object does; check the brackets and the indentation.';
      this.report({ type: 'TooLong', message, fix, offset: piece.start + tooDeepAt });
      return;
    }
    if (error) {
      const message = `The document is not valid YAML: ${error.message}.`;
      this.report({ type: 'Parse', message, fix: fixForSyntax(piece.text), offset: piece.start + error.offset });
      return;
    }
    if (ignoredFrom !== undefined) {
      const message = 'kubectl does not read what stands here, behind the end of a document.';
      const fix = 'Begin the next document with a line of ---, or remove the rest.';
      this.report({ type: 'Parse', message, fix, offset: piece.start + ignoredFrom });
    }
    const { value, problems, repeated } = valueOf(document, this.allowance);
    for (const problem of problems) this.report({ ...problem, offset: piece.start + problem.offset });
    this.reportRepeated(repeated, piece, value);
    // Nothing between two markers, or comments only, is no document.
    if (value === undefined || value === null) return;
    const locator = new FieldLocator(this.source, () => piece);
    this.takeObjects(value, locator, (object, path) => new FileDocument(object, locator, path));
  }

  /** Each item of a list is parsed by itself when somebody asks for its positions: dumps of clusters are long. */
  private takeJson(value: unknown, piece: TextPiece): void {
    const whole = new FieldLocator(this.source, () => piece);
    let items: (TextPiece | undefined)[] | undefined;
    const pieceAt = (index: number): TextPiece => {
      const item = (items ??= jsonItems(piece.text))[index]!;
      return { ...item, start: piece.start + item.start };
    };
    // One for each item, so that a List in a List is parsed once for all that it holds.
    const locators = new Map<number, FieldLocator>();
    const locatorAt = (index: number): FieldLocator => {
      const locator = locators.get(index) ?? new FieldLocator(this.source, () => pieceAt(index));
      locators.set(index, locator);
      return locator;
    };
    this.takeObjects(value, whole, (object, path) => {
      const [list, index, ...inside] = path;
      if (list !== 'items' || typeof index !== 'number') return new FileDocument(object, whole, path);
      return new FileDocument(object, locatorAt(index), inside);
    });
  }

  private takeObjects(value: unknown, locator: FieldLocator, documentFor: DocumentFor): void {
    for (const entry of objectsIn(value)) {
      if ('object' in entry) {
        this.documents.push(documentFor(entry.object, entry.path));
      } else {
        this.findings.push({
          ...notAnObject(entry),
          origin: { file: this.source.file },
          position: () => locator.positionOf(entry.path),
        });
      }
    }
  }

  /** kubectl takes the last of equal keys without a word; in a policy that hides what its author wrote first. */
  private reportRepeated(repeated: readonly RepeatedKey[], piece: TextPiece, value: unknown): void {
    const begin = repeated.filter(({ key, atTop }) => atTop && (key === 'apiVersion' || key === 'kind'));
    if (new Set(begin.map(({ key }) => key)).size === 2) {
      const offset = piece.start + begin.reduce((first, { offset: at }) => Math.min(first, at), Infinity);
      const { line } = this.source.positionAt(offset);
      const message = `A line with --- is missing before line ${line}: a second object begins there, and only its fields count.`;
      this.report({ type: 'Duplicate', message, fix: 'Write --- on a line of its own before it.', offset });
      return;
    }
    const severity = isPolicy(value) ? 'error' : 'warning';
    for (const { key, offset } of repeated) {
      const message = `The key ${JSON.stringify(key)} stands twice in the same map; only the last one counts.`;
      this.report({ type: 'Duplicate', severity, message, fix: 'Keep one of them.', offset: piece.start + offset });
    }
  }

  private reportSeparator({ badSeparatorAt }: BadSeparator): void {
    const message = 'kubectl stops reading here: only a comment may follow --- at the start of a line.';
    const fix = 'Put what follows --- on the next line. In a text, indent the line.';
    this.report({ type: 'Parse', message, fix, offset: badSeparatorAt });
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

/** Whether the value is a policy of any API, or a list with one in it. */
function isPolicy(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, items } = value as { kind?: unknown; items?: unknown };
  if (typeof kind === 'string' && /polic(?:y|ies)$/i.test(kind)) return true;
  return Array.isArray(items) && items.some((item) => isPolicy(item));
}

/** Behind a JSON object, blanks up to the end of its line belong to nobody. */
function startOfYaml(text: string, from: number): number {
  const blanks = /^[^\S\n]*\n?/.exec(text.slice(from))!;
  return from + blanks[0].length;
}

function fixForSyntax(text: string): string {
  return text.includes('{{')
    ? 'This looks like a template: render it first, for example with "helm template", and check the output.'
    : 'Check the indentation, the quotes and the brackets around this place.';
}
