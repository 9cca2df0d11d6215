import { FieldLocator } from './file-document';
import { SourceText } from './source-text';
import { FaultySeparator, YamlChunk, chunksOf, parseYaml } from './yaml-stream';
import { valueOf } from './yaml-value';
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
    this.locator = new FieldLocator(this.source, () => chunkFor(this.source.text));
  }

  /** The content of the file; undefined where it is empty or cannot be read. */
  public content(): unknown {
    const [chunk, more] = [...chunksOf(this.source.text)].filter(isDocument);
    if (more) {
      this.complain([], `A ${this.noun} is one document; remove the line of "---".`);
      return undefined;
    }
    if (!chunk) return undefined;
    if ('faultyAt' in chunk) {
      this.complainAt(chunk.faultyAt, 'Only a comment may stand behind "---".');
      return undefined;
    }
    return this.read(chunk);
  }

  private read(chunk: YamlChunk): unknown {
    const entry = parseYaml(chunk);
    if ('tooDeepAt' in entry) {
      this.complainAt(chunk.start + entry.tooDeepAt, 'This nests too deep.');
      return undefined;
    }
    if ('syntax' in entry) {
      const star = /^The (?:alias|name of an alias)/.test(entry.syntax)
        ? ' Put a text that begins with * into quotes: "*".'
        : '';
      this.complainAt(chunk.start + entry.at, `${entry.syntax}.${star}`);
      return undefined;
    }
    if (entry.unreadFrom !== undefined) {
      this.complainAt(chunk.start + entry.unreadFrom, `A ${this.noun} is one document, and it ends before this.`);
    }
    if (!entry.root) return undefined;
    const { value, problems } = valueOf(entry.root);
    for (const { message, fix, offset } of problems) this.complainAt(chunk.start + offset, `${message} ${fix}`);
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
      this.complain(path, `A map belongs here, not ${JSON.stringify(value)}.`);
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
    this.complain(path, 'A list belongs here.');
    return [];
  }

  public text(value: unknown, path: FieldPath): string | undefined {
    if (value === undefined || typeof value === 'string') return value;
    // A version without quotes is a number, and one that ends in 0 has lost it already.
    this.complain(path, `A text belongs here; put ${JSON.stringify(value)} into quotes.`);
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

/** The one document of a file. */
function chunkFor(text: string): YamlChunk {
  const chunk = [...chunksOf(text)].find(isDocument);
  return chunk && 'text' in chunk ? chunk : { start: 0, text };
}

/** Not blank lines and comments only. */
function isDocument(chunk: YamlChunk | FaultySeparator): boolean {
  return 'faultyAt' in chunk || /^[ \t]*[^\s#]/m.test(chunk.text);
}
