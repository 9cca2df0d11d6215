import { Document, Node, Pair, Scalar, YAMLMap, isAlias, isMap, isNode, isScalar, isSeq } from 'yaml';
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
}

/** A document as plain JSON. Without `value` it could not be read at all. */
export interface YamlValue {
  readonly value?: unknown;
  readonly problems: readonly YamlProblem[];
}

/** Values that aliases may repeat in one document: enough for any template, too few for a bomb. */
const MAX_REPEATED_VALUES = 100_000;

/** What YAML 1.1 calls a boolean, and most people a letter. */
const BARE_LETTER = /^[yYnN]$/;

/** A key that changes what an object inherits where code is careless. */
const UNSAFE_KEY = '__proto__';

/** Turns a parsed document into plain JSON, and says what kubectl's reader would refuse in it. */
export function valueOf(document: Document.Parsed): YamlValue {
  const reader = new ValueReader();
  try {
    const value = document.contents ? reader.read(document.contents, 0) : null;
    return { value, problems: reader.problems };
  } catch (error) {
    if (error instanceof Unreadable) return { problems: [...reader.problems, error.problem] };
    throw error;
  }
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
  private readonly anchors = new Map<string, Anchored | undefined>();
  /** Values read so far, those repeated through aliases included. */
  private size = 0;
  private repeated = 0;
  private deepest = 0;

  public read(node: unknown, depth: number): unknown {
    this.size++;
    if (depth > this.deepest) this.deepest = depth;
    const anchor = (node as { anchor?: string } | null)?.anchor;
    return anchor === undefined ? this.readPlain(node, depth) : this.readAnchored(anchor, node, depth);
  }

  private readAnchored(anchor: string, node: unknown, depth: number): unknown {
    const [sizeBefore, deepestBefore] = [this.size, this.deepest];
    this.deepest = depth;
    this.anchors.set(anchor, undefined);
    const value = this.readPlain(node, depth);
    this.anchors.set(anchor, { value, size: this.size - sizeBefore + 1, height: this.deepest - depth });
    this.deepest = Math.max(this.deepest, deepestBefore);
    return value;
  }

  private readPlain(node: unknown, depth: number): unknown {
    if (!isNode(node)) return null;
    if (isScalar(node)) return this.readScalar(node);
    if (isMap(node)) return this.readMap(node, depth);
    if (isSeq(node)) return node.items.map((item) => this.read(item, depth + 1));
    if (isAlias(node)) return this.readAlias(node.source, node, depth);
    // Sequences of pairs (`!!omap`, `!!pairs`) have no counterpart in JSON.
    throw new Unreadable(
      problemAt('Parse', 'A value here has no counterpart in JSON.', 'Write a plain map or list.', node),
    );
  }

  private readScalar(scalar: Scalar): unknown {
    const value = scalarValue(scalar);
    if (scalar.type === Scalar.PLAIN && typeof value === 'string' && BARE_LETTER.test(value)) {
      const meaning = /y/i.test(value) ? 'true' : 'false';
      const message = `kubectl reads a bare ${value} as ${meaning}; here it is taken for the text.`;
      this.problems.push({
        ...problemAt('TypeInvalid', message, `Write "${value}" in quotes.`, scalar),
        severity: 'warning',
      });
    }
    return value;
  }

  private readAlias(name: string, node: Node, depth: number): unknown {
    const anchored = this.anchors.get(name);
    if (!anchored) {
      const [what, fix] = this.anchors.has(name)
        ? ['stands inside the value it repeats, so the value would have no end', 'Write the inner value out.']
        : ['has no anchor before it', `Mark the value to repeat with &${name} first, or write it out.`];
      throw new Unreadable(problemAt('Parse', `The alias *${name} ${what}.`, fix, node));
    }
    this.size += anchored.size;
    this.repeated += anchored.size;
    const tooDeep = depth + anchored.height > MAX_DEPTH;
    if (this.repeated > MAX_REPEATED_VALUES || tooDeep) {
      const bound = tooDeep ? `nest deeper than ${MAX_DEPTH} levels` : `repeat more than ${MAX_REPEATED_VALUES} values`;
      throw new Unreadable(
        problemAt('TooLong', `The aliases of this document ${bound}.`, 'Write the values out.', node),
      );
    }
    this.deepest = Math.max(this.deepest, depth + anchored.height);
    return anchored.value;
  }

  private readMap(map: YAMLMap, depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    const merged: unknown[] = [];
    for (const pair of map.items as Pair[]) {
      const key = this.readKey(pair.key);
      if (key === MERGE) {
        merged.push(this.read(pair.value, depth + 1));
      } else if (key === UNSAFE_KEY) {
        this.problems.push(unsafeKey(pair.key));
      } else {
        if (Object.hasOwn(object, key)) this.problems.push(repeatedKey(key, pair.key));
        object[key] = this.read(pair.value, depth + 1);
      }
    }
    for (const source of merged.flat()) this.merge(object, source, map);
    return object;
  }

  private readKey(node: unknown): string | typeof MERGE {
    if (isScalar(node)) {
      if (typeof node.value === 'symbol') return MERGE;
      return node.source ?? String(node.value);
    }
    if (node === null) return 'null';
    const fix = 'Write a plain text before the colon. Text such as {{ … }} is a template: render it first.';
    throw new Unreadable(problemAt('Parse', 'A key of this map is a map or a list itself.', fix, node as Node));
  }

  /** `<<: *defaults`: keys that stand in the map itself win. */
  private merge(object: Record<string, unknown>, source: unknown, map: YAMLMap): void {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      throw new Unreadable(
        problemAt('Parse', 'The merge key << takes a map.', 'Refer to a map, or remove the key.', map),
      );
    }
    for (const [key, value] of Object.entries(source)) {
      this.size++;
      if (++this.repeated > MAX_REPEATED_VALUES) {
        const message = `The merge keys of this document repeat more than ${MAX_REPEATED_VALUES} values.`;
        throw new Unreadable(problemAt('TooLong', message, 'Write the values out.', map));
      }
      if (!Object.hasOwn(object, key)) object[key] = value;
    }
  }
}

const MERGE = Symbol('merge');

function scalarValue(scalar: Scalar): unknown {
  const { value } = scalar;
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'number':
      return value;
    default:
      return value === null ? null : (scalar.source ?? String(value));
  }
}

function repeatedKey(key: string, node: unknown): YamlProblem {
  const message = `The key ${JSON.stringify(key)} stands twice in the same map; only the last one would count.`;
  return problemAt('Duplicate', message, 'Keep one of them.', node as Node);
}

function unsafeKey(node: unknown): YamlProblem {
  const message = `The key ${UNSAFE_KEY} is no field of any Kubernetes object; it was left out.`;
  return problemAt('UnknownField', message, 'Remove it.', node as Node);
}

function problemAt(type: ApiErrorType, message: string, fix: string, node: Node): YamlProblem {
  return { type, message, fix, offset: node.range?.[0] ?? 0 };
}
