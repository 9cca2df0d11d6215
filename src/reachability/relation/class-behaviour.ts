import { Analysis } from './analysis';
import { PolicyType } from '../../model/network-policy';
import { PortMap } from '../sets/port-map';

/**
 * A text for each of the classes, equal for two that everyone may talk with alike: their own rows are the same, and
 * every row of others allows both the same.
 */
export function behaviourOf(analysis: Analysis, classIds: readonly number[]): Map<number, string> {
  const behaviour = new Map<number, string[]>();
  const judged = analysis.bounds;
  const sorted = [...new Set(classIds)].sort((a, b) => a - b);
  for (const classId of sorted) {
    const rows = judged.flatMap((one) => Object.values(PolicyType).map((type) => one.row(type, classId).id));
    const onHost = analysis.universe.classes[classId]!.hostNetwork ? 'host' : 'pod';
    behaviour.set(classId, [onHost, ...rows.map(String)]);
  }
  if (sorted.length === 0) return new Map();
  for (const one of judged) {
    for (const direction of Object.values(PolicyType)) {
      for (const { id, pods, conditions } of one.distinctRows(direction)) {
        describeCells(`${direction}${id}`, pods, sorted, behaviour);
        if (conditions) describeCells(`${direction}${id} if`, conditions.pods, sorted, behaviour);
      }
    }
  }
  return new Map([...behaviour].map(([classId, parts]) => [classId, parts.join()]));
}

function describeCells(
  name: string,
  { cells }: PortMap,
  sorted: readonly number[],
  behaviour: ReadonlyMap<number, string[]>,
): void {
  for (let i = 0; i < cells.length; i += 3) {
    for (let at = firstNotBelow(sorted, cells[i]!); at < sorted.length && sorted[at]! < cells[i + 1]!; at++) {
      behaviour.get(sorted[at]!)!.push(`${name}:${cells[i + 2]}`);
    }
  }
}

/** Where the first number stands that is not below `id`. */
export function firstNotBelow(sorted: readonly number[], id: number): number {
  let lo = 0;
  let hi = sorted.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (sorted[middle]! < id) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
