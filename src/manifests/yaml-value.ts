import { MERGE_TAG, Resolved, keyText, resolvePlain, resolveTagged, shortTag } from './yaml/kubectl-scalars';
import { YamlAlias, YamlMap, YamlNode, YamlScalar } from './yaml/nodes';
import { MAX_DEPTH } from './yaml-stream';
import { ApiErrorType, Severity } from '../model/finding';

/** What is wrong with a document that parses, and where it stands in the text that was parsed. */
export interface YamlProblem {
  readonly type: ApiErrorType;
  readonly message: string;
  readonly fix: string;
  readonly offset: number;
  /** @default 'error' */
  readonly severity?: Severity;
  /** Whether two documents stand in one because no line parts them. */
  readonly missesSeparator?: boolean;
}

/** A document as plain JSON. Without `value` it could not be read at all. */
export interface YamlValue {
  readonly value?: unknown;
  readonly problems: readonly YamlProblem[];
}

/** Values that aliases may repeat in one file: enough for any template, too few for a bomb. */
const MAX_REPEATED_VALUES = 100_000;

/** How much of that a file has used. */
export class AliasAllowance {
  private used = 0;

  /** Whether so many more values may be repeated. */
  public take(values: number): boolean {
    this.used += values;
    return this.used <= MAX_REPEATED_VALUES;
  }
}

/** A key that changes what an object inherits where code is careless. */
const UNSAFE_KEY = '__proto__';

export interface ValueOptions {
  /** Shared by the documents of one file. */
  readonly allowance?: AliasAllowance;
  /** Whether the text is JSON, whose numbers are those of JSON. */
  readonly json?: boolean;
}

/** Turns a parsed document into the JSON that kubectl makes of it, and says what kubectl would refuse in it. */
export function valueOf(
  root: YamlNode,
  { allowance = new AliasAllowance(), json = false }: ValueOptions = {},
): YamlValue {
  const reader = new ValueReader(allowance, json);
  try {
    const value = reader.read(root, 0);
    return { value, problems: reader.problems };
  } catch (error) {
    if (error instanceof Unreadable) return { problems: [...reader.problems, error.problem] };
    throw error;
  }
}

/** The key that a node is in JSON; undefined where it is none. */
export function keyOf(node: YamlNode): string | undefined {
  const scalar = node.kind === 'alias' ? node.target : node;
  const resolved = scalar.kind === 'scalar' ? resolve(scalar) : undefined;
  return resolved && keyText(resolved);
}

function resolve({ implicit, tag, value }: YamlScalar): Resolved | undefined {
  if (tag !== undefined) return resolveTagged(tag, value);
  return implicit ? resolvePlain(value) : { type: 'text', value };
}

class Unreadable extends Error {
  public constructor(public readonly problem: YamlProblem) {
    super(problem.message);
  }
}

/** What an alias stands for: shared, not copied, so its size and height are counted instead. */
interface Anchored {
  readonly value: unknown;
  readonly size: number;
  readonly height: number;
}

class ValueReader {
  public readonly problems: YamlProblem[] = [];
  /** Undefined while the node is being read. */
  private readonly anchored = new Map<YamlNode, Anchored | undefined>();
  /** Values read so far, those repeated through aliases included. */
  private size = 0;
  private deepest = 0;

  public constructor(
    private readonly allowance: AliasAllowance,
    private readonly json: boolean,
  ) {}

  public read(node: YamlNode, depth: number): unknown {
    this.size++;
    if (depth > this.deepest) this.deepest = depth;
    return node.anchor === undefined ? this.readPlain(node, depth) : this.readAnchored(node, depth);
  }

  private readAnchored(node: YamlNode, depth: number): unknown {
    const [sizeBefore, deepestBefore] = [this.size, this.deepest];
    this.deepest = depth;
    this.anchored.set(node, undefined);
    const value = this.readPlain(node, depth);
    this.anchored.set(node, { value, size: this.size - sizeBefore + 1, height: this.deepest - depth });
    this.deepest = Math.max(this.deepest, deepestBefore);
    return value;
  }

