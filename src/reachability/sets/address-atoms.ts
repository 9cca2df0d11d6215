import { IntervalSet, unionOf } from './interval-set';
import { AddressRange } from '../../model/address-set';
import { AddressFamily, IpAddress, highestAddress } from '../../model/ip-address';

/**
 * The whole address space, IPv4 before IPv6, cut at every edge of every block: the addresses of one atom are alike for
 * every policy. Atoms have numbers from 0, in the order of their addresses.
 */
export class AddressAtoms {
  public readonly count: number;
  private readonly starts: Readonly<Record<AddressFamily, readonly bigint[]>>;
  private readonly indexes: Readonly<Record<AddressFamily, ReadonlyMap<bigint, number>>>;

  public constructor(ranges: Iterable<AddressRange>) {
    const edges: Record<AddressFamily, Set<bigint>> = { 4: new Set([0n]), 6: new Set([0n]) };
    for (const { family, first, last } of ranges) {
      edges[family].add(first);
      if (last < highestAddress(family)) edges[family].add(last + 1n);
    }
    const sorted = (family: AddressFamily) => [...edges[family]].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    this.starts = { 4: sorted(4), 6: sorted(6) };
    const first6 = this.starts[4].length;
    this.indexes = {
      4: new Map(this.starts[4].map((start, index) => [start, index])),
      6: new Map(this.starts[6].map((start, index) => [start, first6 + index])),
    };
    this.count = first6 + this.starts[6].length;
  }

  /** The atoms that make up ranges whose edges are known. */
  public atomsOf(ranges: readonly AddressRange[]): IntervalSet {
    return unionOf(
      ranges.map(({ family, first, last }) => {
        const lo = this.indexes[family].get(first)!;
        const hi = last === highestAddress(family) ? this.end(family) : this.indexes[family].get(last + 1n)!;
        return [lo, hi];
      }),
    );
  }

  public atomOf({ family, value }: IpAddress): number {
    const starts = this.starts[family];
    let lo = 0;
    let hi = starts.length;
    while (hi - lo > 1) {
      const middle = (lo + hi) >> 1;
      if (starts[middle]! <= value) lo = middle;
      else hi = middle;
    }
    return lo + this.offset(family);
  }

  /** The addresses from atom `lo` up to the last one before `hi`, both of one family. */
  public rangeOf(lo: number, hi: number): AddressRange {
    const family = this.familyOf(lo);
    const starts = this.starts[family];
    const first = starts[lo - this.offset(family)]!;
    const next = starts[hi - this.offset(family)];
    return { family, first, last: next === undefined ? highestAddress(family) : next - 1n };
  }

  public familyOf(atom: number): AddressFamily {
    return atom < this.starts[4].length ? 4 : 6;
  }

  /** The number of the first IPv6 atom. */
  public get firstOfIpv6(): number {
    return this.starts[4].length;
  }

  private offset(family: AddressFamily): number {
    return family === 4 ? 0 : this.starts[4].length;
  }

  private end(family: AddressFamily): number {
    return family === 4 ? this.starts[4].length : this.count;
  }
}
