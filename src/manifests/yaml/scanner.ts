import { FORBIDDEN, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd } from './characters';
import { Cursor } from './cursor';
import { scanBlock } from './scan-block';
import { scanPlain } from './scan-plain';
import { scanQuoted } from './scan-quoted';
import { scanAnchor, scanDirective, scanTag } from './scan-signs';
import { Token, TokenType } from './token';

/** How far behind its start the ":" of a key may stand. */
const LONGEST_KEY = 1024;

/** A place where a key may have begun, which shows only when its ":" comes. */
interface PossibleKey {
  possible: boolean;
  /** Whether nothing but a key may stand there. */
  required: boolean;
  /** Which token of the text begins it. */
  token: number;
  offset: number;
  line: number;
  column: number;
}

/**
 * Cuts a text into tokens as go-yaml (v2, that of sigs.k8s.io/yaml) does, with its limits and its liberties: this is what
 * decides what kubectl takes for YAML. The algorithm is libyaml's: tokens wait in a queue while it is open whether the
 * first of them is a key, since the token that says so stands before it.
 */
export class Scanner {
  private readonly cursor: Cursor;
  private queue: Token[] = [];
  /** How many tokens have been taken from the queue. */
  private taken = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private readonly keys: PossibleKey[] = [noKey(0)];
  /** By token, which level of brackets it may be a key of. */
  private readonly keyLevels = new Map<number, number>();
  private keyAllowed = true;
  private ended = false;

  /** @param json whether the text is valid JSON, whose texts may hold a little more */
  public constructor(text: string, json = false) {
    this.cursor = new Cursor(text, json);
    const forbidden = json ? null : FORBIDDEN.exec(text);
    if (forbidden) {
      const code = forbidden[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
      this.cursor.fail(`the character U+${code} may not stand in YAML`, forbidden.index);
    }
  }

  /** The next token, which stays the next one. */
  public peek(): Token {
    while (this.needsMore()) this.fetch();
    return this.queue[0]!;
  }

  /** Goes on to the token behind the next one. */
  public take(): Token {
    const token = this.peek();
    this.queue.shift();
    this.taken++;
    return token;
  }

  /** How deep brackets and indentation are nested here. */
  public get depth(): number {
    return this.indents.length + this.keys.length;
  }

  private get inFlow(): boolean {
    return this.keys.length > 1;
  }

  private needsMore(): boolean {
    if (this.queue.length === 0) return !this.ended;
    const level = this.keyLevels.get(this.taken);
    return level !== undefined && this.isStillPossible(this.keys[level]!);
  }

  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    this.unroll(cursor.column);
    const code = cursor.peek();
    if (code === 0) return this.fetchEnd();
    if (code === 0x25 && cursor.column === 0) return this.fetchDirective();
    if (cursor.atMarker()) return this.fetchMarker();
    switch (code) {
      case 0x5b:
        return this.fetchFlowStart(TokenType.FLOW_SEQUENCE_START);
      case 0x7b:
        return this.fetchFlowStart(TokenType.FLOW_MAPPING_START);
      case 0x5d:
        return this.fetchFlowEnd(TokenType.FLOW_SEQUENCE_END);
      case 0x7d:
        return this.fetchFlowEnd(TokenType.FLOW_MAPPING_END);
      case 0x2c:
        return this.fetchSign(TokenType.FLOW_ENTRY, true);
      case 0x2d:
        if (isBlankOrEnd(cursor.peek(1))) return this.fetchBlockEntry();
        break;
      case 0x3f:
        if (this.inFlow || isBlankOrEnd(cursor.peek(1))) return this.fetchKey();
        break;
      case 0x3a:
        if (this.inFlow || isBlankOrEnd(cursor.peek(1))) return this.fetchValue();
        break;
      case 0x2a:
        return this.fetchInline(() => scanAnchor(cursor, TokenType.ALIAS));
      case 0x26:
        return this.fetchInline(() => scanAnchor(cursor, TokenType.ANCHOR));
      case 0x21:
        return this.fetchInline(() => scanTag(cursor));
      case 0x27:
      case 0x22:
        return this.fetchInline(() => scanQuoted(cursor));
      case 0x7c:
      case 0x3e:
        if (!this.inFlow) return this.fetchBlockScalar();
        break;
    }
    if (!this.mayBeginPlain(code)) {
      cursor.fail(`no value may begin with ${JSON.stringify(String.fromCharCode(code))}: put it in quotes`);
    }
    this.saveKey();
    this.keyAllowed = false;
    const { token, endedOnNewLine } = scanPlain(cursor, this.indent + 1, this.inFlow);
    if (endedOnNewLine) this.keyAllowed = true;
    this.queue.push(token);
  }

