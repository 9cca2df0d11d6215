import { PortSet } from '../../model/port-set';

/** The number of an interned port set in its table. */
export type PortSetId = number;

export const NO_PORTS: PortSetId = 0;
export const ALL_PORTS: PortSetId = 1;

/** Interned port sets, so that equal sets are equal numbers and no union or intersection is computed twice. */
export class PortSetTable {
  private readonly sets: PortSet[] = [PortSet.EMPTY, PortSet.ALL];
  private readonly ids = new Map<string, PortSetId>([
    [PortSet.EMPTY.key, NO_PORTS],
    [PortSet.ALL.key, ALL_PORTS],
  ]);
  private readonly unions = new Map<number, PortSetId>();
  private readonly intersections = new Map<number, PortSetId>();
  private readonly differences = new Map<number, PortSetId>();

  public idOf(set: PortSet): PortSetId {
    let id = this.ids.get(set.key);
    if (id === undefined) {
      id = this.sets.length;
      this.sets.push(set);
      this.ids.set(set.key, id);
    }
    return id;
  }

  public get(id: PortSetId): PortSet {
    return this.sets[id]!;
  }

  public union(a: PortSetId, b: PortSetId): PortSetId {
    if (a === b || b === NO_PORTS || a === ALL_PORTS) return a;
    if (a === NO_PORTS || b === ALL_PORTS) return b;
    const key = pairKey(a, b);
    let id = this.unions.get(key);
    if (id === undefined) {
      id = this.idOf(this.get(a).union(this.get(b)));
      this.unions.set(key, id);
    }
    return id;
  }

  public intersect(a: PortSetId, b: PortSetId): PortSetId {
    if (a === b || b === ALL_PORTS || a === NO_PORTS) return a;
    if (a === ALL_PORTS || b === NO_PORTS) return b;
    const key = pairKey(a, b);
    let id = this.intersections.get(key);
    if (id === undefined) {
      id = this.idOf(this.get(a).intersect(this.get(b)));
      this.intersections.set(key, id);
    }
    return id;
  }

  public subtract(a: PortSetId, b: PortSetId): PortSetId {
    if (a === NO_PORTS || b === NO_PORTS) return a;
    if (a === b || b === ALL_PORTS) return NO_PORTS;
    const key = orderedKey(a, b);
    let id = this.differences.get(key);
    if (id === undefined) {
      id = this.idOf(this.get(a).subtract(this.get(b)));
      this.differences.set(key, id);
    }
    return id;
  }
}

function pairKey(a: number, b: number): number {
  return a < b ? orderedKey(a, b) : orderedKey(b, a);
}

function orderedKey(a: number, b: number): number {
  return a * 0x4000000 + b;
}
