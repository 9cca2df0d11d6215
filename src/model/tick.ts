/**
 * Told now and then by long work how far it has come, `done` of `total`. It is called often, so it has to cost little.
 */
export type Tick = (done: number, total: number) => void;
