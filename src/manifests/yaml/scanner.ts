import { END, TAB, SPACE, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd } from './characters';
import { Cursor } from './cursor';
import { scanAnchor, scanDirective, scanTag } from './scan-properties';
import { isDocumentMarker, scanBlock, scanPlain, scanQuoted } from './scan-scalars';
import { YamlSyntaxError } from './syntax-error';
import { Token, TokenType } from './tokens';

/** A place where a key may have begun that only the colon behind it shows to be one. */
interface SimpleKey {
  possible: boolean;
  /** Whether nothing else may stand here. */
  readonly required: boolean;
  /** The number of the token that begins it, counted from the start of the text. */
  readonly token: number;
  readonly at: number;
  readonly line: number;
  readonly column: number;
}

/** A colon further behind the start of its key makes no key. */
const LONGEST_SIMPLE_KEY = 1024;

const HASH = 35;

/** Characters no token begins with; `-`, `?` and `:` begin a text where something follows at once. */
const NO_PLAIN_START = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map((character) => character.charCodeAt(0)));

/**
 * Cuts a text into tokens by the rules of go-yaml v2, kubectl's parser, which are those of libyaml: YAML 1.1, but looser
 * than the book in some places and stricter in others. It looks ahead exactly as far, because what it does not look at
 * it does not refuse either.
 */
export class Scanner {
  private readonly cursor: Cursor;
  private tokens: Token[] = [];
  private head = 0;
  /** How many tokens were handed out. */
  private taken = 0;
  private ready = false;

  private indent = -1;
  private readonly indents: number[] = [];
  private flowLevel = 0;
  private keyAllowed = true;
  /** One for each level of brackets, the outermost first. */
  private readonly keys: SimpleKey[] = [];
  /** The level of the possible key that a token begins. */
  private readonly levelByToken = new Map<number, number>();

  /** @param json whether the text is JSON, which may do a few things that YAML may not */
  public constructor(
    text: string,
    private readonly json: boolean,
  ) {
    this.cursor = new Cursor(text);
    this.cursor.skipByteOrderMark();
    this.keys.push(this.keyHere(false, false));
  }

  /** The next token, which stays the next. */
  public peek(): Token {
    if (!this.ready) this.fetchEnough();
    return this.tokens[this.head]!;
  }

  public take(): Token {
    const token = this.peek();
    this.ready = false;
    this.taken++;
    this.head++;
    if (this.head > 1000) {
      this.tokens = this.tokens.slice(this.head);
      this.head = 0;
    }
    return token;
  }

