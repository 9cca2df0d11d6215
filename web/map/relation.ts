import type { MapData, MapPairs } from '../../src/report/map/map-data';

/** What is known of a pair on the ports that are looked at. */
export enum Verdict {
  /** A workload and itself, or addresses and addresses: no policy is about it. */
  NONE,
  DENIED,
  ALLOWED,
  UNDEFINED,
}

/** Ends with the same connections. */
interface Group {
  readonly ends: readonly number[];
  /** How many of them each namespace has. */
  readonly bySpace: ReadonlyMap<number, number>;
}

const NOTHING = -1;

/** Who may reach whom, as the page asks it. */
export class Relation {
  public readonly count: number;
  public readonly spaces: readonly (readonly number[])[];
  private readonly groups: readonly Group[];
  /** For each set of ports whether it is looked at. */
  private wanted: readonly boolean[];

  public constructor(public readonly data: MapData) {
    const { group, space } = data.ends;
    this.count = group.length;
    const groups: { ends: number[]; bySpace: Map<number, number> }[] = [];
    const spaces: number[][] = data.spaces.map(() => []);
    for (let end = 0; end < this.count; end++) {
      const own = (groups[group[end]!] ??= { ends: [], bySpace: new Map() });
      own.ends.push(end);
      own.bySpace.set(space[end]!, (own.bySpace.get(space[end]!) ?? 0) + 1);
      spaces[space[end]!]!.push(end);
    }
    this.groups = Array.from(groups, (one) => one ?? { ends: [], bySpace: new Map<number, number>() });
    this.spaces = spaces;
    this.wanted = data.ports.text.map(() => true);
  }

  /** Looks at connections on this port only; undefined for all ports. */
  public lookAt(port: { readonly protocol: number; readonly number: number } | undefined): void {
    this.wanted = this.data.ports.intervals.map((list) => {
      if (!port) return true;
      for (let i = 0; i < list.length; i += 3) {
        if (list[i] === port.protocol && list[i + 1]! <= port.number && port.number <= list[i + 2]!) return true;
      }
      return false;
    });
  }

  public get outside(): number {
    return this.data.spaces.length - 1;
  }

  public isOutside(end: number): boolean {
    return this.data.ends.space[end] === this.outside;
  }

  /** The number of the set of ports on which a pair may talk for sure, or -1. */
  public allowedPorts(from: number, to: number): number {
    return this.portsIn(this.data.allowed, from, to);
  }

  /** The same for ports about which nobody can tell. */
  public undefinedPorts(from: number, to: number): number {
    return this.portsIn(this.data.undefined, from, to);
  }

  public verdict(from: number, to: number): Verdict {
    if (from === to || (this.isOutside(from) && this.isOutside(to))) return Verdict.NONE;
    const allowed = this.allowedPorts(from, to);
    if (allowed !== NOTHING && this.wanted[allowed]) return Verdict.ALLOWED;
    const open = this.undefinedPorts(from, to);
    return open !== NOTHING && this.wanted[open] ? Verdict.UNDEFINED : Verdict.DENIED;
  }

  /** The ends that one may reach for sure on the ports that are looked at. */
  public *reachedFrom(from: number): Generator<number> {
    const row = this.data.allowed[this.data.ends.group[from]!] ?? [];
    for (const [group] of this.stretches(row)) {
      for (const to of this.groups[group]?.ends ?? []) if (to !== from) yield to;
    }
  }

  /** The ends that may reach one. */
  public *reaching(to: number): Generator<number> {
    const wanted = this.data.ends.group[to]!;
    for (let group = 0; group < this.data.allowed.length; group++) {
      const ports = portsAt(this.data.allowed[group]!, wanted);
      if (ports === NOTHING || !this.wanted[ports]) continue;
      for (const from of this.groups[group]?.ends ?? []) if (from !== to) yield from;
    }
  }

