import { CompiledPolicy, CompiledRule } from './compiled-policy';
import { EngineOptions } from './engine-options';
import { PortMap, PortMapEntry, portMapOf } from './port-map';
import { NO_PORTS, PortSetId } from './port-set-table';
import { OPEN_ROW, Row, UNDEFINED_ROW } from './row';
import { NamedPort, RulePorts, resolvePorts } from './rule-ports';
import { Target, Universe } from './universe';
import { PolicyType } from '../model/network-policy';

/** Policies with one subject in one namespace, which are therefore always in effect together. */
export interface PolicyGroup {
  readonly id: number;
  readonly policies: readonly CompiledPolicy[];
}

/** A rule of a group, as far as it can be said without knowing the class that the group isolates. */
interface Allowance {
  /** Undefined for everyone. */
  readonly target: Target | undefined;
  readonly ports: PortSetId;
  /** Ports that the class itself has to give a number: ingress lands on it. */
  readonly names: readonly NamedPort[];
}

/**
 * Makes the rows of one direction. A row is found by the groups that make it, then by what these allow, so that the
 * same allowance in a thousand namespaces is computed and stored once.
 */
export class RowTable {
  private readonly allowances = new Map<number, readonly Allowance[]>();
  private readonly byGroups = new Map<string, Row>();
  private readonly byContent = new Map<string, Row>();
  private readonly rows: Row[] = [OPEN_ROW, UNDEFINED_ROW];

  public constructor(
    private readonly universe: Universe,
    private readonly direction: PolicyType,
    private readonly side: number,
    private readonly blocksMatchPods: boolean,
  ) {}

  /** All rows so far by their ids. */
  public get all(): readonly Row[] {
    return this.rows;
  }

  /** The row of a class that these groups isolate, in ascending order of their ids. */
  public rowOf(groups: readonly PolicyGroup[], classId: number): Row {
    if (groups.length === 0) return OPEN_ROW;
    const { hostNetwork, ports, portsKey } = this.universe.classes[classId]!;
    if (hostNetwork) return restrictsHostNetwork(this.universe.options) ? UNDEFINED_ROW : OPEN_ROW;
    const allowances =
      groups.length === 1 ? this.allowancesOf(groups[0]!) : groups.flatMap((g) => this.allowancesOf(g));
    const named =
      portsKey !== '' && this.direction === PolicyType.INGRESS && allowances.some(({ names }) => names.length > 0);
    const key = `${groups.map(({ id }) => id).join()}${named ? portsKey : ''}`;
    let row = this.byGroups.get(key);
    if (!row) {
      const entries = named
        ? allowances.map(({ target, ports: numbers, names }) => {
            const own = names.length === 0 ? numbers : this.resolved({ numbers, names }, ports);
            return { target, ports: own };
          })
        : allowances;
      row = this.rowWith(entries);
      this.byGroups.set(key, row);
    }
    return row;
  }

  private resolved(
    { numbers, names }: { numbers: PortSetId; names: readonly NamedPort[] },
    declared: Parameters<typeof resolvePorts>[1],
  ): PortSetId {
    const { ports } = this.universe;
    return ports.idOf(resolvePorts({ numbers: ports.get(numbers), names }, declared));
  }

  private rowWith(entries: readonly { readonly target: Target | undefined; readonly ports: PortSetId }[]): Row {
    const { universe } = this;
    let base = NO_PORTS;
    const byTarget = new Map<Target, PortSetId>();
    for (const { target, ports } of entries) {
      if (!target) base = universe.ports.union(base, ports);
      else byTarget.set(target, universe.ports.union(byTarget.get(target) ?? NO_PORTS, ports));
    }
    const targets = [...byTarget];
    if (targets.length > 1) targets.sort(([a], [b]) => a.id - b.id);
    const key = `${base}|${targets.map(([{ id }, ports]) => `${id}:${ports}`).join()}`;
    let row = this.byContent.get(key);
    if (!row) {
      const mapOf = (entriesOf: (target: Target) => Int32Array, size: number): PortMap => {
        const parts = targets.map(([target, ports]): PortMapEntry => ({ ids: entriesOf(target), ports }));
        return portMapOf(base, parts, size, universe.ports);
      };
      row = {
        id: this.rows.length,
        isolated: true,
        undefinedSubject: false,
        pods: mapOf(({ pods }) => pods, universe.classes.length),
        atoms: mapOf(({ atoms }) => atoms, universe.atoms.count),
      };
      this.rows.push(row);
      this.byContent.set(key, row);
    }
    return row;
  }

  private allowancesOf(group: PolicyGroup): readonly Allowance[] {
    let allowances = this.allowances.get(group.id);
    if (!allowances) {
      allowances = group.policies.flatMap((policy) =>
        (policy.rules[this.direction] ?? []).flatMap((rule) => this.allowancesOfRule(rule, policy.namespace)),
      );
      this.allowances.set(group.id, allowances);
    }
    return allowances;
  }

  private allowancesOfRule({ peers, ports }: CompiledRule, namespace: string): Allowance[] {
    const targets = peers ? peers.map((peer) => this.targetOf(peer, namespace)) : [undefined];
    return targets.flatMap((target) => this.allowancesOfTarget(target, ports));
  }

  private allowancesOfTarget(target: Target | undefined, { numbers, names }: RulePorts): Allowance[] {
    const { universe } = this;
    const ports = universe.ports.idOf(numbers);
    if (this.direction === PolicyType.INGRESS) return [{ target, ports, names }];
    // Egress: names are resolved on the pods at the other end.
    const own: Allowance = { target, ports, names: [] };
    const named = names.flatMap((name) =>
      universe.namedPortTargets(name, target).map((resolution) => ({ ...resolution, names: [] })),
    );
    return [own, ...named];
  }

  private targetOf(peer: NonNullable<CompiledRule['peers']>[number], namespace: string): Target {
    return peer.kind === 'block'
      ? this.universe.blockTarget(peer, this.blocksMatchPods)
      : this.universe.podsTarget(peer, namespace, this.side);
  }
}

/** Whether policies may restrict pods with hostNetwork that they select; where no plugin is known, nobody knows. */
function restrictsHostNetwork({ plugin }: EngineOptions): boolean {
  return plugin?.hostNetworkSubject.support !== 'no';
}
