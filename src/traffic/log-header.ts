import { LogSink, MissingField } from './record/log-sink';
import { Observation } from './record/observation';

/** A line that could not be read. */
export interface Unparsed {
  readonly line: number;
  readonly why: string;
}

/** A time in which a log says that it recorded nothing. */
export interface Gap {
  readonly from?: number;
  readonly until?: number;
  readonly why: string;
}

/** What a log says about itself, and what it does not say: nobody can judge what was learned from it without. */
export interface LogHeader {
  readonly source: string;
  /** The collector's id; undefined for a log without a line. */
  readonly format?: string;
  readonly tool?: string;
  readonly from?: number;
  readonly until?: number;
  readonly nodes: readonly string[];
  readonly gaps: readonly Gap[];
  readonly lost: { readonly events: number; readonly lines: number; readonly sampled?: number };
  readonly missingFields: readonly MissingField[];
  /** Lines, or values where a file is one JSON text. */
  readonly lines: number;
  readonly observations: number;
  /** Lines that are about no connection, by what they are. */
  readonly passedOver: { readonly [what: string]: number };
  /** The first of the lines that could not be read; `lost.lines` is how many there are. */
  readonly unparsed: readonly Unparsed[];
  /** Why policies must not be drafted from this file; empty where they may. */
  readonly notForDrafting: readonly string[];
  readonly remarks: readonly string[];
}

const MOST_SHOWN = 20;
const MOST_NODES = 10_000;

const UNFIT: Partial<Record<MissingField, string>> = {
  ports: 'no ports in this file',
  direction: 'nothing in this file says who opened a connection',
};

/** Collects the header of one file while its lines are read. */
export class HeaderSink implements LogSink {
  public line = 0;
  public format: string | undefined;
  public lines = 0;
  private observations = 0;
  private unreadableLines = 0;
  private toolName: string | undefined;
  private from: number | undefined;
  private until: number | undefined;
  private lostEvents = 0;
  private sampling: number | undefined;
  private proofs = 0;
  private ports = 0;
  private readonly nodes = new Set<string>();
  private readonly gaps: Gap[] = [];
  private readonly missingFields = new Set<MissingField>();
  private readonly unparsed: Unparsed[] = [];
  private readonly passedOver = new Map<string, number>();
  private readonly remarks = new Set<string>();

  public constructor(
    private readonly source: string,
    private readonly take: (observation: Observation, line: number) => void,
  ) {}

  public observe(observation: Observation): void {
    const { at, until = at } = observation;
    this.observations++;
    if (at !== undefined && (this.from === undefined || at < this.from)) this.from = at;
    if (until !== undefined && (this.until === undefined || until > this.until)) this.until = until;
    if (observation.port !== undefined) this.ports++;
    if (observation.proof !== undefined || observation.sourcePort !== undefined) this.proofs++;
    this.take(observation, this.line);
  }

  public passOver(what: string): void {
    this.passedOver.set(what, (this.passedOver.get(what) ?? 0) + 1);
  }

  public unreadable(why: string): void {
    this.unreadableLines++;
    if (this.unparsed.length < MOST_SHOWN) this.unparsed.push({ line: this.line, why });
  }

  public lost(events: number): void {
    if (events > 0) this.lostEvents += events;
  }

  public sampled(oneOf: number): void {
    if (oneOf > 1 && (this.sampling === undefined || oneOf > this.sampling)) this.sampling = oneOf;
  }

  public gap(from: number | undefined, until: number | undefined, why: string): void {
    if (this.gaps.length >= MOST_SHOWN) {
      this.remarks.add(`There are more than ${MOST_SHOWN} gaps; the first ones are listed.`);
      return;
    }
    this.gaps.push({ ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }), why });
  }

  public node(name: string): void {
    if (this.nodes.size < MOST_NODES) this.nodes.add(name);
  }

  public tool(name: string): void {
    this.toolName ??= name;
  }

  public missing(field: MissingField): void {
    this.missingFields.add(field);
  }

  public remark(sentence: string): void {
    if (this.remarks.size < MOST_SHOWN) this.remarks.add(sentence);
  }

  public finished(): LogHeader {
    const { observations, from, until, toolName, format, sampling } = this;
    if (observations > 0) {
      if (from === undefined) this.missingFields.add('time');
      if (this.ports === 0) this.missingFields.add('ports');
      if (this.proofs === 0) this.missingFields.add('direction');
    } else {
      this.remarks.add('There is no flow in this file.');
    }
    const missingFields = [...this.missingFields].sort();
    return {
      source: this.source,
      ...(format === undefined ? {} : { format }),
      ...(toolName === undefined ? {} : { tool: toolName }),
      ...(from === undefined ? {} : { from }),
      ...(until === undefined ? {} : { until }),
      nodes: [...this.nodes].sort(),
      gaps: this.gaps,
      lost: {
        events: this.lostEvents,
        lines: this.unreadableLines,
        ...(sampling === undefined ? {} : { sampled: sampling }),
      },
      missingFields,
      lines: this.lines,
      observations,
      passedOver: Object.fromEntries([...this.passedOver].sort(([a], [b]) => (a < b ? -1 : 1))),
      unparsed: this.unparsed,
      notForDrafting: missingFields.flatMap((field) => UNFIT[field] ?? []),
      remarks: [...this.remarks].sort(),
    };
  }
}
