import { End } from '../record/end';
import { Decider, DirectionProof, Observation, PortKind, Reference, Verdict, portKindOf } from '../record/observation';

/** How far each proof of who opened a connection is to be believed. */
export const PROOF_RANK: Readonly<Record<DirectionProof, number>> = {
  heuristic: 1,
  listener: 2,
  syn: 3,
  stated: 4,
  flag: 5,
};

/** Denied at either end beats allowed, and what would be denied was let through on purpose. */
const VERDICT_RANK: Readonly<Record<Verdict, number>> = {
  unknown: 0,
  reset: 1,
  allowed: 2,
  'would-deny': 3,
  denied: 4,
};

/** Two kinds of event within this time are one packet, told twice. */
const SAME_PACKET_MS = 1;

/** One connection, or one try to open it, put together from everything that was seen of it. */
export class Attempt {
  public from: End;
  public to: End;
  public readonly protocol: string | undefined;
  public sourcePort: number | undefined;
  public port: number | undefined;
  public portKind: PortKind;
  public transportPort: number | undefined;
  public first: number | undefined;
  public last: number | undefined;
  public count = 0;
  public verdict: Verdict = 'unknown';
  public by: readonly Decider[] | undefined;
  public proof: DirectionProof | undefined;
  public weak = true;
  /** Packets were seen both ways, and nothing says which way was first. */
  public bothWays = false;
  public seenAtSource = 0;
  public seenAtDestination = 0;
  private seenElsewhere = 0;
  private lastEvent: string | undefined;
  public notes: readonly string[] | undefined;

  public constructor(
    { from, to, protocol, sourcePort, port, portKind }: Observation,
    public readonly ref: Reference,
  ) {
    this.from = from;
    this.to = to;
    this.protocol = protocol;
    this.sourcePort = sourcePort;
    this.port = port;
    this.portKind = portKind;
  }

  /** How many connections this stands for: more than one only where the log has counted them. */
  public get attempts(): number {
    return Math.max(this.seenAtSource, this.seenAtDestination, this.seenElsewhere, 1);
  }

  public add(observation: Observation): void {
    const { at, until = at, count, attempts, verdict, by, side, event, weak, note, whole } = observation;
    const toldTwice =
      event !== undefined &&
      this.lastEvent !== undefined &&
      event !== this.lastEvent &&
      at !== undefined &&
      this.last !== undefined &&
      Math.abs(at - this.last) <= SAME_PACKET_MS;
    if (!toldTwice) this.count += count;
    this.lastEvent = event;
    if (at !== undefined && (this.first === undefined || at < this.first)) this.first = at;
    if (until !== undefined && (this.last === undefined || until > this.last)) this.last = until;
    // Packets of one connection are one attempt, unless the log has counted connections itself.
    if (side === 'src' || side === 'both') this.seenAtSource = counted(this.seenAtSource, attempts);
    if (side === 'dst' || side === 'both') this.seenAtDestination = counted(this.seenAtDestination, attempts);
    if (side === undefined) this.seenElsewhere = counted(this.seenElsewhere, attempts);
    if (!weak) this.weak = false;
    this.judge(verdict, by, note === undefined ? whole?.notes : [note]);
    if (whole?.symmetrical) this.bothWays = true;
    this.turnBy(observation);
  }

  private judge(verdict: Verdict, by: Attempt['by'], notes: Attempt['notes']): void {
    const stronger = VERDICT_RANK[verdict] - VERDICT_RANK[this.verdict];
    if (stronger > 0) {
      this.verdict = verdict;
      this.by = by;
      this.notes = notes;
    } else if (stronger === 0) {
      if (this.by === undefined) this.by = by;
      if (this.notes === undefined) this.notes = notes;
    }
  }

  private turnBy(observation: Observation): void {
    const { proof, from, to, sourcePort, port, portKind, transportPort } = observation;
    if (transportPort !== undefined) this.transportPort = transportPort;
    const rank = proof === undefined ? 0 : PROOF_RANK[proof];
    const known = this.proof === undefined ? 0 : PROOF_RANK[this.proof];
    if (rank > known) {
      this.proof = proof;
      this.from = from;
      this.to = to;
      this.sourcePort = sourcePort;
      this.port = port;
      this.portKind = portKind;
    } else if (rank === 0 && known === 0 && from.ip !== this.from.ip && from.ip === this.to.ip) {
      this.bothWays = true;
    }
  }

  /** Exchanges the ends: the one that was taken for the destination opened the connection. */
  public turn(): void {
    [this.from, this.to] = [this.to, this.from];
    [this.sourcePort, this.port] = [this.port, this.sourcePort];
    this.portKind = portKindOf(this.to);
    [this.seenAtSource, this.seenAtDestination] = [this.seenAtDestination, this.seenAtSource];
  }
}

function counted(before: number, attempts: number | undefined): number {
  return attempts === undefined ? Math.max(before, 1) : before + attempts;
}

/**
 * What all lines about one connection have in common, whichever way their packets went. Undefined for what has no
 * ports of its own to tell one connection from the next.
 */
export function connectionKey({ from, to, protocol, sourcePort, port, at, whole }: Observation): string | undefined {
  if (whole) return undefined;
  const [a, b] = [from.ip, to.ip];
  if (a !== undefined && b !== undefined && sourcePort !== undefined && port !== undefined) {
    const ordered = a < b || (a === b && sourcePort <= port);
    return ordered ? `${protocol} ${a} ${sourcePort} ${b} ${port}` : `${protocol} ${b} ${port} ${a} ${sourcePort}`;
  }
  if (port === undefined) return undefined;
  // Without the client's port: observers of both ends by pair and minute.
  const minute = at === undefined ? '' : Math.floor(at / 60_000);
  return `${protocol} ${from.id} ${to.id} ${port} ${minute}`;
}
