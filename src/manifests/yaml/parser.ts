import { forbiddenCharacter } from './characters';
import { YamlMap, YamlNode, YamlPair, YamlScalar } from './nodes';
import { Scanner } from './scanner';
import { YamlSyntaxError } from './syntax-error';
import { Token, TokenType } from './tokens';

/** The one document that kubectl reads in a text. */
export interface ParsedDocument {
  /** Undefined where the text holds nothing, or comments only. */
  readonly root?: YamlNode;
  /** Where more stands behind the document, which kubectl leaves unread without a word. */
  readonly unreadFrom?: number;
}

/** A text whose collections nest deeper than anybody wants to read by recursion. */
export class TooDeep extends Error {
  public constructor(public readonly offset: number) {
    super('too deep');
  }
}

/**
 * Parses the first document of a text as go-yaml v2 does.
 *
 * @param maxDepth collections inside collections beyond this are refused
 * @param json whether the text is JSON, which may do a few things that YAML may not
 * @throws YamlSyntaxError where kubectl finds no YAML
 * @throws TooDeep beyond maxDepth
 */
export function parseDocument(text: string, maxDepth: number, json = false): ParsedDocument {
  const forbidden = json ? -1 : forbiddenCharacter(text);
  if (forbidden >= 0) {
    const code = text.codePointAt(forbidden)!.toString(16).toUpperCase().padStart(4, '0');
    throw new YamlSyntaxError(`The character U+${code} may not stand in YAML`, forbidden);
  }
  const mark = json ? null : /[\n\r\x85\u2028\u2029]\uFEFF/.exec(text);
  if (mark) throw new YamlSyntaxError('A byte order mark (U+FEFF) begins a line', mark.index + 1);
  return new Parser(new Scanner(text, json), maxDepth).document();
}

/** What stands before the content of a node. */
interface Properties {
  anchor?: string;
  tag?: string;
  end: number;
}

const YAML_TAGS = 'tag:yaml.org,2002:';

class Parser {
  private readonly anchors = new Map<string, YamlNode>();
  private readonly tagHandles = new Map<string, string>();

  public constructor(
    private readonly tokens: Scanner,
    private readonly maxDepth: number,
  ) {}

  public document(): ParsedDocument {
    if (this.is('stream-end')) return {};
    const explicit = this.is('version-directive', 'tag-directive', 'document-start');
    if (explicit) this.directives();
    else this.defaultHandles();
    const empty =
      explicit && this.is('version-directive', 'tag-directive', 'document-start', 'document-end', 'stream-end');
    const root = empty ? this.empty(this.tokens.peek().start) : this.node(0, { block: true, indentless: false });
    if (this.is('document-end')) this.tokens.take();
    return { root, unreadFrom: this.unread() };
  }

  /** Behind the document kubectl looks at nothing, so a mistake there is no mistake to it. */
  private unread(): number | undefined {
    try {
      while (this.is('document-end')) this.tokens.take();
      return this.is('stream-end') ? undefined : this.tokens.peek().start;
    } catch (error) {
      if (error instanceof YamlSyntaxError) return error.offset;
      throw error;
    }
  }

  private directives(): void {
    let version: string | undefined;
    while (this.is('version-directive', 'tag-directive')) {
      const { type, value, suffix, start } = this.tokens.take();
      if (type === 'version-directive') {
        if (version !== undefined) throw new YamlSyntaxError('A second %YAML line', start);
        version = value;
        if (version !== '1.1') throw new YamlSyntaxError(`kubectl reads YAML 1.1 and refuses %YAML ${version}`, start);
      } else {
        if (this.tagHandles.has(value!)) throw new YamlSyntaxError(`A second %TAG line for ${value}`, start);
        this.tagHandles.set(value!, suffix!);
      }
    }
    this.defaultHandles();
    const { type, start } = this.tokens.peek();
    if (type !== 'document-start') {
      throw new YamlSyntaxError('A line of --- belongs between a % line and the document', start);
    }
    this.tokens.take();
  }

  private defaultHandles(): void {
    if (!this.tagHandles.has('!')) this.tagHandles.set('!', '!');
    if (!this.tagHandles.has('!!')) this.tagHandles.set('!!', YAML_TAGS);
  }

