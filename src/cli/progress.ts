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

  public at(what: string): void {
    if (!this.stream.isTTY) return;
    const now = Date.now();
    if (now - this.started < PATIENCE_MS || now - this.lastShown < REFRESH_MS) return;
    this.lastShown = now;
    this.stream.write(`\r\u001b[2K${what} (${Math.round((now - this.started) / 1000)} s)`);
  }

  public end(): void {
    if (this.lastShown > 0) this.stream.write('\r\u001b[2K');
  }
}
