import { parseAddress } from '../../naive/addresses';
import type { RelationEnd } from '../subject';
import type { Pair, Place } from './connections';

interface Bounds {
  first: bigint;
  last: bigint;
}

/** Finds the rows of a pair without looking at all of them; the address ranges of np-guard are IPv4. */
export class RowIndex<Row extends { from: RelationEnd; to: RelationEnd }> {
  private readonly byPair = new Map<string, { row: Row; bounds: Bounds[] }[]>();

  public constructor(rows: Row[]) {
    for (const row of rows) {
      const key = `${endKey(row.from)} => ${endKey(row.to)}`;
      const bounds = [row.from, row.to].flatMap((end) =>
        'first' in end ? { first: parseAddress(end.first).value, last: parseAddress(end.last).value } : [],
      );
      const rowsOfPair = this.byPair.get(key);
      if (rowsOfPair) rowsOfPair.push({ row, bounds });
      else this.byPair.set(key, [{ row, bounds }]);
    }
  }

  public rowsOf({ from, to }: Pair): Row[] {
    const candidates = this.byPair.get(`${placeKey(from)} => ${placeKey(to)}`) ?? [];
    const ip = from.ip ?? to.ip;
    if (ip === undefined) return candidates.map(({ row }) => row);
    const { value } = parseAddress(ip);
    return candidates.filter(({ bounds: [{ first, last }] }) => first <= value && value <= last).map(({ row }) => row);
  }
}

function endKey(end: RelationEnd): string {
  return 'workload' in end ? end.workload : 'outside';
}

function placeKey(place: Place): string {
  return place.ip === undefined ? place.id : 'outside';
}
