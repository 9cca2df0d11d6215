import { Blame, PolicyChanges } from './blame';
import { ConditionalPorts, conditionalChanges } from './conditional-changes';
import { groupedJoined } from './grouped-endpoints';
import { undefinedChanges } from './undefined-changes';
import { Inventory } from '../../manifests/inventory';
import { InvalidInput } from '../../model/invalid-input';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { Tick } from '../../model/tick';
import { Analysis } from '../relation/analysis';
import {
  AddressEndpoint,
  Endpoint,
  WorkloadEndpoint,
  addressEndpoint,
  addressEndpoints,
  workloadEndpoints,
} from '../relation/endpoints';
import { JoinedEndpoint, joinEndpoints } from '../relation/joined-endpoints';
import { Relation } from '../relation/relation';
import { sameRow } from '../relation/row';
import { portsAt } from '../sets/port-map';
import { NO_PORTS, PortSetId } from '../sets/port-set-table';
import { EngineOptions } from '../universe/engine-options';

/** A connection that two sets of manifests do not allow alike. */
export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly before: PortSet;
  readonly after: PortSet;
  /** The policies that did it, or what else did. */
  readonly by: readonly Blame[];
}

/** What is allowed on conditions that rules name, where that is not the same before and after. */
export interface ConditionalChange {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly before: readonly ConditionalPorts[];
  readonly after: readonly ConditionalPorts[];
  readonly by: readonly Blame[];
}

/** Everything that one set of manifests allows and another does not, or the other way round. */
export interface Difference {
  readonly old: Analysis;
  readonly new: Analysis;
  readonly changes: readonly Change[];
  /** Whether these are all changes, and not only as many as were asked for. */
  readonly complete: boolean;
  /** Where what is neither allowed nor denied for sure is not the same: `before` and `after` are such ports. */
  readonly undefinedChanges: readonly Change[];
  readonly conditionalChanges: readonly ConditionalChange[];
  readonly policies: PolicyChanges;
  /** The ends of changes that stand for several workloads; their policies are those of the first one. */
  readonly groups: readonly WorkloadEndpoint[];
  readonly workloadsAdded: readonly string[];
  readonly workloadsRemoved: readonly string[];
}

/** So many changes between workloads are listed one by one; beyond that, those that are treated alike stand together. */
const MOST_CHANGES = 100_000;
/** So many fit into the memory and the report. */
const MOST_GROUPED = 1_000_000;

/**
 * Compares what two sets of manifests allow; the work is that of what changed, not of all pairs.
 *
 * @throws InvalidInput where even workloads that stand together make more changes than a report holds
 */
export function differenceOf(before: Inventory, after: Inventory, options: EngineOptions, tick?: Tick): Difference {
  const [old, now] = Analysis.ofAll([before, after], options) as [Analysis, Analysis];
  const comparison = new Comparison(old, now, tick);
  if (!comparison.hasMoreThan(MOST_CHANGES)) return comparison.difference(Infinity);
  const exact = comparison.grouped(true);
  const grouped = exact.hasMoreThan(MOST_GROUPED) ? comparison.grouped(false) : exact;
  if (grouped !== exact && grouped.hasMoreThan(MOST_GROUPED)) {
    throw new InvalidInput(
      'More connections change than a report holds.',
      'Compare fewer workloads at a time, for example the manifests of some namespaces.',
    );
  }
  return grouped.difference(Infinity);
}

/** How a difference is to be found. */
export interface ComparisonOptions {
  readonly tick?: Tick;
  /**
   * How many changes between workloads to look for, and how many towards and from addresses: default deny in a large
   * cluster closes as many connections as there are pairs of pods.
   */
  readonly most?: number;
}

/** Compares two analyses over one universe. */
export function differenceBetween(
  old: Analysis,
  now: Analysis,
  { tick, most = Infinity }: ComparisonOptions = {},
): Difference {
  return new Comparison(old, now, tick).difference(most);
}

