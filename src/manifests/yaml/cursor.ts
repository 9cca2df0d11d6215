import { isBreak } from './characters';

/** What is wrong with a text, and where. */
export class YamlSyntaxError extends Error {
  public constructor(
    message: string,
    public readonly offset: number,
  ) {
    super(message);
  }
}

/** A place in a text that is read from left to right. */
export class Cursor {
  public offset = 0;
  public line = 0;
  private lineStart = 0;
  /** With zeros behind it, so that looking ahead needs no check of the length. */
  private readonly padded: string;

  public constructor(
    public readonly text: string,
    public readonly json = false,
  ) {
    this.padded = `${text}\0\0\0\0`;
    // A byte order mark counts as nothing, not as a column either.
    if (this.peek() === 0xfeff) this.lineStart = ++this.offset;
  }

  public get column(): number {
    return this.offset - this.lineStart;
  }

  /** The character here or some places further on; 0 behind the end. */
  public peek(ahead = 0): number {
    return this.padded.charCodeAt(this.offset + ahead);
  }

  public skip(count = 1): void {
    this.offset += count;
  }

  /** Goes over a line break, and returns what it stands for in a scalar. */
  public takeBreak(): string {
    const code = this.peek();
    this.offset += code === 0x0d ? this.lengthOfReturn() : 1;
    this.line++;
    this.lineStart = this.offset;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }

  /** kubectl drops the "\r" of each "\r\n" before YAML is read, where "\r\n" is one break again: so "\r\r\n" is one. */
  private lengthOfReturn(): number {
    if (this.peek(1) === 0x0a) return 2;
    return this.peek(1) === 0x0d && this.peek(2) === 0x0a ? 3 : 1;
  }

  public takeBreakIfAny(): void {
    if (isBreak(this.peek())) this.takeBreak();
  }

  /** Behind the end, a last line without a break counts as ended. */
  public endLine(): void {
    if (this.column === 0) return;
    this.line++;
    this.lineStart = this.offset;
  }

  /** Whether `---` or `...` stands alone at the start of a line here. */
  public atMarker(): boolean {
    if (this.column !== 0) return false;
    const code = this.peek();
    if (code !== 0x2d && code !== 0x2e) return false;
    if (this.peek(1) !== code || this.peek(2) !== code) return false;
    const behind = this.peek(3);
    return behind === 0x20 || behind === 0x09 || behind === 0 || isBreak(behind);
  }

  public fail(message: string, offset = this.offset): never {
    throw new YamlSyntaxError(message, Math.min(offset, this.text.length));
  }
}