  private node(depth: number, { block, indentless }: { block: boolean; indentless: boolean }): YamlNode {
    if (this.is('alias')) return this.alias();
    const properties = this.properties();
    const token = this.tokens.peek();
    if (depth > this.maxDepth) throw new TooDeep(token.start);
    if (indentless && token.type === 'block-entry') {
      return this.list(properties, token, (items) => this.indentlessItems(items, depth));
    }
    switch (token.type) {
      case 'scalar':
        return this.scalar(this.tokens.take(), properties);
      case 'flow-list-start':
        return this.list(properties, token, (items) => this.flowItems(items, depth));
      case 'flow-map-start':
        return this.map(properties, token, (pairs) => this.flowPairs(pairs, depth));
      case 'block-list-start':
        if (block) return this.list(properties, token, (items) => this.blockItems(items, depth));
        break;
      case 'block-map-start':
        if (block) return this.map(properties, token, (pairs) => this.blockPairs(pairs, depth));
        break;
      default:
    }
    const { anchor, tag, end } = properties;
    if (anchor !== undefined || tag !== undefined) {
      return this.scalar({ type: 'scalar', start: end, end, value: '', style: 'plain' }, properties);
    }
    throw new YamlSyntaxError(`A value belongs here, not ${NAMES[token.type]}`, token.start);
  }

  private alias(): YamlNode {
    const { value, start, end } = this.tokens.take();
    const target = this.anchors.get(value!);
    if (!target) {
      throw new YamlSyntaxError(
        `The alias *${value} has no anchor before it; mark the value to repeat with &${value}`,
        start,
      );
    }
    return { kind: 'alias', name: value!, target, start, end };
  }

  private properties(): Properties {
    const properties: Properties = { end: this.tokens.peek().start };
    for (let part = 0; part < 2; part++) {
      if (properties.anchor === undefined && this.is('anchor')) {
        const { value, end } = this.tokens.take();
        Object.assign(properties, { anchor: value, end });
      } else if (properties.tag === undefined && this.is('tag')) {
        const token = this.tokens.take();
        Object.assign(properties, { tag: this.fullTag(token), end: token.end });
      } else {
        break;
      }
    }
    return properties;
  }

  private fullTag({ value: handle, suffix, start }: Token): string {
    if (handle === '') return suffix!;
    const prefix = this.tagHandles.get(handle!);
    if (prefix === undefined) throw new YamlSyntaxError(`Nothing says what the tag ${handle} means`, start);
    return prefix + suffix;
  }

  private scalar({ start, end, value, style }: Token, { anchor, tag }: Properties): YamlScalar {
    const implicit = tag === '!' || (tag === undefined && style === 'plain');
    const scalar: YamlScalar = { kind: 'scalar', value: value!, style: style!, implicit, start, end, anchor, tag };
    return this.anchored(scalar);
  }

  private anchored<N extends YamlNode>(node: N): N {
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    return node;
  }

  private list(
    { anchor, tag }: Properties,
    { type, start }: Token,
    read: (items: YamlNode[]) => number | undefined,
  ): YamlNode {
    const items: YamlNode[] = [];
    const node = { kind: 'list' as const, flow: type === 'flow-list-start', items, start, end: start, anchor, tag };
    this.anchored(node);
    node.end = read(items) ?? items[items.length - 1]?.end ?? start;
    return node;
  }

  private map(
    { anchor, tag }: Properties,
    { type, start }: Token,
    read: (pairs: YamlPair[]) => number | undefined,
  ): YamlMap {
    const pairs: YamlPair[] = [];
    const node = { kind: 'map' as const, flow: type !== 'block-map-start', pairs, start, end: start, anchor, tag };
    this.anchored(node);
    node.end = read(pairs) ?? pairs[pairs.length - 1]?.value.end ?? start;
    return node;
  }

  private blockItems(items: YamlNode[], depth: number): undefined {
    this.tokens.take();
    while (this.is('block-entry')) {
      const { end } = this.tokens.take();
      const empty = this.is('block-entry', 'block-end');
      items.push(empty ? this.empty(end) : this.node(depth + 1, { block: true, indentless: false }));
    }
    this.expect('block-end', 'An item of this list begins with - in the same column as the others');
    return undefined;
  }

  /** Items in the column of the key they stand under. */
  private indentlessItems(items: YamlNode[], depth: number): undefined {
    while (this.is('block-entry')) {
      const { end } = this.tokens.take();
      const empty = this.is('block-entry', 'key', 'value', 'block-end');
      items.push(empty ? this.empty(end) : this.node(depth + 1, { block: true, indentless: false }));
    }
    return undefined;
  }

