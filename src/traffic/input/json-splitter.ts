const NEWLINE = 10;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** The largest value that is held as a whole; larger exports have to be one value a line, or a list. */
export const LARGEST_VALUE = 1 << 28;

/** Takes the text of one value and the line on which it begins; `undefined` for one that is too large, or cut off. */
export type TakeValue = (value: string | undefined, line: number) => void;

/**
 * Cuts a JSON text of many lines into its values: the objects that follow each other in it, and the elements of a list
 * that is the whole text. Holds at most one value.
 */
export class JsonSplitter {
  private depth = 0;
  private inString = false;
  private escaped = false;
  private line = 1;
  /** Inside a list that is the whole text, whose elements are the values. */
  private inList = false;
  private pieces: Buffer[] = [];
  private length = 0;
  private startLine = 0;
  private tooLarge = false;

  public constructor(private readonly take: TakeValue) {}

  public push(chunk: Buffer): void {
    let start = this.depth > this.base ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!;
      if (byte === NEWLINE) this.line++;
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.inString = false;
        continue;
      }
      switch (byte) {
        case QUOTE:
          // Texts between values are no values.
          this.inString = this.depth > this.base;
          break;
        case OPEN_BRACKET:
        case OPEN_BRACE:
          if (this.depth === 0 && byte === OPEN_BRACKET) {
            this.inList = true;
          } else if (this.depth === this.base) {
            start = at;
            this.startLine = this.line;
          }
          this.depth++;
          break;
        case CLOSE_BRACKET:
        case CLOSE_BRACE:
          if (this.depth === 0) break;
          this.depth--;
          if (this.depth === this.base && start >= 0) {
            this.keep(chunk.subarray(start, at + 1));
            this.endValue();
            start = -1;
          } else if (this.depth === 0) {
            this.inList = false;
          }
          break;
        default:
      }
    }
    if (start >= 0) this.keep(chunk.subarray(start));
  }

  /** Says so if the text ends within a value. */
  public end(): void {
    if (this.length > 0) this.take(undefined, this.startLine);
  }

  private get base(): number {
    return this.inList ? 1 : 0;
  }

  private keep(piece: Buffer): void {
    this.length += piece.length;
    if (this.length > LARGEST_VALUE) {
      this.tooLarge = true;
      this.pieces = [];
    } else {
      this.pieces.push(piece);
    }
  }

  private endValue(): void {
    const { pieces, length, tooLarge } = this;
    this.pieces = [];
    this.length = 0;
    this.tooLarge = false;
    this.take(tooLarge ? undefined : Buffer.concat(pieces, length).toString('utf8'), this.startLine);
  }
}
