import { Alias, Node, Pair, Scalar, YAMLMap, YAMLSeq, isAlias, isMap, isScalar } from 'yaml';
import { keyOf, resolveScalar } from './resolve-scalar';
import { MAX_DEPTH, YamlDocument } from './yaml-document';
import { ApiErrorType, Severity } from '../../model/finding';

/** What is wrong with a document that parses, and where it stands in the text that was parsed. */
export interface YamlProblem {
  readonly type: ApiErrorType;
  readonly message: string;
  readonly fix: string;
  readonly offset: number;
  /** @default 'error' */
  readonly severity?: Severity;
}

/** A key that stands twice in one map. kubectl takes the last one. */
export interface RepeatedKey {
  readonly key: string;
  /** Where the later one stands. */
  readonly offset: number;
  /** Whether it is a key of the document itself. */
  readonly atTop: boolean;
}

/** A document as plain JSON. Without `value` it could not be read at all. */
export interface YamlValue {
  readonly value?: unknown;
  readonly problems: readonly YamlProblem[];
  readonly repeated: readonly RepeatedKey[];
}

/** How many values aliases and merge keys may still repeat: enough for any template, too few for a bomb. */
export class RepeatAllowance {
  public static readonly VALUES = 100_000;
  private left = RepeatAllowance.VALUES;

  /** Whether so many more values may be repeated. */
  public take(values: number): boolean {
    this.left -= values;
    return this.left >= 0;
  }
}

/** A key that changes what an object inherits where code is careless. */
const UNSAFE_KEY = '__proto__';

/**
 * Turns a parsed document into the JSON that kubectl makes of it, and says what it would refuse.
 *
 * @param allowance shared by the documents of a file
 */
export function valueOf(document: YamlDocument, allowance = new RepeatAllowance()): YamlValue {
  const reader = new ValueReader(document, allowance);
  try {
    const value = document.contents ? reader.read(document.contents, 0) : null;
    return { value, problems: reader.problems, repeated: reader.repeated };
  } catch (error) {
    if (error instanceof Unreadable) {
      return { problems: [...reader.problems, error.problem], repeated: reader.repeated };
    }
    throw error;
  }
}

class Unreadable extends Error {
  public constructor(public readonly problem: YamlProblem) {
    super(problem.message);
  }
}

/** What an anchor stands for: shared, not copied, so its size and height are counted instead. */
interface Anchored {
  readonly value: unknown;
  readonly size: number;
  readonly height: number;
}

class ValueReader {
  public readonly problems: YamlProblem[] = [];
  public readonly repeated: RepeatedKey[] = [];
  /** By node; undefined while the node is being read. */
  private readonly anchored = new Map<unknown, Anchored | undefined>();
  /** Values read so far, those repeated through aliases included. */
  private size = 0;
  private deepest = 0;

  public constructor(
    private readonly document: YamlDocument,
    private readonly allowance: RepeatAllowance,
  ) {}

  public read(node: Node, depth: number): unknown {
    this.size++;
    if (depth > this.deepest) this.deepest = depth;
    return (node as { anchor?: string }).anchor === undefined
      ? this.readPlain(node, depth)
      : this.readAnchored(node, depth);
  }

  private readAnchored(node: Node, depth: number): unknown {
    const [sizeBefore, deepestBefore] = [this.size, this.deepest];
    this.deepest = depth;
    this.anchored.set(node, undefined);
    const value = this.readPlain(node, depth);
    this.anchored.set(node, { value, size: this.size - sizeBefore + 1, height: this.deepest - depth });
    this.deepest = Math.max(this.deepest, deepestBefore);
    return value;
  }

  private readPlain(node: Node, depth: number): unknown {
    if (isScalar(node)) return this.readScalar(node);
    if (isMap(node)) return this.readMap(node as YAMLMap<Node, Node>, depth);
    if (isAlias(node)) return this.readAlias(node, depth);
    return (node as YAMLSeq<Node>).items.map((item) => this.read(item, depth + 1));
  }

  private readScalar(scalar: Scalar): unknown {
    const resolved = resolveScalar(scalar);
    if (resolved.kind === 'refused') {
      throw unreadable('Parse', `kubectl refuses this value: ${resolved.reason}.`, 'Write it without a tag.', scalar);
    }
    if (resolved.kind === 'float' && !Number.isFinite(resolved.value)) {
      const message = `kubectl refuses this value: ${scalar.source} is no number that JSON has.`;
      throw unreadable('Parse', message, 'Put it into quotes, if a text is meant.', scalar);
    }
    // Without quotes JSON has numbers and three words; what is none of these is a number beyond all bounds.
    if (this.document.json && resolved.kind === 'text' && scalar.type === 'PLAIN') {
      throw unreadable('Parse', `The number ${scalar.source} is too large.`, 'Write a smaller number.', scalar);
    }
    if (resolved.kind === 'integer') return Number(resolved.value);
    return resolved.value === 0 ? 0 : resolved.value;
  }

