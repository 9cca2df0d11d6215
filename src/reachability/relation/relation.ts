import { Analysis } from './analysis';
import { Row } from './row';
import { PolicyType } from '../../model/network-policy';
import { portsAt } from '../sets/port-map';
import { ALL_PORTS, NO_PORTS, PortSetId, PortSetTable } from '../sets/port-set-table';

/** Visits one class pair that may talk for sure, in this direction. */
export type VisitPair = (source: number, destination: number, ports: PortSetId) => void;

/** Classes whose ingress is decided by one row. */
interface RowMembers {
  readonly row: Row;
  readonly classes: number[];
  weight: number;
}

/** What a class may send to, found without looking at every pair: see {@link Relation.forEachPair}. */
interface Active {
  readonly members: RowMembers;
  readonly ports: PortSetId;
}

/**
 * The product of egress and ingress, port by port. Most pairs of a large cluster are decided by the bases of two rows,
 * so only the cells of rows are ever looked at one by one.
 */
export class Relation {
  private readonly egress: readonly Row[];
  private readonly ingress: readonly Row[];
  private readonly table: PortSetTable;
  private possible?: Relation;

  public constructor(private readonly analysis: Analysis) {
    this.egress = analysis.rows(PolicyType.EGRESS);
    this.ingress = analysis.rows(PolicyType.INGRESS);
    this.table = analysis.universe.ports;
  }

  /** What pods of one class may send to other pods of another one, or of the same. */
  public portsBetween(source: number, destination: number): PortSetId {
    const out = portsAt(this.egress[source]!.pods, destination);
    return out === NO_PORTS ? NO_PORTS : this.table.intersect(out, portsAt(this.ingress[destination]!.pods, source));
  }

  /**
   * What is allowed, and what is neither allowed nor denied for sure: because an end has hostNetwork, or because nobody
   * knows whether blocks match pods.
   */
  public possibleBetween(source: number, destination: number): PortSetId {
    const { classes } = this.analysis.universe;
    const onHost = classes[source]!.hostNetwork || classes[destination]!.hostNetwork;
    if (!onHost) return this.widest().portsBetween(source, destination);
    // NetworkPolicies deny such a pod nothing for sure; other policies may.
    const [egress, ingress] = [
      this.possibleSide(PolicyType.EGRESS, source, destination),
      this.possibleSide(PolicyType.INGRESS, destination, source),
    ];
    return this.table.intersect(egress, ingress);
  }

  private possibleSide(direction: PolicyType, classId: number, peer: number): PortSetId {
    const row = this.analysis.possible.row(direction, classId);
    return row.composed ? portsAt(row.pods, peer) : ALL_PORTS;
  }

  private widest(): Relation {
    const { possible } = this.analysis;
    this.possible ??= possible === this.analysis ? this : new Relation(possible);
    return this.possible;
  }

  /** Visits every ordered pair of classes between which something is allowed, the class with itself too. */
  public forEachPair(visit: VisitPair): void {
    const { table, egress, ingress } = this;
    const groups = this.destinationsByBase();
    this.sweep((source, active) => {
      const { pods } = egress[source]!;
      if (pods.base === NO_PORTS && pods.cells.length === 0) return;
      for (const { members, ports } of active.values()) {
        for (const destination of members.classes) {
          const both = table.intersect(portsAt(pods, destination), ports);
          if (both !== NO_PORTS) visit(source, destination, both);
        }
      }
      for (const [base, { classes }] of groups) {
        if (table.intersect(pods.base, base) !== NO_PORTS) {
          for (const destination of classes) {
            if (active.has(ingress[destination]!.id)) continue;
            const both = table.intersect(portsAt(pods, destination), base);
            if (both !== NO_PORTS) visit(source, destination, both);
          }
        }
      }
      forEachCell(pods.cells, (destination, ports) => {
        const {
          id,
          pods: { base },
        } = ingress[destination]!;
        if (base === NO_PORTS || active.has(id) || table.intersect(pods.base, base) !== NO_PORTS) return;
        const both = table.intersect(ports, base);
        if (both !== NO_PORTS) visit(source, destination, both);
      });
    });
  }

