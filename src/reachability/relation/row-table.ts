import { Allowance, AllowanceSum, forEachAllowance, portsFor } from './allowance';
import { Bound } from './evaluate-tiers';
import { GroupAllowance, PolicyGroup } from './policy-group';
import { ProgramTable, blocksMatchPods } from './program-table';
import { OPEN_ROW, Row, UNDEFINED_ROW } from './row';
import { PolicyType } from '../../model/network-policy';
import { ProgramPeer } from '../../model/policy-program';
import { DeclaredPort } from '../../model/rule-ports';
import { IntervalSet, interval } from '../sets/interval-set';
import { PortMap, portMapOf } from '../sets/port-map';
import { ALL_PORTS } from '../sets/port-set-table';
import { SharedList } from '../sets/shared-list';
import { EngineOptions } from '../universe/engine-options';
import { Target, Universe } from '../universe/universe';

/**
 * Makes the rows of one direction. A row is found by the groups that make it, then by what these allow, so that the
 * same allowance in a thousand namespaces is computed and stored once.
 */
export class RowTable {
  private readonly byGroups = new Map<SharedList<PolicyGroup>, Row>();
  private readonly byGroupsAndPorts = new Map<SharedList<PolicyGroup>, Map<string, Row>>();
  private readonly byContent = new Map<string, Row>();
  private readonly undefinedRows = new Map<Row, Row>();
  private readonly nothing: GroupAllowance;
  private rowCount = 2;

  public constructor(
    private readonly universe: Universe,
    private readonly direction: PolicyType,
    private readonly side: number,
    private readonly program: ProgramTable | undefined,
    private readonly bound: Bound,
  ) {
    this.nothing = { sum: new AllowanceSum(universe.ports), named: [] };
  }

  /**
   * The row of a class that these groups isolate.
   *
   * @param doubtful whether more groups isolate it or not, which nobody knows
   */
  public rowOf(groups: SharedList<PolicyGroup>, classId: number, doubtful: boolean): Row {
    if (doubtful || this.universe.classes[classId]!.open[this.direction]) return UNDEFINED_ROW;
    const row = this.ownRowOf(groups, classId);
    return this.program ? this.program.compose(row, classId, () => this.rowCount++) : row;
  }

  /** What NetworkPolicies alone say. */
  private ownRowOf(groups: SharedList<PolicyGroup>, classId: number): Row {
    if (groups.isEmpty) return OPEN_ROW;
    const { hostNetwork, ports, portsKey } = this.universe.classes[classId]!;
    if (hostNetwork) {
      if (!restrictsHostNetwork(this.universe.options)) return OPEN_ROW;
      // What the rules allow is allowed whether the plugin enforces them or passes over such pods.
      return this.undefinedBeyond(this.rowOfRules(groups, ports, portsKey));
    }
    return this.rowOfRules(groups, ports, portsKey);
  }

  private undefinedBeyond(row: Row): Row {
    let known = this.undefinedRows.get(row);
    if (!known) this.undefinedRows.set(row, (known = { ...row, id: this.rowCount++, undefinedSubject: true }));
    return known;
  }

  private rowOfRules(groups: SharedList<PolicyGroup>, ports: readonly DeclaredPort[], portsKey: string): Row {
    const known = this.byGroups.get(groups) ?? this.byGroupsAndPorts.get(groups)?.get(portsKey);
    if (known) return known;

    const allowed = groups.toArray().map((group) => (group.allowed ??= this.allowedBy(group)));
    const row = this.rowWith(allowed, ports);
    if (allowed.every(({ named }) => named.length === 0)) {
      this.byGroups.set(groups, row);
    } else {
      const byPorts = this.byGroupsAndPorts.get(groups) ?? new Map<string, Row>();
      this.byGroupsAndPorts.set(groups, byPorts.set(portsKey, row));
    }
    return row;
  }