  /** How many ends each end may reach, and by how many it may be reached; for sure, on the ports that are looked at. */
  public totals(): { readonly canReach: Int32Array; readonly reachableBy: Int32Array } {
    const out = new Int32Array(this.groups.length);
    const into = new Int32Array(this.groups.length);
    this.forEachPair(this.data.allowed, (from, to) => {
      const self = from === to ? 1 : 0;
      out[from]! += this.groups[to]!.ends.length - self;
      into[to]! += this.groups[from]!.ends.length - self;
    });
    const ofEnd = (byGroup: Int32Array) => Int32Array.from(this.data.ends.group, (group) => byGroup[group] ?? 0);
    return { canReach: ofEnd(out), reachableBy: ofEnd(into) };
  }

  /** For each pair of namespaces how many pairs of ends there are, may talk, and may or may not talk. */
  public spaceCells(): SpaceCells {
    const { length } = this.spaces;
    const cells = {
      pairs: new Float64Array(length * length),
      allowed: new Float64Array(length * length),
      undefined: new Float64Array(length * length),
    };
    for (let a = 0; a < length; a++) {
      for (let b = 0; b < length; b++) {
        const [from, to] = [this.spaces[a]!.length, this.spaces[b]!.length];
        const isPairless = a === this.outside && b === this.outside;
        cells.pairs[a * length + b] = isPairless ? 0 : from * (a === b ? to - 1 : to);
      }
    }
    const add = (pairs: MapPairs, counts: Float64Array) =>
      this.forEachPair(pairs, (source, destination) => {
        for (const [a, from] of this.groups[source]!.bySpace) {
          for (const [b, to] of this.groups[destination]!.bySpace) {
            counts[a * length + b]! += from * to - (source === destination && a === b ? from : 0);
          }
        }
      });
    add(this.data.allowed, cells.allowed);
    add(this.data.undefined, cells.undefined);
    return cells;
  }

  /** How many hops from one end each other end is, over connections that are allowed for sure; -1 for never. */
  public hopsFrom(start: number, most: number): { readonly hops: Int8Array; readonly before: Int32Array } {
    const hops = new Int8Array(this.count).fill(-1);
    const before = new Int32Array(this.count).fill(-1);
    hops[start] = 0;
    let edge = [start];
    for (let hop = 1; hop <= most && edge.length > 0; hop++) {
      const next: number[] = [];
      const asked = new Set<number>();
      for (const from of edge) {
        // Addresses pass nothing on, and ends of one group reach the same.
        const group = this.data.ends.group[from]!;
        if (this.isOutside(from) || asked.has(group)) continue;
        asked.add(group);
        for (const to of this.reachedFrom(from)) {
          if (hops[to] !== -1) continue;
          hops[to] = hop;
          before[to] = from;
          next.push(to);
        }
      }
      edge = next;
    }
    return { hops, before };
  }

  private portsIn(pairs: MapPairs, from: number, to: number): number {
    if (from === to) return NOTHING;
    const { group } = this.data.ends;
    return portsAt(pairs[group[from]!] ?? [], group[to]!);
  }

  private forEachPair(pairs: MapPairs, visit: (from: number, to: number) => void): void {
    for (let from = 0; from < pairs.length; from++) {
      for (const [to] of this.stretches(pairs[from]!)) if (this.groups[from] && this.groups[to]) visit(from, to);
    }
  }

  private *stretches(row: readonly number[]): Generator<readonly [group: number, ports: number]> {
    for (let i = 0; i < row.length; i += 3) {
      const [first, count, ports] = [row[i]!, row[i + 1]!, row[i + 2]!];
      if (!this.wanted[ports]) continue;
      for (let group = first; group < first + count; group++) yield [group, ports];
    }
  }
}

export interface SpaceCells {
  readonly pairs: Float64Array;
  readonly allowed: Float64Array;
  readonly undefined: Float64Array;
}

function portsAt(row: readonly number[], group: number): number {
  let lo = 0;
  let hi = row.length / 3;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (row[3 * middle]! + row[3 * middle + 1]! <= group) lo = middle + 1;
    else hi = middle;
  }
  return 3 * lo < row.length && row[3 * lo]! <= group ? row[3 * lo + 2]! : NOTHING;
}