  private mayBeginPlain(code: number): boolean {
    const next = this.cursor.peek(1);
    if (code === 0x2d) return !isBlank(next);
    if (code === 0x3f || code === 0x3a) return !this.inFlow && !isBlankOrEnd(next);
    return !isBlankOrEnd(code) && !',[]{}#&*!|>\'"%@`'.includes(String.fromCharCode(code));
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      // Where a key may begin, a tab would be indentation.
      const tabs = this.inFlow || !this.keyAllowed;
      while (cursor.peek() === 0x20 || (tabs && cursor.peek() === 0x09)) cursor.skip();
      if (cursor.peek() === 0x23) while (!isBreakOrEnd(cursor.peek())) cursor.skip();
      if (!isBreak(cursor.peek())) return;
      cursor.takeBreak();
      if (!this.inFlow) this.keyAllowed = true;
    }
  }

  private fetchEnd(): void {
    this.cursor.endLine();
    this.toTop();
    this.ended = true;
    this.queue.push(this.tokenHere(TokenType.STREAM_END, 0));
  }

  private fetchDirective(): void {
    this.toTop();
    this.queue.push(scanDirective(this.cursor));
  }

  private fetchMarker(): void {
    this.toTop();
    const type = this.cursor.peek() === 0x2d ? TokenType.DOCUMENT_START : TokenType.DOCUMENT_END;
    this.queue.push(this.tokenHere(type, 3));
  }

  /** Ends everything that is open by indentation. */
  private toTop(): void {
    this.unroll(-1);
    this.dropKey();
    this.keyAllowed = false;
  }

  private fetchFlowStart(type: TokenType): void {
    // In JSON no bracket begins a key; looking ahead for its colon would mean to the end.
    if (!this.cursor.json) this.saveKey();
    this.keys.push(noKey(this.taken + this.queue.length));
    this.keyAllowed = true;
    this.queue.push(this.tokenHere(type, 1));
  }

  private fetchFlowEnd(type: TokenType): void {
    this.dropKey();
    if (this.inFlow) this.keyLevels.delete(this.keys.pop()!.token);
    this.keyAllowed = false;
    this.queue.push(this.tokenHere(type, 1));
  }

  private fetchSign(type: TokenType, keyAllowed: boolean): void {
    this.dropKey();
    this.keyAllowed = keyAllowed;
    this.queue.push(this.tokenHere(type, 1));
  }

  private fetchBlockEntry(): void {
    if (!this.inFlow) {
      if (!this.keyAllowed) this.cursor.fail('an item of a list may not begin here: it needs a line of its own');
      this.roll(this.cursor.column, undefined, TokenType.BLOCK_SEQUENCE_START, this.cursor.offset);
    }
    this.fetchSign(TokenType.BLOCK_ENTRY, true);
  }

  private fetchKey(): void {
    if (!this.inFlow) {
      if (!this.keyAllowed) this.cursor.fail('a key may not begin here: it needs a line of its own');
      this.roll(this.cursor.column, undefined, TokenType.BLOCK_MAPPING_START, this.cursor.offset);
    }
    this.fetchSign(TokenType.KEY, !this.inFlow);
  }

  private fetchValue(): void {
    const key = this.keys[this.keys.length - 1]!;
    if (this.isStillPossible(key)) {
      this.insert(key.token, { type: TokenType.KEY, start: key.offset, end: key.offset });
      this.roll(key.column, key.token, TokenType.BLOCK_MAPPING_START, key.offset);
      key.possible = false;
      this.keyLevels.delete(key.token);
      this.keyAllowed = false;
    } else {
      if (!this.inFlow) {
        if (!this.keyAllowed) this.cursor.fail('a ":" may not stand here: a text with ": " in it needs quotes');
        this.roll(this.cursor.column, undefined, TokenType.BLOCK_MAPPING_START, this.cursor.offset);
      }
      this.keyAllowed = !this.inFlow;
    }
    this.queue.push(this.tokenHere(TokenType.VALUE, 1));
  }

  private fetchInline(scan: () => Token): void {
    this.saveKey();
    this.keyAllowed = false;
    this.queue.push(scan());
  }

  private fetchBlockScalar(): void {
    this.dropKey();
    this.keyAllowed = true;
    this.queue.push(scanBlock(this.cursor, this.indent));
  }

  private tokenHere(type: TokenType, length: number): Token {
    const start = this.cursor.offset;
    this.cursor.skip(length);
    return { type, start, end: start + length };
  }

  /** Where the indentation grows, a list or a map begins; before the token of its first key, where that is read. */
  private roll(column: number, token: number | undefined, type: TokenType, start: number): void {
    if (this.inFlow || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.insert(token, { type, start, end: start });
  }

  private unroll(column: number): void {
    if (this.inFlow) return;
    while (this.indent > column) {
      this.queue.push(this.tokenHere(TokenType.BLOCK_END, 0));
      this.indent = this.indents.pop()!;
    }
  }

  /** Puts a token before one that waits; go-yaml puts it last where that one is gone, and then refuses the text. */
  private insert(before: number | undefined, token: Token): void {
    const place = before === undefined ? -1 : before - this.taken;
    if (place < 0) this.queue.push(token);
    else this.queue.splice(place, 0, token);
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    const { offset, line, column } = this.cursor;
    const required = !this.inFlow && this.indent === column;
    const token = this.taken + this.queue.length;
    this.dropKey();
    this.keys[this.keys.length - 1] = { possible: true, required, token, offset, line, column };
    this.keyLevels.set(token, this.keys.length - 1);
  }

  private dropKey(): void {
    const key = this.keys[this.keys.length - 1]!;
    if (!key.possible) return;
    if (key.required) this.failWithoutColon(key);
    key.possible = false;
    this.keyLevels.delete(key.token);
  }

  private isStillPossible(key: PossibleKey): boolean {
    if (!key.possible) return false;
    if (this.cursor.json) return true;
    if (key.line === this.cursor.line && key.offset + LONGEST_KEY >= this.cursor.offset) return true;
    if (key.required) this.failWithoutColon(key);
    key.possible = false;
    return false;
  }

  private failWithoutColon({ offset }: PossibleKey): never {
    this.cursor.fail('a key stands here without a ":" behind it in the same line', offset);
  }
}

function noKey(token: number): PossibleKey {
  return { possible: false, required: false, token, offset: 0, line: 0, column: 0 };
}