  private allowedBy({ policies }: PolicyGroup): GroupAllowance {
    let sum: AllowanceSum | undefined;
    const named: Allowance[] = [];
    for (const { rules, namespace } of policies) {
      const targetOf = (peer: ProgramPeer) => this.targetOf(peer, namespace);
      for (const rule of rules[this.direction] ?? []) {
        forEachAllowance(this.universe, this.direction, rule, targetOf, (target, ports, names) => {
          if (names.length > 0) named.push({ target, ports, names });
          else (sum ??= new AllowanceSum(this.universe.ports)).add(target, ports);
        });
      }
    }
    return (sum ?? named.length > 0) ? { sum: sum ?? this.nothing.sum, named } : this.nothing;
  }

  private rowWith(allowed: readonly GroupAllowance[], declared: readonly DeclaredPort[]): Row {
    const only = allowed.length === 1 && allowed[0]!.named.length === 0 ? allowed[0]!.sum : undefined;
    const { base, targets, ports } = only ?? this.totalOf(allowed, declared);
    if (targets.length === 0) return this.interned(`${base}`, () => ({ base, entries: [] }));
    const order = targets.map((_, place) => place);
    if (targets.length > 1) order.sort((a, b) => targets[a]!.id - targets[b]!.id);
    let key = `${base}|`;
    for (const place of order) key += `${targets[place]!.id}:${ports[place]},`;
    return this.interned(key, () => ({
      base,
      entries: order.map((place) => ({ target: targets[place]!, ports: ports[place]! })),
    }));
  }

  private totalOf(allowed: readonly GroupAllowance[], declared: readonly DeclaredPort[]): AllowanceSum {
    const { ports: table } = this.universe;
    const total = new AllowanceSum(table);
    for (const { sum, named } of allowed) {
      total.add(undefined, sum.base);
      sum.targets.forEach((target, place) => total.add(target, sum.ports[place]!));
      for (const one of named) total.add(one.target, portsFor(one, declared, table));
    }
    return total;
  }

  private interned(
    key: string,
    make: () => { readonly base: number; readonly entries: readonly { target: Target; ports: number }[] },
  ): Row {
    let row = this.byContent.get(key);
    if (!row) {
      const { universe } = this;
      const { base, entries } = make();
      const mapOf = (idsOf: (target: Target) => IntervalSet, size: number): PortMap =>
        portMapOf(
          base,
          entries.map(({ target, ports }) => ({ ids: idsOf(target), ports })),
          size,
          universe.ports,
        );
      row = {
        id: this.rowCount++,
        isolated: true,
        undefinedSubject: false,
        pods: mapOf(({ pods }) => pods, universe.classes.length),
        atoms: this.isIpv6Enforced ? mapOf(({ atoms }) => atoms, universe.atoms.count) : this.atomsOf(base, entries),
      };
      this.byContent.set(key, row);
    }
    return row;
  }

  /** A plugin that enforces nothing on IPv6 lets all of it through. */
  private get isIpv6Enforced(): boolean {
    return this.universe.options.plugin?.ipv6.support !== 'no';
  }

  private atomsOf(base: number, entries: readonly { target: Target; ports: number }[]): PortMap {
    const { atoms, ports } = this.universe;
    const ipv6 = { ids: interval(atoms.firstOfIpv6, atoms.count), ports: ALL_PORTS };
    const written = entries.map(({ target, ports: own }) => ({ ids: target.atoms, ports: own }));
    return portMapOf(base, [...written, ipv6], atoms.count, ports);
  }

  private targetOf(peer: ProgramPeer, namespace: string): Target {
    const { universe, bound } = this;
    if (peer.kind === 'block') return universe.blockTarget(peer, blocksMatchPods(universe.options, bound));
    if (peer.kind !== 'pods') return universe.noTarget;
    return universe.podsTarget(peer, namespace, this.side, bound === 'possible');
  }
}

/** Whether policies may restrict pods with hostNetwork that they select; where no plugin is known, nobody knows. */
function restrictsHostNetwork({ plugin }: EngineOptions): boolean {
  return plugin?.hostNetworkSubject.support !== 'no';
}