class Comparison {
  private readonly relations: readonly [Relation, Relation];
  private readonly policies: PolicyChanges;
  private readonly unchangedRows = new Map<string, boolean>();

  public constructor(
    private readonly old: Analysis,
    private readonly now: Analysis,
    private readonly tick: Tick | undefined,
    private readonly joined = joinEndpoints(workloadEndpoints(old), workloadEndpoints(now)),
  ) {
    this.relations = [new Relation(old), new Relation(now)];
    this.policies = new PolicyChanges(old, now);
  }

  /**
   * The same with endpoints that are treated alike before and after as one.
   *
   * @param bySamePolicies whether the same changed policies must select them, so that what is blamed is so for all
   */
  public grouped(bySamePolicies: boolean): Comparison {
    const { old, now, tick, joined, policies } = this;
    const groups = groupedJoined(old, now, joined, bySamePolicies ? policies : undefined);
    return new Comparison(old, now, tick, groups);
  }

  /** Whether more pairs of workloads than these change, without finding out how. */
  public hasMoreThan(most: number): boolean {
    if (this.joined.length ** 2 <= most) return false;
    let count = 0;
    for (const _ of this.changedPairs()) if (++count > most) return true;
    return false;
  }

  public difference(most: number): Difference {
    const ids = (side: 'old' | 'new') => [
      ...new Set(
        this.joined
          .filter((one) => !one[side === 'old' ? 'new' : 'old'])
          .flatMap(({ endpoint }) => (endpoint.group ?? [endpoint]).map(({ workload }) => workload.id)),
      ),
    ];
    const [between, outside] = [this.workloadChanges(), this.addressChanges()].map((changes) => upTo(most, changes));
    return {
      old: this.old,
      new: this.now,
      changes: [...between!.found, ...outside!.found],
      complete: between!.complete && outside!.complete,
      undefinedChanges: undefinedChanges(this.old, this.now, this.joined).map(({ from, to, before, after }) =>
        this.change(from, to, before, after, this.policies.blameForUndefined(from, to)),
      ),
      conditionalChanges: conditionalChanges(this.old, this.now, this.joined, () => this.addresses()).map(
        ({ from, to, before, after }) => ({
          from: endpointOf(from),
          to: endpointOf(to),
          before,
          after,
          by: this.policies.blameForUndefined(from, to),
        }),
      ),
      policies: this.policies,
      groups: this.joined.flatMap(({ endpoint }) => (endpoint.group ? [endpoint] : [])),
      workloadsAdded: ids('new'),
      workloadsRemoved: ids('old'),
    };
  }

  private *workloadChanges(): Generator<Change> {
    for (const { from, to, before, after } of this.changedPairs()) yield this.allowedChange(from, to, before, after);
  }

  private *changedPairs(): Generator<ChangedPair> {
    const receivers = this.joined.filter((one) => this.isChanged(one, PolicyType.INGRESS));
    for (const [index, from] of this.joined.entries()) {
      this.tick?.(index, this.joined.length);
      for (const to of this.isChanged(from, PolicyType.EGRESS) ? this.joined : receivers) {
        if (isSame(from, to) && !from.endpoint.group) continue;
        const before = this.between(0, from.old, to.old);
        const after = this.between(1, from.new, to.new);
        if (before !== after) yield { from, to, before, after };
      }
    }
  }

  private addresses(): AddressEndpoint[] {
    return mergedAddresses(addressEndpoints(this.old), addressEndpoints(this.now), this.old);
  }

  private *addressChanges(): Generator<Change> {
    const addresses = this.addresses();
    for (const one of this.joined) {
      for (const direction of [PolicyType.EGRESS, PolicyType.INGRESS]) {
        if (this.isChanged(one, direction)) yield* this.addressChangesOf(one, direction, addresses);
      }
    }
  }

