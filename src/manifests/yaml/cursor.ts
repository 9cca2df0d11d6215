import { CR, END, LF, breakText } from './characters';

/** A place in a text that moves forward, and knows its line. */
export class Cursor {
  public at = 0;
  public line = 0;
  private lineStart = 0;

  public constructor(public readonly text: string) {}

  /** The character here, or so many further on. */
  public code(ahead = 0): number {
    const index = this.at + ahead;
    return index < this.text.length ? this.text.charCodeAt(index) : END;
  }

  public get column(): number {
    return this.at - this.lineStart;
  }

  public skip(characters = 1): void {
    this.at += characters;
  }

  /** Goes over the line break here, and says what it stands for in a value. */
  public skipBreak(): string {
    const code = this.code();
    this.at += code === CR ? this.afterReturn() : 1;
    this.line++;
    this.lineStart = this.at;
    return breakText(code);
  }

  /** kubectl takes CR out of CR LF before YAML is looked at, so that CR CR LF is one break too. */
  private afterReturn(): number {
    if (this.code(1) === LF) return 2;
    return this.code(1) === CR && this.code(2) === LF ? 3 : 1;
  }

  /** The end of a text ends its last line, whether a line break stands there or not. */
  public endLine(): void {
    if (this.column === 0) return;
    this.line++;
    this.lineStart = this.at;
  }

  /** A mark at the very start of a text that is no part of its first line. */
  public skipByteOrderMark(): void {
    if (this.at === 0 && this.code() === 0xfeff) this.lineStart = ++this.at;
  }

  public isMarker(character: number): boolean {
    return this.code() === character && this.code(1) === character && this.code(2) === character;
  }
}
