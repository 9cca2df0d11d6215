import type { MapChanges } from '../../src/report/map/map-data';

/** What became different, by pair of ends. */
export class Changes {
  private readonly byPair = new Map<number, number[]>();

  public constructor(
    public readonly columns: MapChanges,
    private readonly ends: number,
  ) {
    columns.from.forEach((sources, change) => {
      for (const from of sources) {
        for (const to of columns.to[change]!) {
          if (from === to) continue;
          const key = from * ends + to;
          const known = this.byPair.get(key);
          if (known) known.push(change);
          else this.byPair.set(key, [change]);
        }
      }
    });
  }

  public get count(): number {
    return this.byPair.size;
  }

  /** The numbers of the changes between two ends. */
  public between(from: number, to: number): readonly number[] {
    return this.byPair.get(from * this.ends + to) ?? [];
  }

  public *pairs(): Generator<readonly [from: number, to: number]> {
    for (const key of this.byPair.keys()) yield [Math.floor(key / this.ends), key % this.ends];
  }

  /** Whether something is allowed now that was not, or no longer is. */
  public kindOf(
    changes: readonly number[],
    isCovered: (a: number, b: number) => boolean,
  ): 'opens' | 'closes' | 'both' | undefined {
    const { before, after } = this.columns;
    const opens = changes.some((change) => !isCovered(before[change]!, after[change]!));
    const closes = changes.some((change) => !isCovered(after[change]!, before[change]!));
    return opens && closes ? 'both' : opens ? 'opens' : closes ? 'closes' : undefined;
  }
}

/** Whether the first set of ports has all of the second one. */
export function containsPorts(intervals: readonly (readonly number[])[]): (a: number, b: number) => boolean {
  const known = new Map<number, boolean>();
  return (a, b) => {
    const key = a * intervals.length + b;
    let answer = known.get(key);
    if (answer === undefined) known.set(key, (answer = contains(intervals[a]!, intervals[b]!)));
    return answer;
  };
}

function contains(whole: readonly number[], part: readonly number[]): boolean {
  for (let i = 0; i < part.length; i += 3) {
    let found = false;
    for (let j = 0; j < whole.length && !found; j += 3) {
      found = whole[j] === part[i] && whole[j + 1]! <= part[i + 1]! && part[i + 2]! <= whole[j + 2]!;
    }
    if (!found) return false;
  }
  return true;
}
