import { FieldLocator } from './file-document';
import { SourceText } from './source-text';
import { chunksOf, parseYaml } from './yaml-stream';
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
    this.locator = new FieldLocator(this.source, () => ({ start: 0, text: this.source.text }));
  }

  /** The content of the file; undefined where it is empty or cannot be read. */
  public content(): unknown {
    if (chunksOf(this.source.text).length > 1 && /^---/m.test(this.source.text.slice(3))) {
      this.complain([], `A ${this.noun} is one document; remove the line of "---".`);
      return undefined;
    }
    for (const entry of parseYaml(this.source.text)) {
      if (!('document' in entry)) {
        this.complainAt(entry.tooDeepAt, 'This nests too deep.');
        return undefined;
      }
      const [error] = entry.document.errors;
      if (error) {
        const star = error.code === 'BAD_ALIAS' ? ' Put a text that begins with * into quotes: "*".' : '';
        this.complainAt(error.pos[0], `${error.message}.${star}`);
        return undefined;
      }
      const { value, problems } = valueOf(entry.document);
      for (const { message, fix, offset } of problems) this.complainAt(offset, `${message} ${fix}`);
      return value ?? undefined;
    }
    return undefined;
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
    return this.locator.positionOf(0, path);
  }

  private complainAt(offset: number, message: string): void {
    this.complainAtPosition(this.source.positionAt(offset), message);
  }

  private complainAtPosition({ line, column }: SourcePosition, message: string): void {
    this.problems.push(`${this.file}:${line}:${column}: ${message}`);
  }
}
