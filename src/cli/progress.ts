import { ReadProgress } from '../manifests/read-manifests';
import { Tick } from '../model/tick';
import { printable } from '../report/wording/printable';

const PATIENCE_MS = 2000;
const REFRESH_MS = 200;

/**
 * One line on a terminal that says what takes so long, once it does. The work is synchronous, so it has to call `at`
 * now and then; a call costs no more than a look at the clock.
 */
export class Progress {
  private readonly started = Date.now();
  private lastShown = 0;

  public constructor(private readonly stream: NodeJS.WriteStream) {}

  /** Shows what is being done, and how much of it is done where that is known. */
  public at(what: string, done?: number, total?: number): void {
    if (!this.stream.isTTY) return;
    const now = Date.now();
    if (now - this.started < PATIENCE_MS || now - this.lastShown < REFRESH_MS) return;
    this.lastShown = now;
    const share = done !== undefined && total ? `: ${Math.floor((100 * done) / total)} %` : '';
    const seconds = Math.round((now - this.started) / 1000);
    this.stream.write(`\r\u001b[2K${this.fitting(`${what}${share} (${seconds} s)`)}`);
  }

  /** A tick for one piece of work; undefined where nobody watches, so that the work need not count. */
  public ticking(what: string): Tick | undefined {
    if (!this.stream.isTTY) return undefined;
    return (done, total) => this.at(what, done, total);
  }

  public end(): void {
    if (this.lastShown > 0) this.stream.write('\r\u001b[2K');
  }

  /** A line that is longer than the terminal is wide cannot be cleared again. */
  private fitting(line: string): string {
    const width = (this.stream.columns || 80) - 1;
    const shown = printable(line);
    return shown.length <= width ? shown : `${shown.slice(0, width - 1)}…`;
  }
}

/** Shows how far reading has come. */
export function readingProgress(progress: Progress): ReadProgress {
  return (file, done, total) => progress.at(`Reading ${file}`, done, total);
}
