import { Alias, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import { YamlSyntaxError } from './cursor';
import { Scanner } from './scanner';
import { Token, TokenType } from './token';

/** Collections inside collections beyond this are refused: no Kubernetes object comes near, and reading recurses. */
export const MAX_DEPTH = 150;

/** What kubectl finds in one piece of a YAML stream. */
export interface YamlDocument {
  /**
   * The document, null where there is none. Scalars are unresolved: `source` is their text, `type` how it is written,
   * `tag` the whole tag.
   */
  readonly contents: Node | null;
  /** Why it could not be read. */
  readonly error?: { readonly message: string; readonly offset: number };
  /** Where nesting grows beyond {@link MAX_DEPTH}. */
  readonly tooDeepAt?: number;
  /** Where something stands behind the end of the document, which kubectl does not read. */
  readonly ignoredFrom?: number;
  /** Whether the text is JSON. */
  readonly json: boolean;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<Alias, Node>;
}

/**
 * Reads the first document of a text, which is all that kubectl reads of it.
 *
 * @param json whether the text is valid JSON, which kubectl reads without this
 */
export function parseYamlDocument(text: string, json = false): YamlDocument {
  const targets = new Map<Alias, Node>();
  try {
    const parser = new DocumentParser(new Scanner(text, json), targets);
    const contents = parser.document();
    return { contents, targets, json, ignoredFrom: parser.ignoredFrom() };
  } catch (error) {
    if (error instanceof TooDeep) return { contents: null, targets, json, tooDeepAt: error.offset };
    if (!(error instanceof YamlSyntaxError)) throw error;
    return { contents: null, targets, json, error: { message: error.message, offset: error.offset } };
  }
}

class TooDeep extends Error {
  public constructor(public readonly offset: number) {
    super();
  }
}

/** The tag and the anchor before a node. */
interface Properties {
  readonly anchor?: string;
  readonly tag?: string;
  /** Where a value that is missing would stand. */
  readonly end: number;
}

/** Builds nodes from tokens by go-yaml's grammar, which leaves more out than YAML does. */
class DocumentParser {
  private readonly anchors = new Map<string, Node>();
  private readonly handles = new Map([
    ['!', '!'],
    ['!!', 'tag:yaml.org,2002:'],
  ]);
  private depth = 0;

  public constructor(
    private readonly scanner: Scanner,
    private readonly targets: Map<Alias, Node>,
  ) {}

  public document(): Node | null {
    const { type } = this.scanner.peek();
    if (type === TokenType.STREAM_END) return null;
    if (!isDocumentStart(type)) return this.node(true, false);
    this.directives();
    const start = this.scanner.peek();
    if (start.type !== TokenType.DOCUMENT_START) fail('a line of --- must follow the directives', start);
    this.scanner.take();
    const next = this.scanner.peek();
    const isEmpty =
      isDocumentStart(next.type) || next.type === TokenType.DOCUMENT_END || next.type === TokenType.STREAM_END;
    return isEmpty ? emptyScalar(next.start) : this.node(true, false);
  }

  /** Where the next thing stands behind the document; what is wrong there does not matter any more. */
  public ignoredFrom(): number | undefined {
    const end = this.scanner.peek();
    if (end.type !== TokenType.DOCUMENT_END) return end.type === TokenType.STREAM_END ? undefined : end.start;
    try {
      let next = end;
      while (next.type === TokenType.DOCUMENT_END) {
        this.scanner.take();
        next = this.scanner.peek();
      }
      return next.type === TokenType.STREAM_END ? undefined : next.start;
    } catch (error) {
      if (error instanceof YamlSyntaxError) return error.offset;
      throw error;
    }
  }

  private directives(): void {
    const declared = new Set<string>();
    for (;;) {
      const token = this.scanner.peek();
      const { type, value = '', suffix = '' } = token;
      if (type === TokenType.YAML_DIRECTIVE) {
        if (value !== '1.1') fail(`kubectl reads YAML 1.1 only, not ${value}: remove the %YAML line`, token);
        if (declared.has(type)) fail('a second %YAML line', token);
        declared.add(type);
      } else if (type === TokenType.TAG_DIRECTIVE) {
        if (declared.has(value)) fail(`a second %TAG line for ${value}`, token);
        declared.add(value);
        this.handles.set(value, suffix);
      } else {
        return;
      }
      this.scanner.take();
    }
  }

  /** A node; `indentless` where a list may stand as far left as the key of the map that it is in. */
  private node(block: boolean, indentless: boolean): Node {
    const first = this.scanner.peek();
    if (first.type === TokenType.ALIAS) return this.alias(this.scanner.take());
    const properties = this.properties();
    const token = this.scanner.peek();
    if (indentless && token.type === TokenType.BLOCK_ENTRY) return this.indentlessSequence(properties);
    switch (token.type) {
      case TokenType.SCALAR:
        return this.scalar(this.scanner.take(), properties);
      case TokenType.FLOW_SEQUENCE_START:
        return this.nested(token, () => this.flowSequence(properties));
      case TokenType.FLOW_MAPPING_START:
        return this.nested(token, () => this.flowMapping(properties));
      case TokenType.BLOCK_SEQUENCE_START:
        if (block) return this.nested(token, () => this.blockSequence(properties));
        break;
      case TokenType.BLOCK_MAPPING_START:
        if (block) return this.nested(token, () => this.blockMapping(properties));
        break;
    }
    if (properties.anchor === undefined && properties.tag === undefined) {
      fail(`a value is expected here, not ${token.type}`, token);
    }
    return this.marked(emptyScalar(properties.end), properties);
  }

  private properties(): Properties {
    let anchor: string | undefined;
    let tag: string | undefined;
    let end = this.scanner.peek().start;
    for (let count = 0; count < 2; count++) {
      const token = this.scanner.peek();
      if (token.type === TokenType.ANCHOR && anchor === undefined) anchor = token.value;
      else if (token.type === TokenType.TAG && tag === undefined) tag = this.wholeTag(token);
      else break;
      end = token.end;
      this.scanner.take();
    }
    return { anchor, tag, end };
  }

  private wholeTag(token: Token): string {
    const { value: handle = '', suffix = '' } = token;
    if (handle === '') return suffix;
    const prefix = this.handles.get(handle);
    if (prefix === undefined) fail(`no %TAG line says what ${handle} stands for`, token);
    return prefix + suffix;
  }

  private alias({ value = '', start, end }: Token): Node {
    const target = this.anchors.get(value);
    if (!target) throw new YamlSyntaxError(`the alias *${value} has no anchor &${value} before it`, start);
    const alias = new Alias(value);
    alias.range = [start, end, end];
    this.targets.set(alias, target);
    return alias;
  }

  private scalar({ value = '', style = 'PLAIN', start, end }: Token, properties: Properties): Node {
    return this.marked(scalarOf(value, style, start, end), properties);
  }

  /** An anchor counts from where its node begins, so that a node can hold an alias of itself. */
  private marked<T extends Node>(node: T, { anchor, tag }: Properties): T {
    if (tag !== undefined) node.tag = tag;
    if (anchor !== undefined) {
      (node as { anchor?: string }).anchor = anchor;
      this.anchors.set(anchor, node);
    }
    return node;
  }

  private nested<T>({ start }: Token, read: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new TooDeep(start);
    const result = read();
    this.depth--;
    return result;
  }

  private blockSequence(properties: Properties): YAMLSeq {
    const { start } = this.scanner.take();
    const list = this.marked(new YAMLSeq<Node>(), properties);
    for (;;) {
      const token = this.scanner.take();
      if (token.type === TokenType.BLOCK_END) return ranged(list, start, lastEnd(list.items, token.start));
      if (token.type !== TokenType.BLOCK_ENTRY) {
        fail(`an item of the list is expected here, "- …", not ${token.type}`, token);
      }
      list.items.push(this.valueUnless(token, [TokenType.BLOCK_ENTRY, TokenType.BLOCK_END], true, false));
    }
  }

  private indentlessSequence(properties: Properties): YAMLSeq {
    const { start } = this.scanner.peek();
    const list = this.marked(new YAMLSeq<Node>(), properties);
    const ends = [TokenType.BLOCK_ENTRY, TokenType.KEY, TokenType.VALUE, TokenType.BLOCK_END];
    return this.nested(this.scanner.peek(), () => {
      while (this.scanner.peek().type === TokenType.BLOCK_ENTRY) {
        list.items.push(this.valueUnless(this.scanner.take(), ends, true, false));
      }
      return ranged(list, start, lastEnd(list.items, start));
    });
  }

  private blockMapping(properties: Properties): YAMLMap {
    const { start } = this.scanner.take();
    const map = this.marked(new YAMLMap<Node, Node>(), properties);
    const ends = [TokenType.KEY, TokenType.VALUE, TokenType.BLOCK_END];
    for (;;) {
      const token = this.scanner.take();
      if (token.type === TokenType.BLOCK_END) return ranged(map, start, lastEndOfPairs(map.items, token.start));
      if (token.type !== TokenType.KEY) fail(`a key is expected here, not ${token.type}: check the indentation`, token);
      const key = this.valueUnless(token, ends, true, true);
      const colon = this.scanner.peek();
      const value =
        colon.type === TokenType.VALUE
          ? this.valueUnless(this.scanner.take(), ends, true, true)
          : emptyScalar(colon.start);
      map.items.push(new Pair(key, value));
    }
  }

  private flowSequence(properties: Properties): YAMLSeq {
    const { start } = this.scanner.take();
    const list = this.marked(new YAMLSeq<Node>(), properties);
    list.flow = true;
    for (;;) {
      if (this.flowEnds(TokenType.FLOW_SEQUENCE_END, list.items.length)) break;
      const token = this.scanner.peek();
      list.items.push(token.type === TokenType.KEY ? this.pairInSequence() : this.node(false, false));
    }
    return ranged(list, start, this.scanner.take().end);
  }

  /** `[a: b]` is a list that holds a map. */
  private pairInSequence(): YAMLMap {
    const token = this.scanner.take();
    const ends = [TokenType.VALUE, TokenType.FLOW_ENTRY, TokenType.FLOW_SEQUENCE_END];
    const map = new YAMLMap<Node, Node>();
    map.flow = true;
    // Where the key is missing, go-yaml loses the sign behind it, and so refuses nearly every such text.
    const missing = ends.includes(this.scanner.peek().type);
    const key = missing ? emptyScalar(this.scanner.take().end) : this.node(false, false);
    const colon = this.scanner.peek();
    const value =
      colon.type === TokenType.VALUE
        ? this.valueUnless(this.scanner.take(), ends.slice(1), false, false)
        : emptyScalar(colon.start);
    map.items.push(new Pair(key, value));
    return ranged(map, token.start, lastEndOfPairs(map.items, token.end));
  }

  private flowMapping(properties: Properties): YAMLMap {
    const { start } = this.scanner.take();
    const map = this.marked(new YAMLMap<Node, Node>(), properties);
    map.flow = true;
    const ends = [TokenType.FLOW_ENTRY, TokenType.FLOW_MAPPING_END];
    for (;;) {
      if (this.flowEnds(TokenType.FLOW_MAPPING_END, map.items.length)) break;
      const token = this.scanner.peek();
      if (token.type !== TokenType.KEY) {
        const key = this.node(false, false);
        map.items.push(new Pair(key, emptyScalar(this.scanner.peek().start)));
        continue;
      }
      this.scanner.take();
      const key = this.valueUnless(token, [TokenType.VALUE, ...ends], false, false);
      const colon = this.scanner.peek();
      const value =
        colon.type === TokenType.VALUE
          ? this.valueUnless(this.scanner.take(), ends, false, false)
          : emptyScalar(colon.start);
      map.items.push(new Pair(key, value));
    }
    return ranged(map, start, this.scanner.take().end);
  }

  /** Goes over the comma before the next entry, or tells that there is none. */
  private flowEnds(close: TokenType, entries: number): boolean {
    const token = this.scanner.peek();
    if (token.type === close) return true;
    if (entries === 0) return false;
    if (token.type !== TokenType.FLOW_ENTRY) fail(`"," or ${close} is expected here, not ${token.type}`, token);
    this.scanner.take();
    return this.scanner.peek().type === close;
  }

  /** What stands behind a sign; an empty scalar where one of the tokens that end it follows at once. */
  private valueUnless({ end }: Token, ends: readonly TokenType[], block: boolean, indentless: boolean): Node {
    return ends.includes(this.scanner.peek().type) ? emptyScalar(end) : this.node(block, indentless);
  }
}

function isDocumentStart(type: TokenType): boolean {
  return type === TokenType.YAML_DIRECTIVE || type === TokenType.TAG_DIRECTIVE || type === TokenType.DOCUMENT_START;
}

function fail(message: string, { start }: Token): never {
  throw new YamlSyntaxError(message, start);
}

function emptyScalar(at: number): Scalar {
  return scalarOf('', 'PLAIN', at, at);
}

function scalarOf(text: string, type: NonNullable<Token['style']>, start: number, end: number): Scalar {
  const scalar = new Scalar<unknown>(text);
  scalar.source = text;
  scalar.type = type;
  return ranged(scalar, start, end);
}

function ranged<T extends Node>(node: T, start: number, end: number): T {
  node.range = [start, end, end];
  return node;
}

function lastEnd(items: readonly Node[], otherwise: number): number {
  return items.at(-1)?.range?.[1] ?? otherwise;
}

function lastEndOfPairs(pairs: readonly Pair<Node, Node | null>[], otherwise: number): number {
  const last = pairs.at(-1);
  return (last?.value ?? last?.key)?.range?.[1] ?? otherwise;
}
