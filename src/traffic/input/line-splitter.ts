const NEWLINE = 10;
const CARRIAGE_RETURN = 13;

/** The longest line that is read; the longest flow of any collector is a few thousand bytes. */
export const LONGEST_LINE = 1 << 20;

/** Takes a line and its number, from 1 on; `undefined` for a line that is too long to be read. */
export type TakeLine = (line: string | undefined, number: number) => void;

/** Cuts bytes into lines. Holds at most one line, and no line holds on to the bytes around it. */
export class LineSplitter {
  private rest: Buffer[] = [];
  private restLength = 0;
  private tooLong = false;
  private number = 0;

  public constructor(private readonly take: TakeLine) {}

  public push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      if (this.restLength > 0 || this.tooLong) {
        this.keep(chunk.subarray(start, end));
        this.endLine();
      } else {
        this.give(chunk, start, end);
      }
      start = end + 1;
    }
    if (start < chunk.length) this.keep(chunk.subarray(start));
  }

  /** The last line need not end in a newline. */
  public end(): void {
    if (this.restLength > 0 || this.tooLong) this.endLine();
  }

  private keep(piece: Buffer): void {
    this.restLength += piece.length;
    if (this.restLength > LONGEST_LINE) {
      this.tooLong = true;
      this.rest = [];
    } else {
      this.rest.push(piece);
    }
  }

  private endLine(): void {
    const line = this.tooLong ? undefined : Buffer.concat(this.rest, this.restLength);
    this.rest = [];
    this.restLength = 0;
    this.tooLong = false;
    if (line) this.give(line, 0, line.length);
    else this.take(undefined, ++this.number);
  }

  private give(bytes: Buffer, start: number, newline: number): void {
    const number = ++this.number;
    const end = newline > start && bytes[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
    if (end - start > LONGEST_LINE) this.take(undefined, number);
    else this.take(bytes.toString('utf8', start, end), number);
  }
}
