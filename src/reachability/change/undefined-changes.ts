import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { Analysis } from '../relation/analysis';
import { isAddressUnsure, isIpv6Unsure, possibleConnections } from '../relation/connections';
import { AddressEndpoint, WorkloadEndpoint, addressFamilies } from '../relation/endpoints';
import { JoinedEndpoint } from '../relation/joined-endpoints';
import { Relation } from '../relation/relation';
import { portsAt } from '../sets/port-map';
import { NO_PORTS } from '../sets/port-set-table';

/** Ports that are neither allowed nor denied for sure between two ends, before and after, where they differ. */
export interface UndefinedChange {
  readonly from: JoinedEndpoint | AddressEndpoint;
  readonly to: JoinedEndpoint | AddressEndpoint;
  readonly before: PortSet;
  readonly after: PortSet;
}

type End = UndefinedChange['from'];

/** Finds what became undefined, or stopped being so; a pod and itself is left out. */
export function undefinedChanges(old: Analysis, now: Analysis, joined: readonly JoinedEndpoint[]): UndefinedChange[] {
  const [before, after] = [new OpenPorts(old, 'old'), new OpenPorts(now, 'new')];
  const changes: UndefinedChange[] = [];
  const compare = (from: End, to: End) => {
    const [was, is] = [before.between(from, to), after.between(from, to)];
    if (!was.equals(is)) changes.push({ from, to, before: was, after: is });
  };
  const unsure = new Set(joined.filter((one) => before.isUnsure(one) || after.isUnsure(one)));
  for (const one of unsure) {
    for (const other of joined) {
      if (other === one) continue;
      compare(one, other);
      if (!unsure.has(other)) compare(other, one);
    }
  }
  for (const one of isIpv6Unsure(old) || isIpv6Unsure(now) ? joined : unsure) {
    for (const outside of addressFamilies(old)) {
      compare(one, outside);
      compare(outside, one);
    }
  }
  for (const [from, tos] of possiblePairs(old, now, joined)) {
    for (const to of tos) if (from !== to && !unsure.has(from) && !unsure.has(to)) compare(from, to);
  }
  return changes;
}

/** Pairs for which it matters, before or after, whether a block matches pods or a label has some value. */
function possiblePairs(old: Analysis, now: Analysis, joined: readonly JoinedEndpoint[]) {
  const pairs = new Map<JoinedEndpoint, Set<JoinedEndpoint>>();
  for (const [side, analysis] of [
    ['old', old],
    ['new', now],
  ] as const) {
    const places = new Map<WorkloadEndpoint, JoinedEndpoint[]>();
    for (const one of joined) {
      const endpoint = one[side];
      if (endpoint) places.set(endpoint, [...(places.get(endpoint) ?? []), one]);
    }
    for (const { from, to } of possibleConnections(analysis, [...places.keys()])) {
      for (const source of places.get(from as WorkloadEndpoint)!) {
        const targets = pairs.get(source) ?? new Set();
        for (const target of places.get(to as WorkloadEndpoint)!) targets.add(target);
        pairs.set(source, targets);
      }
    }
  }
  return pairs;
}

/** What one side leaves open. */
class OpenPorts {
  private readonly sure: Relation;
  private readonly possible: Relation;
  private readonly conditional: Relation;

  public constructor(
    private readonly analysis: Analysis,
    private readonly side: 'old' | 'new',
  ) {
    this.sure = new Relation(analysis);
    this.conditional = analysis.conditional === analysis ? this.sure : new Relation(analysis.conditional);
    this.possible = analysis.possible === analysis ? this.sure : new Relation(analysis.possible);
  }

  public isUnsure(end: JoinedEndpoint): boolean {
    const own = end[this.side];
    return own !== undefined && this.analysis.isUnsure(own.classId);
  }

  public between(from: End, to: End): PortSet {
    if ('kind' in from) return this.outside(to as JoinedEndpoint, PolicyType.INGRESS, from);
    if ('kind' in to) return this.outside(from, PolicyType.EGRESS, to);
    const [source, destination] = [from[this.side], to[this.side]];
    if (!source || !destination) return PortSet.EMPTY;
    const { ports } = this.analysis.universe;
    const possible = this.possible.possibleBetween(source.classId, destination.classId);
    const known = ports.union(
      this.sure.portsBetween(source.classId, destination.classId),
      this.conditional.portsBetween(source.classId, destination.classId),
    );
    return ports.get(ports.subtract(possible, known));
  }

  /** Towards addresses, only the pods' own policies can be undefined: all that they do not allow every address. */
  private outside(end: JoinedEndpoint, direction: PolicyType, addresses: AddressEndpoint): PortSet {
    const own = end[this.side];
    if (!own || !isAddressUnsure(this.analysis, own.classId, direction, addresses)) return PortSet.EMPTY;
    const { ports } = this.analysis.universe;
    const { atoms } = this.analysis.row(direction, own.classId);
    let sure = portsAt(atoms, addresses.lo);
    for (let atom = addresses.lo + 1; atom < addresses.hi && sure !== NO_PORTS; atom++) {
      sure = ports.intersect(sure, portsAt(atoms, atom));
    }
    return PortSet.ALL.subtract(ports.get(sure));
  }
}
