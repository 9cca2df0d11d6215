import { isDeepStrictEqual } from 'node:util';
import { Yaml } from 'cdk8s';
import { valueOf } from './yaml/read-value';
import { splitStream } from './yaml/split-stream';
import { parseYamlDocument } from './yaml/yaml-document';

/**
 * Writes objects as one stream of YAML documents, byte for byte as the installed cdk8s does wherever kubectl reads from
 * that what was meant.
 *
 * Manifests are maps and lists of short, plain texts, and a general YAML library takes most of the time of synth for
 * them. What is plain is written here directly; a text that might need quotes is left to cdk8s, and so is a whole
 * document that holds anything else (line breaks, fractions, null, one object in two places, keys that need quotes).
 * cdk8s writes some texts so that kubectl takes them for numbers or refuses them (`0o17`, `0B1`, the key `<<`): what it
 * wrote is read back as kubectl does, and written anew with quotes where that is something else.
 */
export function writeYaml(documents: readonly unknown[]): string {
  return new YamlWriter().write(documents);
}

/** Writes many streams, and judges each text that stands in several of them once. */
export class YamlWriter {
  private readonly scalars: Scalars = new Map();

  /** One stream, as {@link writeYaml} writes it. */
  public write(documents: readonly unknown[]): string {
    return documents.map((document) => writeDocument(document, this.scalars)).join('---\n');
  }
}

/** Texts and how they are written, so that each is judged once. */
type Scalars = Map<string, string | undefined>;

function writeDocument(document: unknown, scalars: Scalars): string {
  const plain = new PlainWriter(scalars).write(document);
  if (plain !== undefined) return plain;
  const written = Yaml.stringify(document);
  return isReadAs(written, document) ? written : (new ExactWriter(scalars).write(document) ?? written);
}

/** Whether kubectl reads this text as what was meant. */
function isReadAs(written: string, meant: unknown): boolean {
  const pieces = splitStream(written);
  const [piece] = pieces;
  if (pieces.length !== 1 || !piece || !('text' in piece)) return false;
  const document = parseYamlDocument(piece.text);
  if (document.error || document.ignoredFrom !== undefined || document.tooDeepAt !== undefined) return false;
  const { value, problems, repeated } = valueOf(document);
  if (problems.length > 0 || repeated.length > 0) return false;
  // What JSON has no word for (undefined fields, -0) does not reach the API server either.
  return isDeepStrictEqual(value ?? null, JSON.parse(JSON.stringify(meant ?? null)));
}

/** Words that YAML 1.1 reads as booleans or null when they stand without quotes. */
const RESERVED = new Set(['y', 'yes', 'n', 'no', 'true', 'false', 'on', 'off', 'null']);
const LONGEST_RESERVED = 5;

/** A text like others, but not as a key. */
const MERGE_KEY = '<<';

/** Texts that no YAML reader takes for anything else; some take `e1` for a number. */
const PLAIN = /^(?![eE][0-9]+$)[A-Za-z]([A-Za-z0-9_./ -]*[A-Za-z0-9_./])?$/;

/** One document. Gives up, returning undefined, on what is not plain. */
class PlainWriter {
  private readonly seen = new Set<object>();
  private written = '';
  private gaveUp = false;

  public constructor(private readonly scalars: Scalars) {}

  public write(document: unknown): string | undefined {
    if (!isMap(document) || Object.keys(document).length === 0) return undefined;
    this.map(document, '');
    return this.gaveUp ? undefined : this.written;
  }

  /** The entries of a map; the first stands where the text has got to, after `- ` or at the start. */
  private map(map: Record<string, unknown>, indent: string): void {
    let first = true;
    for (const key of Object.keys(map)) {
      const text = this.keyText(key);
      if (text === undefined) return this.giveUp();
      this.written += first ? `${text}:` : `${indent}${text}:`;
      this.value(map[key], indent);
      first = false;
      if (this.gaveUp) return;
    }
  }

  /** What follows a key. */
  private value(value: unknown, indent: string): void {
    if (Array.isArray(value) && value.length > 0) {
      if (!this.enter(value)) return;
      this.written += '\n';
      this.list(value, `${indent}  `, true);
    } else if (isMap(value) && Object.keys(value).length > 0) {
      if (!this.enter(value)) return;
      this.written += `\n${indent}  `;
      this.map(value, `${indent}  `);
    } else {
      this.written += ' ';
      this.leaf(value);
    }
  }

  private list(list: readonly unknown[], indent: string, atLineStart: boolean): void {
    let needsIndent = atLineStart;
    for (const item of list) {
      this.written += needsIndent ? `${indent}- ` : '- ';
      needsIndent = true;
      this.item(item, indent);
      if (this.gaveUp) return;
    }
  }

  private item(item: unknown, indent: string): void {
    if (Array.isArray(item) && item.length > 0) {
      if (this.enter(item)) this.list(item, `${indent}  `, false);
    } else if (isMap(item) && Object.keys(item).length > 0) {
      if (this.enter(item)) this.map(item, `${indent}  `);
    } else {
      this.leaf(item);
    }
  }

  private leaf(value: unknown): void {
    const text = this.leafText(value);
    if (text === undefined) this.giveUp();
    else this.written += `${text}\n`;
  }

  /** A key; undefined where it needs quotes, or is so long that the library writes it in a form of its own. */
  protected keyText(key: string): string | undefined {
    return this.text(key) === key && key !== MERGE_KEY && key.length <= 128 ? key : undefined;
  }

  protected leafText(value: unknown): string | undefined {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'boolean') return String(value);
    // -0 and what does not fit 53 bits are written in ways of their own.
    if (typeof value === 'number') {
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? String(value) : undefined;
    }
    if (Array.isArray(value)) return this.enter(value) ? '[]' : undefined;
    if (isMap(value)) return this.enter(value) ? '{}' : undefined;
    return undefined;
  }

  /** A text on one line, in quotes where it needs them; undefined where its form depends on where it stands. */
  protected text(value: string): string | undefined {
    const isReserved = value.length <= LONGEST_RESERVED && RESERVED.has(value.toLowerCase());
    if (!isReserved && PLAIN.test(value)) return value;
    if (!this.scalars.has(value)) this.scalars.set(value, quoted(value));
    return this.scalars.get(value);
  }

  /** An object in two places is written as an anchor and an alias. */
  protected enter(value: object): boolean {
    if (this.seen.has(value)) this.giveUp();
    this.seen.add(value);
    return !this.gaveUp;
  }

  private giveUp(): void {
    this.gaveUp = true;
  }
}

/** One document in which everything that is not plain stands in double quotes. */
class ExactWriter extends PlainWriter {
  protected override keyText(key: string): string {
    return super.keyText(key) ?? doubleQuoted(key);
  }

  protected override leafText(value: unknown): string | undefined {
    return super.leafText(value) ?? JSON.stringify(value);
  }

  protected override text(value: string): string {
    return super.text(value) ?? doubleQuoted(value);
  }

  /** Written out in each place where it stands. */
  protected override enter(): boolean {
    return true;
  }
}

/** JSON with escapes also for what may stand in JSON and not in YAML. */
function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u2028\u2029\ufeff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function quoted(value: string): string | undefined {
  // Line breaks become block texts, and marks of documents are indented.
  if (/[\n\r\u0085\u2028\u2029]|^(---|\.\.\.|%)/.test(value)) return undefined;
  const line = Yaml.stringify(value).slice(0, -1);
  if (line.includes('\n')) return undefined;
  return isReadAs(line, value) && isReadAs(`[${line}]`, [value]) ? line : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