  /**
   * How many ordered pairs of different pods may talk, without visiting them.
   *
   * @param weights how many pods each class has
   */
  public countPairs(weights: ArrayLike<number>): number {
    const { table, egress, ingress } = this;
    const groups = this.destinationsByBase(weights);
    let total = 0;
    this.sweep((source, active) => {
      const { pods } = egress[source]!;
      if (weights[source] === 0 || (pods.base === NO_PORTS && pods.cells.length === 0)) return;
      let reached = 0;
      const activeByBase = new Map<PortSetId, number>();
      for (const { members, ports } of active.values()) {
        const { base } = members.row.pods;
        activeByBase.set(base, (activeByBase.get(base) ?? 0) + members.weight);
        if (pods.cells.length === 0) {
          if (table.intersect(pods.base, ports) !== NO_PORTS) reached += members.weight;
          continue;
        }
        for (const destination of members.classes) {
          if (table.intersect(portsAt(pods, destination), ports) !== NO_PORTS) reached += weights[destination]!;
        }
      }
      for (const [base, { weight }] of groups) {
        if (table.intersect(pods.base, base) !== NO_PORTS) reached += weight - (activeByBase.get(base) ?? 0);
      }
      forEachCell(pods.cells, (destination, ports) => {
        const {
          id,
          pods: { base },
        } = ingress[destination]!;
        if (base === NO_PORTS || active.has(id)) return;
        const byBase = table.intersect(pods.base, base) !== NO_PORTS;
        const byCell = table.intersect(ports, base) !== NO_PORTS;
        if (byCell !== byBase) reached += byCell ? weights[destination]! : -weights[destination]!;
      });
      if (this.portsBetween(source, source) !== NO_PORTS) reached -= 1;
      total += weights[source]! * reached;
    }, weights);
    return total;
  }

  /** Classes whose ingress row allows everyone something, by what that is. */
  private destinationsByBase(weights?: ArrayLike<number>): Map<PortSetId, { classes: number[]; weight: number }> {
    const groups = new Map<PortSetId, { classes: number[]; weight: number }>();
    this.ingress.forEach(({ pods: { base } }, classId) => {
      if (base === NO_PORTS) return;
      const group = groups.get(base) ?? { classes: [], weight: 0 };
      group.classes.push(classId);
      group.weight += weights?.[classId] ?? 0;
      groups.set(base, group);
    });
    return groups;
  }

  /**
   * Visits every source class in ascending order, with the ingress rows that have a cell for it: as a line that sweeps
   * over the cells of all rows.
   */
  private sweep(
    visit: (source: number, active: ReadonlyMap<number, Active>) => void,
    weights?: ArrayLike<number>,
  ): void {
    const size = this.ingress.length;
    const opening: (Active[] | undefined)[] = new Array<undefined>(size + 1).fill(undefined);
    const closing: (number[] | undefined)[] = new Array<undefined>(size + 1).fill(undefined);
    for (const members of this.membersByRow(weights).values()) {
      const {
        id,
        pods: { cells },
      } = members.row;
      for (let i = 0; i < cells.length; i += 3) {
        (opening[cells[i]!] ??= []).push({ members, ports: cells[i + 2]! });
        (closing[cells[i + 1]!] ??= []).push(id);
      }
    }
    const active = new Map<number, Active>();
    for (let source = 0; source < size; source++) {
      for (const id of closing[source] ?? []) active.delete(id);
      for (const opened of opening[source] ?? []) active.set(opened.members.row.id, opened);
      visit(source, active);
    }
  }

  private membersByRow(weights?: ArrayLike<number>): Map<number, RowMembers> {
    const byRow = new Map<number, RowMembers>();
    this.ingress.forEach((row, classId) => {
      if (row.pods.cells.length === 0) return;
      const members = byRow.get(row.id) ?? { row, classes: [], weight: 0 };
      members.classes.push(classId);
      members.weight += weights?.[classId] ?? 0;
      byRow.set(row.id, members);
    });
    return byRow;
  }
}

function forEachCell(cells: readonly number[], visit: (id: number, ports: PortSetId) => void): void {
  for (let i = 0; i < cells.length; i += 3) {
    for (let id = cells[i]!; id < cells[i + 1]!; id++) visit(id, cells[i + 2]!);
  }
}
