import { Yaml } from 'cdk8s';
import { Document, Scalar, Tags, visit } from 'yaml';
import { MERGE_TAG, resolvePlain } from './yaml/kubectl-scalars';

/**
 * Writes objects as one stream of YAML documents, byte for byte as the installed cdk8s does, but for texts that kubectl
 * would read as something else: `0o17` is a number to it and `<<` a merge, so they stand in quotes.
 *
 * Manifests are maps and lists of short, plain texts, and a general YAML library takes most of the time of synth for
 * them. What is plain is written here directly; a text that might need quotes is left to the library of cdk8s, and so is
 * a whole document that holds anything else (line breaks, fractions, null, one object in two places, keys that need
 * quotes).
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
  const writer = new PlainWriter(scalars);
  return writer.write(document) ?? stringify(document);
}

/** Words that some YAML reader takes for a boolean or null when they stand without quotes. */
const RESERVED = new Set(['y', 'yes', 'n', 'no', 'true', 'false', 'on', 'off', 'null']);
const LONGEST_RESERVED = 5;

/** Texts that no YAML reader takes for anything else, `e1` not among them: the library of cdk8s reads a number. */
const PLAIN = /^(?![eE]\d+$)[A-Za-z]([A-Za-z0-9_./ -]*[A-Za-z0-9_./])?$/;

/** Characters that kubectl's reader refuses, or takes for the end of a line. Only escapes bring them through. */
const UNREADABLE = /[\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF]/;

/** What cdk8s writes; where it leaves out quotes that kubectl needs, the same with them. */
function stringify(value: unknown): string {
  return anyText(value, isMisread) ? stringifyQuoted(value) : Yaml.stringify(value);
}

function stringifyQuoted(value: unknown): string {
  const document = new Document(value, { keepUndefined: true, version: '1.1', customTags: withoutMerge });
  visit(document, {
    Scalar: (_, scalar) => {
      if (typeof scalar.value === 'string' && isMisread(scalar.value)) scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  // Where they stand, the quotes are double and every backslash has its partner.
  return document.toString({ lineWidth: 0 }).replaceAll(new RegExp(UNREADABLE, 'g'), escaped);
}

/** The text << is one like any other. */
function withoutMerge(tags: Tags): Tags {
  return tags.filter((tag) => typeof tag === 'string' || tag.tag !== MERGE_TAG);
}

/** Whether kubectl would not read back a text as cdk8s writes it. */
function isMisread(text: string): boolean {
  if (text === '<<' || UNREADABLE.test(text)) return true;
  return text !== '' && resolvePlain(text).type !== 'text' && !/^["']/.test(Yaml.stringify(text));
}

/** Whether a test holds for any key or text in a value, however deep. */
function anyText(root: unknown, test: (text: string) => boolean): boolean {
  const seen = new Set<object>();
  const pending = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string' && test(value)) return true;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    for (const [key, child] of Object.entries(value)) {
      if (test(key)) return true;
      pending.push(child);
    }
  }
  return false;
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

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
      const text = this.text(key);
      // The library writes long keys in a form of their own.
      if (text !== key || key.length > 128) return this.giveUp();
      this.written += first ? `${key}:` : `${indent}${key}:`;
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

  private leafText(value: unknown): string | undefined {
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
  private text(value: string): string | undefined {
    const isReserved = value.length <= LONGEST_RESERVED && RESERVED.has(value.toLowerCase());
    if (!isReserved && PLAIN.test(value)) return value;
    if (!this.scalars.has(value)) this.scalars.set(value, quoted(value));
    return this.scalars.get(value);
  }

  /** An object in two places is written as an anchor and an alias. */
  private enter(value: object): boolean {
    if (this.seen.has(value)) this.giveUp();
    this.seen.add(value);
    return !this.gaveUp;
  }

  private giveUp(): void {
    this.gaveUp = true;
  }
}

function quoted(value: string): string | undefined {
  // Line breaks become block texts, and marks of documents are indented.
  if (/[\n\r]|^(---|\.\.\.|%)/.test(value)) return undefined;
  const text = stringify(value);
  const line = text.slice(0, -1);
  return line.includes('\n') ? undefined : line;
}

function isMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
