import { Attempt, connectionKey } from './attempt';
import { Listens, decideDirection } from './direction';
import { RecordTable, TrafficRecord } from './traffic-record';
import { End } from '../record/end';
import { Observation, PortKind, Reference } from '../record/observation';

/** A connection that was silent for so long is over; the next packet with its ports opens another one. */
const SILENCE_MS = 600_000;

/** So many connections are held open at once, half of them at least the ones that were seen last. */
const MOST_OPEN = 400_000;

/** Answers who an end is at a moment, from more than the log. */
export type Resolve = (end: End, at: number | undefined) => End;

/** What more is known of a connection once both ends are resolved; what is absent stays as it was. */
export interface Refined {
  readonly to?: End;
  readonly port?: number;
  readonly portKind?: PortKind;
  readonly note?: string;
}

/** Goes from the Service that was dialled to the pods behind it. */
export type Refine = (
  from: End,
  to: End,
  protocol: string | undefined,
  port: number | undefined,
  portKind: PortKind,
) => Refined;

/** What is known beside the logs. */
export interface Knowledge {
  readonly resolve?: Resolve;
  readonly listens?: Listens;
  readonly refine?: Refine;
}

/**
 * Puts packets together into attempts, and attempts into records. Both ends of a connection may be in different files:
 * attempts stay open across files until there are too many, and then the ones that were silent longest are closed.
 */
export class AttemptTable {
  private recent = new Map<string, Attempt>();
  private older = new Map<string, Attempt>();
  private readonly undecided: Attempt[] = [];
  private readonly table = new RecordTable();
  private readonly served = new Set<string>();
  private readonly resolve: Resolve;
  private readonly listens: Listens;
  private readonly refine: Refine;
  private readonly half: number;
  /** Lines about a connection that another line had told of. */
  public merged = 0;
  /** Attempts that were closed to make room: what comes of them later counts as another attempt. */
  public closedEarly = 0;

  public constructor(
    { resolve = (end) => end, listens = () => false, refine = () => ({}) }: Knowledge = {},
    mostOpen = MOST_OPEN,
  ) {
    this.resolve = resolve;
    this.listens = listens;
    this.refine = refine;
    this.half = Math.max(1, Math.floor(mostOpen / 2));
  }

  public add(observation: Observation, ref: Reference): void {
    const key = connectionKey(observation);
    if (key === undefined) {
      this.close(started(observation, ref));
      return;
    }
    const known = this.recent.get(key) ?? this.revived(key);
    if (known && !isOver(known, observation.at)) {
      known.add(observation);
      this.merged++;
      return;
    }
    if (known) this.close(known);
    if (this.recent.size >= this.half) this.makeRoom();
    this.recent.set(key, started(observation, ref));
  }

  public finish(): TrafficRecord[] {
    for (const attempts of [this.older, this.recent]) {
      for (const attempt of attempts.values()) this.close(attempt);
      attempts.clear();
    }
    this.decideWaiting();
    return this.table.records();
  }

  private revived(key: string): Attempt | undefined {
    const attempt = this.older.get(key);
    if (attempt) {
      this.older.delete(key);
      this.recent.set(key, attempt);
    }
    return attempt;
  }

  private makeRoom(): void {
    this.closedEarly += this.older.size;
    for (const attempt of this.older.values()) this.close(attempt);
    this.older = this.recent;
    this.recent = new Map();
  }

  private close(attempt: Attempt): void {
    attempt.from = this.resolve(attempt.from, attempt.first);
    attempt.to = this.resolve(attempt.to, attempt.first);
    if (attempt.proof !== undefined) {
      // A port that was proved to be served is a listener for what proves nothing itself.
      if (attempt.port !== undefined) this.served.add(listenerKey(attempt.to, attempt.protocol, attempt.port));
      this.record(attempt);
      return;
    }
    // Whoever listens may turn out later, so it waits; where too many wait, they are decided with what is known now.
    this.undecided.push(attempt);
    if (this.undecided.length > this.half) this.decideWaiting();
  }

  private decideWaiting(): void {
    for (const waiting of this.undecided.splice(0)) {
      decideDirection(waiting, (end, protocol, port) => this.isServed(end, protocol, port));
      this.record(waiting);
    }
  }

  private record(attempt: Attempt): void {
    const { from, to, protocol, port, portKind, proof, notes } = attempt;
    // Of an attempt that nobody knows the opener of, nobody knows the destination either.
    const more = proof === undefined ? {} : this.refine(from, to, protocol, port, portKind);
    if (more.to) attempt.to = more.to;
    if (more.port !== undefined) attempt.port = more.port;
    if (more.portKind !== undefined) attempt.portKind = more.portKind;
    if (more.note !== undefined) attempt.notes = [...(notes ?? []), more.note];
    this.table.add(attempt);
  }

  private isServed(end: End, protocol: string | undefined, port: number): boolean {
    return this.listens(end, protocol, port) || this.served.has(listenerKey(end, protocol, port));
  }
}

function started(observation: Observation, ref: Reference): Attempt {
  const attempt = new Attempt(observation, observation.whole?.ref ?? ref);
  attempt.add(observation);
  return attempt;
}

function isOver({ first, last }: Attempt, at: number | undefined): boolean {
  if (at === undefined || last === undefined || first === undefined) return false;
  return at - last > SILENCE_MS || first - at > SILENCE_MS;
}

function listenerKey(end: End, protocol: string | undefined, port: number): string {
  return `${protocol} ${end.id} ${port}`;
}
