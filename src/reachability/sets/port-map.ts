import { IntervalSet } from './interval-set';
import { NO_PORTS, PortSetId, PortSetTable } from './port-set-table';

/** Which ports are allowed with which id: `base` everywhere but in the cells `lo, hi, ports, lo, hi, ports, …`. */
export interface PortMap {
  readonly base: PortSetId;
  readonly cells: readonly number[];
}

/** Numbers on which something is allowed. */
export interface PortMapEntry {
  readonly ids: IntervalSet;
  readonly ports: PortSetId;
}

const NO_CELLS: readonly number[] = [];

const UNIFORM: PortMap[] = [];

/** The one map that has these ports everywhere. */
export function uniformMap(base: PortSetId): PortMap {
  return (UNIFORM[base] ??= { base, cells: NO_CELLS });
}

/** `base` for every id from 0 to `size`, and with it what the entries allow; where entries overlap they add up. */
export function portMapOf(
  base: PortSetId,
  entries: readonly PortMapEntry[],
  size: number,
  table: PortSetTable,
): PortMap {
  const cells = overlay(base, entries, table);
  return cells.length === 0 ? uniformMap(base) : withCommonestBase(base, cells, size);
}

export function portsAt({ base, cells }: PortMap, id: number): PortSetId {
  let lo = 0;
  let hi = cells.length / 3;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (cells[3 * middle + 1]! <= id) lo = middle + 1;
    else hi = middle;
  }
  return 3 * lo < cells.length && cells[3 * lo]! <= id ? cells[3 * lo + 2]! : base;
}

/** What `combine` makes of the ports that two maps have, for every id. */
export function combineMaps(
  a: PortMap,
  b: PortMap,
  size: number,
  combine: (a: PortSetId, b: PortSetId) => PortSetId,
): PortMap {
  const base = combine(a.base, b.base);
  if (a.cells.length === 0 && b.cells.length === 0) return uniformMap(base);
  const cells: number[] = [];
  const [inA, inB] = [new Cursor(a, size), new Cursor(b, size)];
  for (let at = 0; at < size;) {
    const to = Math.min(inA.moveTo(at), inB.moveTo(at));
    pushCell(cells, at, to, combine(inA.ports, inB.ports), base);
    at = to;
  }
  return cells.length === 0 ? uniformMap(base) : withCommonestBase(base, cells, size);
}

/** Goes through the stretches of a map on which the ports are the same. */
class Cursor {
  public ports: PortSetId = NO_PORTS;
  private next = 0;

  public constructor(
    private readonly map: PortMap,
    private readonly size: number,
  ) {}

  /** Where the stretch that `at` is in ends. */
  public moveTo(at: number): number {
    const { base, cells } = this.map;
    while (this.next < cells.length && cells[this.next + 1]! <= at) this.next += 3;
    const inside = this.next < cells.length && cells[this.next]! <= at;
    this.ports = inside ? cells[this.next + 2]! : base;
    return inside ? cells[this.next + 1]! : (cells[this.next] ?? this.size);
  }
}

/** Adds a stretch, unless it has the base ports; neighbours with equal ports become one. */
function pushCell(cells: number[], lo: number, hi: number, ports: PortSetId, base: PortSetId): void {
  if (lo >= hi || ports === base) return;
  const last = cells.length - 3;
  if (last >= 0 && cells[last + 1] === lo && cells[last + 2] === ports) cells[last + 1] = hi;
  else cells.push(lo, hi, ports);
}

export function samePorts(a: PortMap, b: PortMap): boolean {
  if (a === b) return true;
  if (a.base !== b.base || a.cells.length !== b.cells.length) return false;
  for (let i = 0; i < a.cells.length; i++) if (a.cells[i] !== b.cells[i]) return false;
  return true;
}

