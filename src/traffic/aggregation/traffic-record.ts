import { Attempt, PROOF_RANK } from './attempt';
import { End, EndFacts } from '../record/end';
import { Decider, DirectionProof, PortKind, Reference, Verdict } from '../record/observation';

/** A record of `netpol.traffic/v1`: all attempts between two ends, on one port, that went alike. */
export interface TrafficRecord {
  readonly from: EndFacts;
  readonly to: EndFacts;
  readonly protocol?: string;
  readonly port?: number;
  readonly portKind: PortKind;
  readonly transportPort?: number;
  readonly verdict: Verdict;
  /** `unknown` is never drafted: the port may be a client's. */
  readonly directionProof: DirectionProof | 'unknown';
  /** Both ends use one port and either may begin. */
  readonly symmetrical?: true;
  readonly sides?: 'src' | 'dst' | 'both';
  readonly confidence: 'strong' | 'weak';
  readonly attempts: number;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly first?: number;
  readonly last?: number;
  readonly by?: readonly Decider[];
  readonly notes?: readonly string[];
  readonly ref: Reference;
}

/** Policies and notes that one record lists; a log could name any number. */
const MOST_LISTED = 32;

/** Puts attempts together into records. Its memory grows with distinct records and with nothing else. */
export class RecordTable {
  private readonly open = new Map<string, OpenRecord>();

  public add(attempt: Attempt): void {
    const key = this.keyOf(attempt);
    let record = this.open.get(key);
    if (!record) this.open.set(key, (record = new OpenRecord(attempt)));
    record.add(attempt);
  }

  /** Sorted by what they are about, so that two runs compare. */
  public records(): TrafficRecord[] {
    return [...this.open].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, record]) => record.finished());
  }

  private keyOf({ from, to, protocol, port, portKind, verdict, proof, bothWays }: Attempt): string {
    const known = proof === undefined ? (bothWays ? 'both' : 'unknown') : '';
    const number = port === undefined ? '' : String(port).padStart(5, '0');
    return [from.id, to.id, protocol ?? '', number, portKind, verdict, known].join('\u0000');
  }
}

class OpenRecord {
  private count = 0;
  private attempts = 0;
  private first: number | undefined;
  private last: number | undefined;
  private proof: DirectionProof | undefined;
  private weak = true;
  private atSource = false;
  private atDestination = false;
  private ref: Reference;
  private labelsOfFrom: EndFacts['labels'];
  private labelsOfTo: EndFacts['labels'];
  private readonly names: { from: Set<string>; to: Set<string> } = { from: new Set(), to: new Set() };
  private readonly by = new Map<string, Decider>();
  private readonly notes = new Set<string>();
  private service: EndFacts['service'];
  private transportPort: number | undefined;

  public constructor(private readonly model: Attempt) {
    this.ref = model.ref;
    this.labelsOfFrom = model.from.facts.labels;
    this.labelsOfTo = model.to.facts.labels;
    this.service = model.to.facts.service;
  }

  public add(attempt: Attempt): void {
    this.count += attempt.count;
    this.attempts += attempt.attempts;
    if (attempt.first !== undefined && (this.first === undefined || attempt.first < this.first)) {
      this.first = attempt.first;
    }
    if (attempt.last !== undefined && (this.last === undefined || attempt.last > this.last)) this.last = attempt.last;
    if (attempt.proof && (!this.proof || PROOF_RANK[attempt.proof] > PROOF_RANK[this.proof])) {
      this.proof = attempt.proof;
    }
    if (!attempt.weak) this.weak = false;
    if (attempt.seenAtSource > 0) this.atSource = true;
    if (attempt.seenAtDestination > 0) this.atDestination = true;
    if (attempt.transportPort !== undefined) this.transportPort = attempt.transportPort;
    for (const decider of attempt.by ?? []) {
      const key = JSON.stringify([decider.kind, decider.ns, decider.name, decider.rule]);
      if (this.by.size < MOST_LISTED) this.by.set(key, decider);
    }
    for (const note of attempt.notes ?? []) if (this.notes.size < MOST_LISTED) this.notes.add(note);
    this.addEnds(attempt);
  }

  public finished(): TrafficRecord {
    const { protocol, port, portKind, verdict, bothWays } = this.model;
    const { first, last, transportPort } = this;
    const by = sorted(this.by);
    const notes = [...this.notes].sort();
    return {
      from: finishedEnd(this.model.from, this.labelsOfFrom, this.names.from),
      to: finishedEnd(this.model.to, this.labelsOfTo, this.names.to, this.service),
      ...(protocol === undefined ? {} : { protocol }),
      ...(port === undefined ? {} : { port }),
      portKind,
      ...(transportPort === undefined ? {} : { transportPort }),
      verdict,
      directionProof: this.proof ?? 'unknown',
      ...(this.proof === undefined && bothWays ? { symmetrical: true as const } : {}),
      ...this.sides(),
      confidence: this.weak || this.proof === undefined ? 'weak' : 'strong',
      attempts: this.attempts,
      count: this.count,
      ...(first === undefined ? {} : { first }),
      ...(last === undefined ? {} : { last }),
      ...(by.length === 0 ? {} : { by }),
      ...(notes.length === 0 ? {} : { notes }),
      ref: this.ref,
    };
  }

  private sides(): { sides?: 'src' | 'dst' | 'both' } {
    if (this.atSource && this.atDestination) return { sides: 'both' };
    return this.atSource ? { sides: 'src' } : this.atDestination ? { sides: 'dst' } : {};
  }

  private addEnds({ from, to }: Attempt): void {
    this.labelsOfFrom = common(this.labelsOfFrom, from.facts.labels);
    this.labelsOfTo = common(this.labelsOfTo, to.facts.labels);
    for (const [names, end] of [[this.names.from, from] as const, [this.names.to, to] as const]) {
      for (const name of end.facts.fqdn ?? []) if (names.size < MOST_LISTED) names.add(name);
    }
    // Several Services can lead to one port; naming one of them would be a guess.
    if (this.service && JSON.stringify(this.service) !== JSON.stringify(to.facts.service)) this.service = undefined;
  }
}

/** Only what all replicas have in common can select them all. */
function common(a: EndFacts['labels'], b: EndFacts['labels']): EndFacts['labels'] {
  if (a === b || !a || !b) return a && b ? a : undefined;
  return Object.fromEntries(Object.entries(a).filter(([key, value]) => Object.hasOwn(b, key) && b[key] === value));
}

function finishedEnd(
  end: End,
  labels: EndFacts['labels'],
  names: Set<string>,
  service?: EndFacts['service'],
): EndFacts {
  const { pod, ip, labels: _all, fqdn: _names, service: _service, ...rest } = end.facts;
  const fqdn = [...names].sort();
  // One pod and one address stand for all replicas of a workload, so they say nothing about it.
  return {
    ...rest,
    ...(ip !== undefined && rest.owner === undefined && rest.node === undefined ? { ip } : {}),
    ...(labels && Object.keys(labels).length > 0 ? { labels } : {}),
    ...(fqdn.length > 0 ? { fqdn } : {}),
    ...(service === undefined ? {} : { service }),
  };
}

function sorted(deciders: ReadonlyMap<string, Decider>): Decider[] {
  return [...deciders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, decider]) => decider);
}