  private readAlias(alias: Alias, depth: number): unknown {
    const target = this.document.targets.get(alias);
    if (isScalar(target)) {
      this.repeat(1, alias);
      return this.readScalar(target);
    }
    const anchored = this.anchored.get(target);
    if (!anchored) {
      const message = `The alias *${alias.source} stands inside the value it repeats, so the value would have no end.`;
      throw unreadable('Parse', message, 'Write the inner value out.', alias);
    }
    this.size += anchored.size;
    this.repeat(anchored.size, alias);
    if (depth + anchored.height > MAX_DEPTH) {
      const message = `With its aliases the document nests deeper than ${MAX_DEPTH} levels.`;
      throw unreadable('TooLong', message, 'No Kubernetes object does; write the values out.', alias);
    }
    this.deepest = Math.max(this.deepest, depth + anchored.height);
    return anchored.value;
  }

  /** In the order of the text: go-yaml lets a merge key win over what stands before it. */
  private readMap(map: YAMLMap<Node, Node>, depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    const own = new Set<string>();
    for (const { key: node, value } of map.items as Pair<Node, Node>[]) {
      if (isMerge(node)) {
        this.merge(object, own, value!, depth);
        continue;
      }
      const key = this.readKey(node);
      if (key === UNSAFE_KEY) {
        const message = `The key ${UNSAFE_KEY} is no field of any Kubernetes object; it was left out.`;
        this.problems.push(problemAt('UnknownField', message, 'Remove it.', node));
        continue;
      }
      if (own.has(key)) this.repeated.push({ key, offset: offsetOf(node), atTop: depth === 0 });
      own.add(key);
      object[key] = this.read(value!, depth + 1);
    }
    return object;
  }

  private readKey(node: Node): string {
    const target = isAlias(node) ? this.document.targets.get(node)! : node;
    if (!isScalar(target)) {
      const fix = 'Write a plain text before the colon. Text such as {{ … }} is a template: render it first.';
      throw unreadable('Parse', 'A key of this map is a map or a list itself.', fix, node);
    }
    const result = keyOf(target);
    if ('key' in result) return result.key;
    throw unreadable('Parse', `kubectl refuses this key: ${result.reason}.`, 'Write the key in quotes.', node);
  }

  /** `<<: *defaults`, or a list of such, of which the first wins. */
  private merge(object: Record<string, unknown>, own: ReadonlySet<string>, node: Node, depth: number): void {
    const sources = isSequence(node) ? [...node.items].reverse() : [node];
    for (const source of sources) {
      const target = isAlias(source) ? this.document.targets.get(source)! : source;
      if (!isMap(target)) {
        throw unreadable('Parse', 'The merge key << takes a map.', 'Refer to a map, or remove the key.', node);
      }
      const merged = Object.entries(this.read(source, depth) as Record<string, unknown>);
      this.repeat(merged.length, node);
      for (const [key, value] of merged) {
        if (own.has(key)) {
          const message = `The merge key << overrides ${JSON.stringify(key)}, which stands before it, for kubectl; other readers let the key win.`;
          const fix = 'Write << first in its map.';
          this.problems.push({ ...problemAt('Duplicate', message, fix, node), severity: 'warning' });
        }
        object[key] = value;
      }
    }
  }

  private repeat(values: number, node: Node): void {
    if (this.allowance.take(values)) return;
    const message = `The aliases and merge keys of this file repeat more than ${RepeatAllowance.VALUES} values.`;
    throw unreadable('TooLong', message, 'Write the values out.', node);
  }
}

/** Whether a key is `<<`, as go-yaml tells it. */
function isMerge(node: Node): boolean {
  if (!isScalar(node) || node.source !== '<<') return false;
  if (node.tag === undefined) return node.type === 'PLAIN';
  return node.tag === '!' || node.tag === 'tag:yaml.org,2002:merge';
}

function isSequence(node: Node): node is YAMLSeq<Node> {
  return 'items' in node && !isMap(node);
}

function unreadable(type: ApiErrorType, message: string, fix: string, node: Node): Unreadable {
  return new Unreadable(problemAt(type, message, fix, node));
}

function problemAt(type: ApiErrorType, message: string, fix: string, node: Node): YamlProblem {
  return { type, message, fix, offset: offsetOf(node) };
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