function overlay(base: PortSetId, entries: readonly PortMapEntry[], table: PortSetTable): readonly number[] {
  const filled = entries.filter(({ ids, ports }) => ids.length > 0 && table.union(base, ports) !== base);
  if (filled.length === 0) return NO_CELLS;
  if (filled.length === 1 && filled[0]!.ids.length === 2) {
    const [{ ids, ports }] = filled as [PortMapEntry];
    return [ids[0]!, ids[1]!, table.union(base, ports)];
  }
  const cells: number[] = [];
  const push = (lo: number, hi: number, ports: PortSetId) => pushCell(cells, lo, hi, ports, base);
  if (filled.length === 1) {
    const { ids, ports } = filled[0]!;
    const both = table.union(base, ports);
    for (let i = 0; i < ids.length; i += 2) push(ids[i]!, ids[i + 1]!, both);
    return cells;
  }
  sweep(base, edgesOf(filled), table, push);
  return cells;
}

/** `position, +ports or -ports` in ascending order of position; ports are shifted by one, so that none is zero. */
function edgesOf(entries: readonly PortMapEntry[]): [number, number][] {
  const edges: [number, number][] = [];
  for (const { ids, ports } of entries) {
    for (let i = 0; i < ids.length; i += 2) edges.push([ids[i]!, ports + 1], [ids[i + 1]!, -ports - 1]);
  }
  return edges.sort((a, b) => a[0] - b[0]);
}

function sweep(
  base: PortSetId,
  edges: readonly [number, number][],
  table: PortSetTable,
  push: (lo: number, hi: number, ports: PortSetId) => void,
): void {
  const open = new Map<PortSetId, number>();
  let from = 0;
  let current = base;
  for (let i = 0; i < edges.length;) {
    const at = edges[i]![0];
    push(from, at, current);
    let closed = false;
    for (; i < edges.length && edges[i]![0] === at; i++) {
      const edge = edges[i]![1];
      const ports = Math.abs(edge) - 1;
      const count = (open.get(ports) ?? 0) + Math.sign(edge);
      if (count > 0) open.set(ports, count);
      else open.delete(ports);
      if (edge > 0) current = table.union(current, ports);
      else if (count === 0) closed = true;
    }
    if (closed) current = [...open.keys()].reduce((all, ports) => table.union(all, ports), base);
    from = at;
  }
}

/** The same map with the ports as base that most ids have, so that "everyone but a few" is a few cells. */
function withCommonestBase(base: PortSetId, cells: readonly number[], size: number): PortMap {
  let covered = 0;
  for (let i = 0; i < cells.length; i += 3) covered += cells[i + 1]! - cells[i]!;
  if (covered * 2 <= size) return { base, cells };
  const extents = new Map<PortSetId, number>([[base, size - covered]]);
  for (let i = 0; i < cells.length; i += 3) {
    extents.set(cells[i + 2]!, (extents.get(cells[i + 2]!) ?? 0) + cells[i + 1]! - cells[i]!);
  }
  const commonest = [...extents].reduce((most, next) => (next[1] > most[1] ? next : most))[0];
  if (commonest === base) return { base, cells };
  return { base: commonest, cells: exceptionsTo(commonest, base, cells, size) };
}

function exceptionsTo(
  newBase: PortSetId,
  oldBase: PortSetId,
  cells: readonly number[],
  size: number,
): readonly number[] {
  const result: number[] = [];
  let from = 0;
  for (let i = 0; i <= cells.length; i += 3) {
    const at = i < cells.length ? cells[i]! : size;
    if (from < at) result.push(from, at, oldBase);
    if (i < cells.length && cells[i + 2] !== newBase) result.push(at, cells[i + 1]!, cells[i + 2]!);
    from = i < cells.length ? cells[i + 1]! : size;
  }
  return result;
}

/** Visits every stretch of ids from 0 to `size` on which something is allowed, in ascending order. */
export function forEachStretch(
  { base, cells }: PortMap,
  size: number,
  visit: (lo: number, hi: number, ports: PortSetId) => void,
): void {
  let from = 0;
  const gap = (to: number) => {
    if (from < to && base !== NO_PORTS) visit(from, to, base);
  };
  for (let i = 0; i < cells.length; i += 3) {
    gap(cells[i]!);
    if (cells[i + 2] !== NO_PORTS) visit(cells[i]!, cells[i + 1]!, cells[i + 2]!);
    from = cells[i + 1]!;
  }
  gap(size);
}
