/**
 * A set of small integers as sorted, disjoint, non-adjacent half-open intervals `lo, hi, lo, hi, …`. Classes of one
 * namespace have neighbouring numbers, so that what a policy speaks of is a handful of intervals however many pods
 * there are.
 */
export type IntervalSet = readonly number[];

export const EMPTY_SET: IntervalSet = [];

export function interval(lo: number, hi: number): IntervalSet {
  return lo < hi ? [lo, hi] : EMPTY_SET;
}

/** @param ids in ascending order, without repetition */
export function ofSortedIds(ids: ArrayLike<number>): IntervalSet {
  if (ids.length === 0) return EMPTY_SET;
  const [first, last] = [ids[0]!, ids[ids.length - 1]!];
  if (last - first + 1 === ids.length) return [first, last + 1];
  const bounds: number[] = [];
  for (let i = 0; i < ids.length; i++) {
    if (bounds.length > 0 && bounds[bounds.length - 1] === ids[i]) bounds[bounds.length - 1]!++;
    else bounds.push(ids[i]!, ids[i]! + 1);
  }
  return bounds;
}

export function unionOf(sets: readonly IntervalSet[]): IntervalSet {
  const filled = sets.filter((set) => set.length > 0);
  if (filled.length <= 1) return filled[0] ?? EMPTY_SET;
  const intervals: [number, number][] = [];
  for (const set of filled) for (let i = 0; i < set.length; i += 2) intervals.push([set[i]!, set[i + 1]!]);
  intervals.sort((a, b) => a[0] - b[0]);
  const bounds: number[] = [];
  for (const [lo, hi] of intervals) {
    const last = bounds.length - 1;
    if (last >= 0 && lo <= bounds[last]!) bounds[last] = Math.max(bounds[last]!, hi);
    else bounds.push(lo, hi);
  }
  return bounds;
}

export function intersectionOf(a: IntervalSet, b: IntervalSet): IntervalSet {
  const bounds: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const lo = Math.max(a[i]!, b[j]!);
    const hi = Math.min(a[i + 1]!, b[j + 1]!);
    if (lo < hi) bounds.push(lo, hi);
    if (a[i + 1]! < b[j + 1]!) i += 2;
    else j += 2;
  }
  return bounds;
}

/** What of `lo` to `hi` is not in the set. */
export function complementOf(set: IntervalSet, lo: number, hi: number): IntervalSet {
  const bounds: number[] = [];
  let from = lo;
  for (let i = 0; i < set.length && from < hi; i += 2) {
    if (set[i]! > from) bounds.push(from, Math.min(set[i]!, hi));
    from = Math.max(from, set[i + 1]!);
  }
  if (from < hi) bounds.push(from, hi);
  return bounds;
}

export function areEqual(a: IntervalSet, b: IntervalSet): boolean {
  return a.length === b.length && a.every((edge, index) => edge === b[index]);
}

export function contains(set: IntervalSet, id: number): boolean {
  let lo = 0;
  let hi = set.length >> 1;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (set[2 * middle + 1]! <= id) lo = middle + 1;
    else hi = middle;
  }
  return 2 * lo < set.length && set[2 * lo]! <= id;
}

export function forEachIn(set: IntervalSet, visit: (id: number) => void): void {
  for (let i = 0; i < set.length; i += 2) for (let id = set[i]!; id < set[i + 1]!; id++) visit(id);
}