  private blockPairs(pairs: YamlPair[], depth: number): undefined {
    this.tokens.take();
    while (this.is('key')) {
      const { end } = this.tokens.take();
      const key = this.blockNodeOrEmpty(end, depth);
      let value: YamlNode;
      if (this.is('value')) {
        const { end: behind } = this.tokens.take();
        value = this.blockNodeOrEmpty(behind, depth);
      } else {
        value = this.empty(this.tokens.peek().start);
      }
      pairs.push({ key, value });
    }
    this.expect('block-end', 'A key belongs here, in the same column as the others of this map');
    return undefined;
  }

  private blockNodeOrEmpty(at: number, depth: number): YamlNode {
    if (this.is('key', 'value', 'block-end')) return this.empty(at);
    return this.node(depth + 1, { block: true, indentless: true });
  }

  private flowItems(items: YamlNode[], depth: number): number {
    const { start } = this.tokens.take();
    for (let first = true; !this.is('flow-list-end'); first = false) {
      if (!first) {
        this.expect('flow-entry', 'A comma or ] belongs here', start);
        if (this.is('flow-list-end')) break;
      }
      items.push(this.is('key') ? this.pairInList(depth + 1) : this.flowNode(depth));
    }
    return this.tokens.take().end;
  }

  /** `[a: b]`, a map of one key without braces. */
  private pairInList(depth: number): YamlNode {
    if (depth > this.maxDepth) throw new TooDeep(this.tokens.peek().start);
    const { start, end } = this.tokens.take();
    let key: YamlNode;
    if (this.is('value', 'flow-entry', 'flow-list-end')) {
      // The token that shows the key to be empty is lost here, as it is in go-yaml.
      key = this.empty(this.tokens.take().end);
    } else {
      key = this.flowNode(depth);
    }
    let value: YamlNode | undefined;
    if (this.is('value')) {
      this.tokens.take();
      if (!this.is('flow-entry', 'flow-list-end')) value = this.flowNode(depth);
    }
    value ??= this.empty(this.tokens.peek().start);
    return { kind: 'map', flow: true, pairs: [{ key, value }], start, end: Math.max(end, value.end) };
  }

  private flowPairs(pairs: YamlPair[], depth: number): number {
    const { start } = this.tokens.take();
    for (let first = true; !this.is('flow-map-end'); first = false) {
      if (!first) {
        this.expect('flow-entry', 'A comma or } belongs here', start);
        if (this.is('flow-map-end')) break;
      }
      pairs.push(this.flowPair(depth));
    }
    return this.tokens.take().end;
  }

  private flowPair(depth: number): YamlPair {
    if (!this.is('key')) {
      const key = this.flowNode(depth);
      return { key, value: this.empty(this.tokens.peek().start) };
    }
    this.tokens.take();
    const ends = ['flow-entry', 'flow-map-end'] as const;
    const key = this.is('value', ...ends) ? this.empty(this.tokens.peek().start) : this.flowNode(depth);
    if (!this.is('value')) return { key, value: this.empty(this.tokens.peek().start) };
    this.tokens.take();
    const value = this.is(...ends) ? this.empty(this.tokens.peek().start) : this.flowNode(depth);
    return { key, value };
  }

  private flowNode(depth: number): YamlNode {
    return this.node(depth + 1, { block: false, indentless: false });
  }

  private empty(at: number): YamlScalar {
    return { kind: 'scalar', value: '', style: 'plain', implicit: true, start: at, end: at };
  }

  private is(...types: readonly TokenType[]): boolean {
    return types.includes(this.tokens.peek().type);
  }

  private expect(type: TokenType, message: string, opened?: number): void {
    const token = this.tokens.peek();
    if (token.type !== type) {
      const unclosed = token.type === 'stream-end' && opened !== undefined;
      throw new YamlSyntaxError(
        unclosed ? 'The bracket that opens here is never closed' : message,
        unclosed ? opened : token.start,
      );
    }
    this.tokens.take();
  }
}

const NAMES: Readonly<Record<TokenType, string>> = {
  'stream-end': 'the end of the text',
  'version-directive': 'a line of %YAML',
  'tag-directive': 'a line of %TAG',
  'document-start': 'a line of ---',
  'document-end': 'a line of ...',
  'block-list-start': 'a list of lines with -',
  'block-map-start': 'a map of lines',
  'block-end': 'the end of a block',
  'flow-list-start': '[',
  'flow-list-end': ']',
  'flow-map-start': '{',
  'flow-map-end': '}',
  'flow-entry': 'a comma',
  'block-entry': 'a -',
  key: 'a key',
  value: 'a colon',
  alias: 'an alias',
  anchor: 'an anchor',
  tag: 'a tag',
  scalar: 'a text',
};
