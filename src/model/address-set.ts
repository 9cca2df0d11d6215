import { Cidr } from './cidr';
import { AddressFamily, IpAddress, addressBits, formatIpAddress, highestAddress } from './ip-address';

/** Addresses from `first` to `last`, both included. */
export interface AddressRange {
  readonly family: AddressFamily;
  readonly first: bigint;
  readonly last: bigint;
}

/** `10.0.0.0-10.0.0.255`, or the single address: the notation of reports. */
export function formatAddressRange({ family, first, last }: AddressRange): string {
  const from = formatIpAddress({ family, value: first });
  return first === last ? from : `${from}-${formatIpAddress({ family, value: last })}`;
}

/** An exact, immutable set of IPv4 and IPv6 addresses, kept as sorted, disjoint, non-adjacent ranges. */
export class AddressSet {
  public static readonly EMPTY = new AddressSet([]);
  public static readonly ALL = new AddressSet([everything(4), everything(6)]);

  public static of(...cidrs: Cidr[]): AddressSet {
    return AddressSet.ofBlocks(cidrs);
  }

  /** The addresses of any number of blocks. */
  public static ofBlocks(cidrs: readonly Cidr[]): AddressSet {
    return AddressSet.ofRanges(cidrs.map((cidr) => rangeOf(cidr)));
  }

  public static ofRanges(ranges: Iterable<AddressRange>): AddressSet {
    const sorted = [...ranges].sort(byAddress);
    const merged: AddressRange[] = [];
    for (const range of sorted) {
      const previous = merged[merged.length - 1];
      if (previous && previous.family === range.family && range.first <= previous.last + 1n) {
        if (range.last > previous.last) merged[merged.length - 1] = { ...previous, last: range.last };
      } else {
        merged.push(range);
      }
    }
    return new AddressSet(merged);
  }

  private constructor(public readonly ranges: readonly AddressRange[]) {}

  public get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  public has(address: IpAddress): boolean {
    return this.rangeAround(address) !== undefined;
  }

  /** Whether it holds every address of a block; quicker than {@link contains} for many blocks and a long set. */
  public covers(cidr: Cidr): boolean {
    const around = this.rangeAround({ family: cidr.family as AddressFamily, value: cidr._first });
    return around !== undefined && around.last >= cidr._last;
  }

  public union(other: AddressSet): AddressSet {
    return AddressSet.ofRanges([...this.ranges, ...other.ranges]);
  }

  public subtract(other: AddressSet): AddressSet {
    const left: AddressRange[] = [];
    let holeIndex = 0;
    for (const range of this.ranges) {
      let first = range.first;
      while (holeIndex < other.ranges.length && endsBefore(other.ranges[holeIndex]!, range)) holeIndex++;
      for (let i = holeIndex; i < other.ranges.length; i++) {
        const hole = other.ranges[i]!;
        if (hole.family !== range.family || hole.first > range.last) break;
        if (hole.first > first) left.push({ family: range.family, first, last: hole.first - 1n });
        first = hole.last + 1n;
      }
      if (first <= range.last) left.push({ family: range.family, first, last: range.last });
    }
    return new AddressSet(left);
  }

  public intersect(other: AddressSet): AddressSet {
    return this.subtract(AddressSet.ALL.subtract(other));
  }

  public contains(other: AddressSet): boolean {
    return other.subtract(this).isEmpty;
  }

  public equals(other: AddressSet): boolean {
    return this.contains(other) && other.contains(this);
  }

  private rangeAround({ family, value }: IpAddress): AddressRange | undefined {
    let [low, high] = [0, this.ranges.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const range = this.ranges[middle]!;
      if (range.family < family || (range.family === family && range.last < value)) low = middle + 1;
      else high = middle;
    }
    const found = this.ranges[low];
    return found?.family === family && found.first <= value ? found : undefined;
  }

  /** The fewest blocks that hold exactly these addresses. */
  public toCidrs(): Cidr[] {
    return this.ranges.flatMap((range) => cidrsOf(range));
  }
}

/** The addresses of one block. */
export function rangeOf(cidr: Cidr): AddressRange {
  return { family: cidr.family as AddressFamily, first: cidr._first, last: cidr._last };
}

function everything(family: AddressFamily): AddressRange {
  return { family, first: 0n, last: highestAddress(family) };
}

function endsBefore(hole: AddressRange, range: AddressRange): boolean {
  return hole.family < range.family || (hole.family === range.family && hole.last < range.first);
}

function byAddress(a: AddressRange, b: AddressRange): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0;
}

function cidrsOf({ family, first, last }: AddressRange): Cidr[] {
  const bits = addressBits(family);
  const cidrs: Cidr[] = [];
  let from = first;
  while (from <= last) {
    let hostBits = 0;
    // The largest block that starts here: aligned to its own size and not beyond the end.
    while (hostBits < bits) {
      const size = 1n << BigInt(hostBits + 1);
      if (from % size !== 0n || from + size - 1n > last) break;
      hostBits++;
    }
    cidrs.push(Cidr._covering(family, from, bits - hostBits));
    from += 1n << BigInt(hostBits);
  }
  return cidrs;
}