  private *addressChangesOf(
    one: JoinedEndpoint,
    direction: PolicyType,
    addresses: readonly AddressEndpoint[],
  ): Generator<Change> {
    const at = (analysis: Analysis, endpoint: WorkloadEndpoint | undefined, atom: number) =>
      endpoint ? portsAt(analysis.row(direction, endpoint.classId).atoms, atom) : NO_PORTS;
    const { atoms } = this.old.universe;
    for (let i = 0; i < addresses.length; i++) {
      const { lo } = addresses[i]!;
      const before = at(this.old, one.old, lo);
      const after = at(this.now, one.new, lo);
      if (before === after) continue;
      while (
        i + 1 < addresses.length &&
        atoms.familyOf(addresses[i + 1]!.lo) === atoms.familyOf(lo) &&
        at(this.old, one.old, addresses[i + 1]!.lo) === before &&
        at(this.now, one.new, addresses[i + 1]!.lo) === after
      ) {
        i++;
      }
      const outside = addressEndpoint(this.old, lo, addresses[i]!.hi);
      const [from, to] = direction === PolicyType.EGRESS ? [one, outside] : [outside, one];
      yield this.allowedChange(from, to, before, after);
    }
  }

  private allowedChange(
    from: JoinedEndpoint | AddressEndpoint,
    to: JoinedEndpoint | AddressEndpoint,
    before: PortSetId,
    after: PortSetId,
  ): Change {
    const { ports } = this.old.universe;
    return this.change(from, to, ports.get(before), ports.get(after), this.policies.blameFor(from, to));
  }

  private change(
    from: JoinedEndpoint | AddressEndpoint,
    to: JoinedEndpoint | AddressEndpoint,
    before: PortSet,
    after: PortSet,
    by: readonly Blame[],
  ): Change {
    const kind = before.isEmpty ? 'added' : after.isEmpty ? 'removed' : 'changed';
    return { kind, from: endpointOf(from), to: endpointOf(to), before, after, by };
  }

  private between(side: 0 | 1, from: WorkloadEndpoint | undefined, to: WorkloadEndpoint | undefined): PortSetId {
    return from && to ? this.relations[side].portsBetween(from.classId, to.classId) : NO_PORTS;
  }

  /** Whether a pair with this endpoint at the end that `direction` belongs to may have changed. */
  private isChanged(one: JoinedEndpoint, direction: PolicyType): boolean {
    if (!one.old || !one.new || one.old.classId !== one.new.classId) return true;
    const [before, after] = [this.old.row(direction, one.old.classId), this.now.row(direction, one.new.classId)];
    const key = `${direction}${before.id} ${after.id}`;
    let unchanged = this.unchangedRows.get(key);
    if (unchanged === undefined) {
      unchanged = sameRow(before, after);
      this.unchangedRows.set(key, unchanged);
    }
    return !unchanged;
  }
}

function endpointOf(end: JoinedEndpoint | AddressEndpoint): Endpoint {
  return 'endpoint' in end ? end.endpoint : end;
}

interface ChangedPair {
  readonly from: JoinedEndpoint;
  readonly to: JoinedEndpoint;
  readonly before: PortSetId;
  readonly after: PortSetId;
}

function isSame(from: JoinedEndpoint, to: JoinedEndpoint): boolean {
  return from.endpoint.workload.id === to.endpoint.workload.id && from.id === to.id;
}

function upTo(most: number, changes: Iterable<Change>): { found: Change[]; complete: boolean } {
  const found: Change[] = [];
  for (const change of changes) {
    if (found.length >= most) return { found, complete: false };
    found.push(change);
  }
  return { found, complete: true };
}

/** The address endpoints of both sides, cut where either of them is. */
function mergedAddresses(
  a: readonly AddressEndpoint[],
  b: readonly AddressEndpoint[],
  analysis: Analysis,
): AddressEndpoint[] {
  const edges = [...new Set([...a, ...b].flatMap(({ lo, hi }) => [lo, hi]))].sort((x, y) => x - y);
  return edges.slice(0, -1).map((lo, index) => addressEndpoint(analysis, lo, edges[index + 1]!));
}
