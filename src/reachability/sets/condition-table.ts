import { PortSetId } from './port-set-table';

/** On what condition some ports are open. */
export interface Condition {
  /** For people: `HTTP GET /public`. */
  readonly subjectTo: string;
  readonly ports: PortSetId;
}

export type ConditionsId = number;

/** Nothing hangs on a condition. */
export const NO_CONDITIONS: ConditionsId = 0;

/** Lists of conditions as numbers, equal for equal lists, so that maps can hold them as they hold sets of ports. */
export class ConditionTable {
  private readonly lists: (readonly Condition[])[] = [[]];
  private readonly ids = new Map<string, ConditionsId>([['[]', NO_CONDITIONS]]);

  public get(id: ConditionsId): readonly Condition[] {
    return this.lists[id]!;
  }

  /** The list with one condition more; itself where it has that already. */
  public with(id: ConditionsId, condition: Condition): ConditionsId {
    const { subjectTo, ports } = condition;
    const list = this.get(id);
    if (list.some((one) => one.subjectTo === subjectTo && one.ports === ports)) return id;
    const longer = [...list, condition].sort((a, b) =>
      a.subjectTo < b.subjectTo ? -1 : a.subjectTo > b.subjectTo ? 1 : a.ports - b.ports,
    );
    const key = JSON.stringify(longer.map((one) => [one.subjectTo, one.ports]));
    let known = this.ids.get(key);
    if (known === undefined) {
      this.ids.set(key, (known = this.lists.length));
      this.lists.push(longer);
    }
    return known;
  }
}
