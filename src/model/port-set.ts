import { HIGHEST_PORT, LOWEST_PORT } from './port';
import { Protocol } from './protocol';

/** Ports from `first` to `last`, both included. */
export interface PortInterval {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

const PROTOCOLS = Object.values(Protocol);

/** Sorted, disjoint, non-adjacent `first, last, first, last, …`, so that equal sets have equal arrays. */
export type Intervals = readonly number[];

/**
 * An exact, immutable set of (protocol, port) pairs.
 *
 * Named ports have no place here: they get their number from a destination pod first.
 */
export class PortSet {
  public static readonly EMPTY = new PortSet([[], [], []]);
  public static readonly ALL = new PortSet(PROTOCOLS.map(() => [LOWEST_PORT, HIGHEST_PORT]));

  public static of(protocol: Protocol, first: number = LOWEST_PORT, last: number = first): PortSet {
    return new PortSet(PROTOCOLS.map((known) => (known === protocol ? [first, last] : [])));
  }

  public static allOf(protocol: Protocol): PortSet {
    return PortSet.of(protocol, LOWEST_PORT, HIGHEST_PORT);
  }

  /** Equal for equal sets and different for different ones, so it can key a table of interned sets. */
  public readonly key: string;

  private constructor(private readonly intervals: readonly Intervals[]) {
    this.key = intervals.map((list) => list.join(',')).join(';');
  }

  public get isEmpty(): boolean {
    return this.intervals.every((list) => list.length === 0);
  }

  public get isAll(): boolean {
    return this.key === PortSet.ALL.key;
  }

  public has(protocol: Protocol, port: number): boolean {
    const list = this.intervals[PROTOCOLS.indexOf(protocol)]!;
    for (let i = 0; i < list.length; i += 2) {
      if (list[i]! <= port && port <= list[i + 1]!) return true;
    }
    return false;
  }

  public equals(other: PortSet): boolean {
    return this.key === other.key;
  }

  public union(other: PortSet): PortSet {
    return this.combine(other, (here, there) => here || there);
  }

  public intersect(other: PortSet): PortSet {
    return this.combine(other, (here, there) => here && there);
  }

  public subtract(other: PortSet): PortSet {
    return this.combine(other, (here, there) => here && !there);
  }

  public contains(other: PortSet): boolean {
    return other.subtract(this).isEmpty;
  }

  /** The intervals in the order TCP, UDP, SCTP, then by port. */
  public toIntervals(): PortInterval[] {
    return this.intervals.flatMap((list, index) => {
      const result: PortInterval[] = [];
      for (let i = 0; i < list.length; i += 2) {
        result.push({ protocol: PROTOCOLS[index]!, first: list[i]!, last: list[i + 1]! });
      }
      return result;
    });
  }

  /** `TCP 80`, `UDP 8000-8100`: the notation of JSON reports. */
  public toStrings(): string[] {
    return this.toIntervals().map(({ protocol, first, last }) =>
      first === last ? `${protocol} ${first}` : `${protocol} ${first}-${last}`,
    );
  }

  /** `all`, `none`, or the intervals separated by commas. */
  public toString(): string {
    if (this.isAll) return 'all';
    return this.isEmpty ? 'none' : this.toStrings().join(', ');
  }

  private combine(other: PortSet, keep: (here: boolean, there: boolean) => boolean): PortSet {
    return new PortSet(this.intervals.map((list, index) => mergeIntervals(list, other.intervals[index]!, keep)));
  }
}

/** Sweeps over the edges of two interval lists and keeps the stretches for which `keep` holds. */
export function mergeIntervals(a: Intervals, b: Intervals, keep: (inA: boolean, inB: boolean) => boolean): Intervals {
  const result: number[] = [];
  let ai = 0;
  let bi = 0;
  // An even index means the next edge opens an interval, an odd one that it closes one; a close lies one past its end.
  const edge = (list: Intervals, i: number) => (i < list.length ? list[i]! + (i % 2) : Infinity);
  let open = false;
  while (ai < a.length || bi < b.length) {
    const at = Math.min(edge(a, ai), edge(b, bi));
    while (edge(a, ai) === at) ai++;
    while (edge(b, bi) === at) bi++;
    const wanted = keep(ai % 2 === 1, bi % 2 === 1);
    if (wanted !== open) {
      result.push(wanted ? at : at - 1);
      open = wanted;
    }
  }
  return result;
}