  private readPlain(node: YamlNode, depth: number): unknown {
    switch (node.kind) {
      case 'scalar':
        return this.readScalar(node);
      case 'map':
        return this.readMap(node, depth);
      case 'list':
        return node.items.map((item) => this.read(item, depth + 1));
      default:
        return this.readAlias(node, depth);
    }
  }

  private readScalar(scalar: YamlScalar): unknown {
    const resolved = this.resolved(scalar);
    this.remarkOnLetter(scalar, resolved);
    if (resolved.type === 'null') return null;
    if (resolved.type !== 'float' && resolved.type !== 'integer') return resolved.value;
    if (Number.isFinite(resolved.value)) return resolved.value + 0;
    const fix = 'Write a number, or the text in quotes.';
    throw new Unreadable(problemAt('Parse', `JSON has no number ${scalar.value}, so kubectl refuses it.`, fix, scalar));
  }

  /** What YAML 1.1 calls a boolean, and most people and many readers a letter. */
  private remarkOnLetter(scalar: YamlScalar, { type }: Resolved): void {
    if (type !== 'boolean' || scalar.value.length > 1 || this.json) return;
    const meaning = /y/i.test(scalar.value) ? 'true' : 'false';
    const message = `kubectl reads a bare ${scalar.value} as ${meaning}; other readers take it for a text.`;
    const fix = `Write "${scalar.value}" in quotes, or ${meaning}.`;
    this.problems.push({ ...problemAt('TypeInvalid', message, fix, scalar), severity: 'warning' });
  }

  private resolved(scalar: YamlScalar): Resolved {
    if (this.json && scalar.style === 'plain') return jsonScalar(scalar);
    const resolved = resolve(scalar);
    if (resolved) return resolved;
    const tag = shortTag(scalar.tag!);
    const message = `The text ${JSON.stringify(brief(scalar.value))} is not what the tag ${tag} says, so kubectl refuses it.`;
    throw new Unreadable(problemAt('Parse', message, 'Remove the tag, or write a value of its type.', scalar));
  }

  private readAlias(alias: YamlAlias, depth: number): unknown {
    if (alias.target.kind === 'scalar') {
      this.repeat(1, alias);
      return this.readScalar(alias.target);
    }
    const anchored = this.anchored.get(alias.target);
    if (!anchored) {
      const message = `The alias *${alias.name} stands inside the value it repeats, so the value would have no end.`;
      throw new Unreadable(problemAt('Parse', message, 'Write the inner value out.', alias));
    }
    this.size += anchored.size;
    this.repeat(anchored.size, alias);
    if (depth + anchored.height > MAX_DEPTH) {
      const message = `The aliases of this document nest deeper than ${MAX_DEPTH} levels.`;
      throw new Unreadable(problemAt('TooLong', message, 'Write the values out.', alias));
    }
    this.deepest = Math.max(this.deepest, depth + anchored.height);
    return anchored.value;
  }

  private repeat(values: number, node: YamlNode): void {
    if (this.allowance.take(values)) return;
    const message = `The aliases and merge keys of this file repeat more than ${MAX_REPEATED_VALUES} values.`;
    throw new Unreadable(problemAt('TooLong', message, 'Write the values out.', node));
  }

  private readMap(map: YamlMap, depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    /** Keys that were written here, not merged. */
    const written = new Set<string>();
    const repeated: YamlProblem[] = [];
    for (const pair of map.pairs) {
      if (isMerge(pair.key)) {
        this.mergeInto(object, written, pair.value, depth);
        continue;
      }
      const key = this.readKey(pair.key);
      if (key === UNSAFE_KEY) {
        this.problems.push(unsafeKey(pair.key));
        continue;
      }
      if (written.has(key)) repeated.push(repeatedKey(key, pair.key));
      written.add(key);
      object[key] = this.read(pair.value, depth + 1);
    }
    this.reportRepeated(repeated, depth);
    return object;
  }

