import { FieldLocator } from './file-document';
import { SourceText } from './source-text';
import { valueOf } from './yaml/read-value';
import { splitStream } from './yaml/split-stream';
import { parseYamlDocument } from './yaml/yaml-document';
import { closestWord } from '../model/closest-word';
import { InvalidInput } from '../model/invalid-input';
import { FieldPath } from '../model/kubernetes-object';
import { SourcePosition } from '../model/source-position';

/** Reads a YAML file of our own, in which a word that nobody knows is a mistake, and says all mistakes at once. */
export class SettingsReader {
  private readonly problems: string[] = [];
  private readonly source: SourceText;
  private readonly locator: FieldLocator;

  /** @param noun what the file is called in messages: `configuration` */
  public constructor(
    public readonly file: string,
    text: string,
    private readonly noun: string,
  ) {
    this.source = new SourceText(file, text.replace(/^\uFEFF/, ''));
    this.locator = new FieldLocator(this.source, () => ({ start: 0, text: this.source.text }));
  }

  /** The content of the file; undefined where it is empty or cannot be read. */
  public content(): unknown {
    const [first, second] = splitStream(this.source.text);
    const document = parseYamlDocument(first && 'text' in first ? first.text : '');
    if (second || (first && !('text' in first)) || document.ignoredFrom !== undefined) {
      this.complain([], `The ${this.noun} has to be one document; remove what stands behind its end.`);
      return undefined;
    }
    if (document.tooDeepAt !== undefined) {
      this.complainAt(document.tooDeepAt, 'This nests too deep.');
      return undefined;
    }
    if (document.error) {
      const { message, offset } = document.error;
      const star = this.source.text.charAt(offset) === '*' ? ' Put a text that begins with * into quotes: "*".' : '';
      this.complainAt(offset, `${upperFirst(message)}.${star}`);
      return undefined;
    }
    const { value, problems, repeated } = valueOf(document);
    for (const { message, fix, offset } of problems) this.complainAt(offset, `${message} ${fix}`);
    for (const { key, offset } of repeated) {
      this.complainAt(offset, `The key ${JSON.stringify(key)} stands twice in the same map. Keep one of them.`);
    }
    return value ?? undefined;
  }

  /** @throws InvalidInput with every mistake and its place, if there is any */
  public finish(remedy: string): void {
    if (this.problems.length === 0) return;
    throw new InvalidInput(`The ${this.noun} cannot be used.\n${this.problems.join('\n')}`, remedy);
  }

  /** A map; with `known`, only of these keys. */
  public map(value: unknown, path: FieldPath, known?: readonly string[]): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.complainOfValue(path, `A map belongs here, not ${this.written(value, path)}.`);
      return {};
    }
    for (const key of Object.keys(value)) {
      if (known && !known.includes(key)) this.unknown([...path, key], key, known, 'key');
    }
    return value as Record<string, unknown>;
  }

  public list(value: unknown, path: FieldPath): unknown[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value as unknown[];
    this.complainOfValue(path, `A list belongs here, not ${this.written(value, path)}.`);
    return [];
  }

  public text(value: unknown, path: FieldPath): string | undefined {
    if (value === undefined || typeof value === 'string') return value;
    const written = this.written(value, path);
    const isScalar = value !== null && typeof value !== 'object';
    this.complainOfValue(path, `A text belongs here${isScalar ? `; put ${written} into quotes` : `, not ${written}`}.`);
    return undefined;
  }

  /** Complains about a word that is none of those which are known. */
  public unknown(path: FieldPath, word: string, known: readonly string[], noun: string): void {
    const closest = closestWord(word, known);
    const hint = closest ? `Did you mean ${closest}?` : `Known are ${known.join(', ')}.`;
    this.complain(path, `${JSON.stringify(word)} is no ${noun}. ${hint}`);
  }

  public complain(path: FieldPath, message: string): void {
    this.complainAtPosition(this.positionOf(path), message);
  }

  /** Complains about what stands in a field, and not about its name. */
  public complainOfValue(path: FieldPath, message: string): void {
    this.complainAtPosition(this.locator.valueAt(path)?.position ?? this.positionOf(path), message);
  }

  /** A value for messages: a scalar as it stands in the file, since 1.30 that was read as a number has lost its 0. */
  public written(value: unknown, path: FieldPath): string {
    if (value === null) return 'nothing';
    if (Array.isArray(value)) return 'a list';
    if (typeof value === 'object') return 'a map';
    if (typeof value === 'string') return JSON.stringify(value);
    const text = this.locator.valueAt(path)?.text ?? '';
    // An alias is the name of a value that stands elsewhere.
    return text === '' || text.startsWith('*') ? JSON.stringify(value) : text;
  }

  public positionOf(path: FieldPath): SourcePosition {
    return this.locator.positionOf(path);
  }

  private complainAt(offset: number, message: string): void {
    this.complainAtPosition(this.source.positionAt(offset), message);
  }

  private complainAtPosition({ line, column }: SourcePosition, message: string): void {
    this.problems.push(`${this.file}:${line}:${column}: ${message}`);
  }
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
