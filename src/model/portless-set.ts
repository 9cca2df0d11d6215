import { Intervals, mergeIntervals } from './port-set';

/** Numbers of protocols that are judged by ports, or that have messages of their own. */
const NUMBERED = { tcp: 6, udp: 17, sctp: 132, icmp: 1, icmpv6: 58 } as const;

/** The last number of a message of ICMP: its type and its code, a byte each. */
const LAST_MESSAGE = 0xffff;
const LAST_PROTOCOL = 0xff;

/**
 * An exact, immutable set of traffic that has no ports: messages of ICMP for both families, and every other protocol by
 * its number.
 */
export class PortlessSet {
  public static readonly EMPTY = new PortlessSet([[], [], []]);
  public static readonly ALL = new PortlessSet([[0, LAST_MESSAGE], [0, LAST_MESSAGE], otherProtocols()]);

  /** Messages of one family; without a type all of them, without a code all of the type. */
  public static icmp(family: 4 | 6, type?: number, code?: number): PortlessSet {
    const first = type === undefined ? 0 : type * 256 + (code ?? 0);
    const last = type === undefined ? LAST_MESSAGE : type * 256 + (code ?? 255);
    return new PortlessSet([family === 4 ? [first, last] : [], family === 6 ? [first, last] : [], []]);
  }

  /** Everything of a protocol by its number; nothing where it is one that has ports. */
  public static protocol(number: number): PortlessSet {
    if (number === NUMBERED.icmp) return PortlessSet.icmp(4);
    if (number === NUMBERED.icmpv6) return PortlessSet.icmp(6);
    const all = new PortlessSet([[], [], [number, number]]);
    return all.intersect(PortlessSet.ALL);
  }

  private constructor(private readonly intervals: readonly Intervals[]) {}

  public get isEmpty(): boolean {
    return this.intervals.every((list) => list.length === 0);
  }

  public union(other: PortlessSet): PortlessSet {
    return this.combine(other, (here, there) => here || there);
  }

  public intersect(other: PortlessSet): PortlessSet {
    return this.combine(other, (here, there) => here && there);
  }

  public subtract(other: PortlessSet): PortlessSet {
    return this.combine(other, (here, there) => here && !there);
  }

  public contains(other: PortlessSet): boolean {
    return other.subtract(this).isEmpty;
  }

  private combine(other: PortlessSet, keep: (here: boolean, there: boolean) => boolean): PortlessSet {
    return new PortlessSet(this.intervals.map((list, index) => mergeIntervals(list, other.intervals[index]!, keep)));
  }
}

function otherProtocols(): number[] {
  const taken = new Set<number>(Object.values(NUMBERED));
  const all: number[] = [];
  for (let number = 0; number <= LAST_PROTOCOL; number++) {
    if (taken.has(number)) continue;
    if (all.length > 0 && all[all.length - 1] === number - 1) all[all.length - 1] = number;
    else all.push(number, number);
  }
  return all;
}