  /** What an object is cannot stand in it twice: there, two objects follow each other without a line between them. */
  private reportRepeated(repeated: readonly YamlProblem[], depth: number): void {
    const [first] = repeated;
    if (depth > 0 || !first || !repeated.some(({ message }) => /^The key "(?:apiVersion|kind)"/.test(message))) {
      for (const problem of repeated) this.problems.push(problem);
      return;
    }
    const message = 'A line with --- is missing here.';
    const fix = 'Write --- on a line of its own before each object but the first.';
    this.problems.push({ type: 'Duplicate', message, fix, offset: first.offset, missesSeparator: true });
  }

  private readKey(node: YamlNode): string {
    const target = node.kind === 'alias' ? node.target : node;
    if (target.kind !== 'scalar') {
      const fix = 'Write a plain text before the colon. Text such as {{ … }} is a template: render it first.';
      throw new Unreadable(problemAt('Parse', 'A key of this map is a map or a list itself.', fix, node));
    }
    const resolved = this.resolved(target);
    const key = keyText(resolved);
    if (key === undefined) {
      const what = target.value === '' ? 'An empty key' : `The key ${brief(target.value)}`;
      const message = `${what} has no counterpart in JSON, so kubectl refuses it.`;
      throw new Unreadable(problemAt('Parse', message, 'Put the key into quotes, or remove it.', node));
    }
    this.remarkOnLetter(target, resolved);
    return key;
  }

  /** `<<: *defaults`: to kubectl, keys after it win, and it wins over keys before it. */
  private mergeInto(
    object: Record<string, unknown>,
    written: ReadonlySet<string>,
    value: YamlNode,
    depth: number,
  ): void {
    // The first of several sources wins, so it comes last.
    const sources = value.kind === 'list' ? [...value.items].reverse() : [value];
    for (const source of sources) {
      const map = source.kind === 'alias' ? source.target : source;
      if (map.kind !== 'map') {
        const fix = 'Refer to a map, or remove the key.';
        throw new Unreadable(problemAt('Parse', 'The merge key << takes a map, or a list of maps.', fix, source));
      }
      const merged = Object.entries(this.read(source, depth + 1) as Record<string, unknown>);
      this.repeat(merged.length, source);
      this.size += merged.length;
      for (const [key, inherited] of merged) {
        if (written.has(key)) this.problems.push(overriddenKey(key, value));
        object[key] = inherited;
      }
    }
  }
}

function isMerge(key: YamlNode): boolean {
  return key.kind === 'scalar' && key.value === '<<' && (key.implicit || key.tag === MERGE_TAG);
}

/** In a text that is valid JSON, only numbers, true, false and null stand without quotes. */
function jsonScalar({ value }: YamlScalar): Resolved {
  const parsed = JSON.parse(value) as number | boolean | null;
  if (typeof parsed === 'number') return { type: 'float', value: parsed };
  return parsed === null ? { type: 'null' } : { type: 'boolean', value: parsed };
}

/** Enough of a text to know it by. */
function brief(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

function repeatedKey(key: string, node: YamlNode): YamlProblem {
  const message = `The key ${JSON.stringify(brief(key))} stands twice in the same map; only the last one would count.`;
  return problemAt('Duplicate', message, 'Keep one of them.', node);
}

function overriddenKey(key: string, node: YamlNode): YamlProblem {
  const message = `The merge key << stands below ${JSON.stringify(brief(key))} and overrides it for kubectl; for other readers it does not.`;
  return { ...problemAt('Duplicate', message, 'Move << to the top of the map.', node), severity: 'warning' };
}

function unsafeKey(node: YamlNode): YamlProblem {
  const message = `The key ${UNSAFE_KEY} is no field of any Kubernetes object; it was left out.`;
  return problemAt('UnknownField', message, 'Remove it.', node);
}

function problemAt(type: ApiErrorType, message: string, fix: string, node: YamlNode): YamlProblem {
  return { type, message, fix, offset: node.start };
}
