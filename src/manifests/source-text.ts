import { SourcePosition } from '../model/source-position';

/** The text of one input and the way from an offset to a line. */
export class SourceText {
  private lineStarts?: number[];

  public constructor(
    /** The path as the user wrote it, `-` for stdin. */
    public readonly file: string,
    public readonly text: string,
  ) {}

  public positionAt(offset: number): SourcePosition {
    const starts = this.starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1 };
  }

  /** The text of a line counted from 1, without its line break; undefined beyond the end. */
  public line(number: number): string | undefined {
    const starts = this.starts();
    const start = starts[number - 1];
    return start === undefined ? undefined : this.text.slice(start, starts[number]).replace(/\r?\n$/, '');
  }

  private starts(): number[] {
    if (!this.lineStarts) {
      this.lineStarts = [0];
      for (let i = this.text.indexOf('\n'); i >= 0; i = this.text.indexOf('\n', i + 1)) this.lineStarts.push(i + 1);
    }
    return this.lineStarts;
  }
}
