/** So long does one look wait for the next, where nothing tells that something has changed. */
const PAUSE_MS = 20;

/** Does nothing for a moment, in code that may not be asynchronous. */
export function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