  /** Until it is clear whether the next token begins a key. */
  private fetchEnough(): void {
    for (;;) {
      if (this.head < this.tokens.length) {
        const level = this.levelByToken.get(this.taken);
        if (level === undefined || !this.isPossible(this.keys[level]!)) break;
      }
      this.fetch();
    }
    this.ready = true;
  }

  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    this.unroll(cursor.column);
    const code = cursor.code();
    if (code === END) return this.endStream();
    const character = String.fromCharCode(code);
    if (cursor.column === 0 && character === '%') return this.directive();
    if (isDocumentMarker(cursor)) return this.documentMarker(character === '-' ? 'document-start' : 'document-end');
    const alone = isBlankOrEnd(cursor.code(1));
    const inFlow = this.flowLevel > 0;
    switch (character) {
      case '[':
        return this.openFlow('flow-list-start');
      case '{':
        return this.openFlow('flow-map-start');
      case ']':
        return this.closeFlow('flow-list-end');
      case '}':
        return this.closeFlow('flow-map-end');
      case ',':
        return this.flowEntry();
      case '-':
        if (alone) return this.blockEntry();
        break;
      case '?':
        if (inFlow || alone) return this.explicitKey();
        break;
      case ':':
        if (inFlow || alone) return this.value();
        break;
      case '*':
      case '&':
        this.saveKey();
        this.keyAllowed = false;
        return this.push(scanAnchor(cursor, character === '*' ? 'alias' : 'anchor'));
      case '!':
        this.saveKey();
        this.keyAllowed = false;
        return this.push(scanTag(cursor));
      case '|':
      case '>':
        if (inFlow) break;
        this.removeKey();
        this.keyAllowed = true;
        return this.push(scanBlock(cursor, this.surroundings()));
      case "'":
      case '"':
        this.saveKey();
        this.keyAllowed = false;
        return this.push(scanQuoted(cursor, this.json));
      default:
    }
    if (this.beginsPlain(code)) return this.plain();
    throw new YamlSyntaxError(this.whyNoToken(code), cursor.at);
  }

  private beginsPlain(code: number): boolean {
    const next = this.cursor.code(1);
    if (code === 45) return !isBlank(next);
    if (this.flowLevel === 0 && (code === 63 || code === 58)) return !isBlankOrEnd(next);
    return !isBlankOrEnd(code) && !NO_PLAIN_START.has(code);
  }

  private whyNoToken(code: number): string {
    if (code === TAB) return 'A tab indents this line; YAML indents with spaces';
    return `No text without quotes begins with ${String.fromCharCode(code)}`;
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      for (let code = cursor.code(); ; code = cursor.code()) {
        if (code !== SPACE && !(code === TAB && (this.flowLevel > 0 || !this.keyAllowed))) break;
        cursor.skip();
      }
      if (cursor.code() === HASH) while (!isBreakOrEnd(cursor.code())) cursor.skip();
      if (!isBreak(cursor.code())) return;
      cursor.skipBreak();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  private plain(): void {
    this.saveKey();
    this.keyAllowed = false;
    const { token, broken } = scanPlain(this.cursor, this.surroundings());
    this.push(token);
    if (broken) this.keyAllowed = true;
  }

  private surroundings() {
    return { indent: this.indent, inFlow: this.flowLevel > 0 };
  }

  private endStream(): void {
    this.cursor.endLine();
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.mark('stream-end', 0);
  }

  private directive(): void {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.push(scanDirective(this.cursor));
  }

  private documentMarker(type: TokenType): void {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.mark(type, 3);
  }

  private openFlow(type: TokenType): void {
    // In JSON no bracket begins a key; looking ahead for its colon would mean to the end.
    if (!this.json) this.saveKey();
    this.keys.push(this.keyHere(false, false));
    this.flowLevel++;
    this.keyAllowed = true;
    this.mark(type, 1);
  }

  private closeFlow(type: TokenType): void {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      this.levelByToken.delete(this.keys.pop()!.token);
    }
    this.keyAllowed = false;
    this.mark(type, 1);
  }

  private flowEntry(): void {
    this.removeKey();
    this.keyAllowed = true;
    this.mark('flow-entry', 1);
  }

  private blockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) {
        throw new YamlSyntaxError('A list cannot begin here, behind something on the same line', this.cursor.at);
      }
      this.roll(this.cursor.column, -1, 'block-list-start', this.cursor.at);
    }
    this.removeKey();
    this.keyAllowed = true;
    this.mark('block-entry', 1);
  }

  private explicitKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) {
        throw new YamlSyntaxError('A key cannot begin here, behind something on the same line', this.cursor.at);
      }
      this.roll(this.cursor.column, -1, 'block-map-start', this.cursor.at);
    }
    this.removeKey();
    this.keyAllowed = this.flowLevel === 0;
    this.mark('key', 1);
  }

  private value(): void {
    const key = this.keys[this.keys.length - 1]!;
    if (this.isPossible(key)) {
      this.insert(key.token - this.taken, { type: 'key', start: key.at, end: key.at });
      this.roll(key.column, key.token, 'block-map-start', key.at);
      key.possible = false;
      this.levelByToken.delete(key.token);
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) {
          throw new YamlSyntaxError('A second colon on one line needs quotes around its text', this.cursor.at);
        }
        this.roll(this.cursor.column, -1, 'block-map-start', this.cursor.at);
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.mark('value', 1);
  }

  private isPossible(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (this.json || (key.line === this.cursor.line && !this.isFarBehind(key.at))) return true;
    if (key.required) throw this.noColon(key);
    key.possible = false;
    return false;
  }

  private isFarBehind(at: number): boolean {
    const { cursor } = this;
    if (cursor.at - at <= LONGEST_SIMPLE_KEY) return false;
    // Counted in characters; those beyond 16 bits take two places. So many places are too many in any case.
    return cursor.at - at > 2 * LONGEST_SIMPLE_KEY || [...cursor.text.slice(at, cursor.at)].length > LONGEST_SIMPLE_KEY;
  }

  private noColon({ at }: SimpleKey): YamlSyntaxError {
    return new YamlSyntaxError('A key belongs here, with a colon behind it on the same line', at);
  }

  private keyHere(possible: boolean, required: boolean): SimpleKey {
    const { at, line, column } = this.cursor;
    return { possible, required, token: this.taken + this.tokens.length - this.head, at, line, column };
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    const key = this.keyHere(true, this.flowLevel === 0 && this.indent === this.cursor.column);
    this.removeKey();
    this.keys[this.keys.length - 1] = key;
    this.levelByToken.set(key.token, this.keys.length - 1);
  }

  private removeKey(): void {
    const key = this.keys[this.keys.length - 1]!;
    if (!key.possible) return;
    if (key.required) throw this.noColon(key);
    key.possible = false;
    this.levelByToken.delete(key.token);
  }

  private roll(column: number, token: number, type: TokenType, at: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.insert(token < 0 ? -1 : token - this.taken, { type, start: at, end: at });
  }

  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.mark('block-end', 0);
      this.indent = this.indents.pop()!;
    }
  }

  private mark(type: TokenType, length: number): void {
    const start = this.cursor.at;
    this.cursor.skip(length);
    this.push({ type, start, end: start + length });
  }

  private push(token: Token): void {
    this.tokens.push(token);
  }

  /** Among the tokens not taken yet; at their end where the place is behind them already. */
  private insert(place: number, token: Token): void {
    if (place < 0) this.tokens.push(token);
    else this.tokens.splice(this.head + place, 0, token);
  }
}
