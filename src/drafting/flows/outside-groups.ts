import { portKey } from './evidence';
import { FlowEnd, SeenFlow } from './sort-records';
import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { SPECIAL_USE_IPV4, SPECIAL_USE_IPV6 } from '../../platform/special-use-ranges';

/** So few addresses may be written down, for a time; more are no list that anybody keeps up to date. */
const MOST_ADDRESSES = 3;

/** Addresses outside that belong together, by the name under which they were asked for. */
export interface OutsideGroup {
  /** What they are called: DNS names, or nothing. */
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly flows: readonly SeenFlow[];
  /** `addresses`: few enough to be written down. `internet`: every public address. `listed`: private, and many. */
  readonly kind: 'addresses' | 'internet' | 'listed';
}

/** Groups the outside ends of flows that have everything else in common. */
export function outsideGroups(flows: readonly SeenFlow[], side: 'from' | 'to'): OutsideGroup[] {
  const groups = joinedByName(flows, side).map((own): OutsideGroup => {
    const ends = own.map((flow) => outsideOf(flow[side]));
    const addresses = [...new Set(ends.flatMap(({ ip }) => ip ?? []))].sort();
    const isKnown = ends.every(({ ip }) => ip !== undefined);
    const kind =
      isKnown && addresses.length <= MOST_ADDRESSES
        ? 'addresses'
        : addresses.every(isPublicAddress)
          ? 'internet'
          : 'listed';
    return { names: [...new Set(ends.flatMap(({ names }) => names))].sort(), addresses, flows: own, kind };
  });
  const wide = new Set(groups.filter(({ kind }) => kind === 'internet').flatMap((group) => group.flows.map(portKey)));
  return groups.map((group) => {
    // What every public address may be reached on needs no list beside.
    const isCovered = group.addresses.every(isPublicAddress) && group.flows.every((flow) => wide.has(portKey(flow)));
    return isCovered ? { ...group, kind: 'internet' as const } : group;
  });
}

/** One address may have many names and one name many addresses: what shares a name is one group. */
function joinedByName(flows: readonly SeenFlow[], side: 'from' | 'to'): SeenFlow[][] {
  const leaders = new Map<string, string>();
  const leaderOf = (name: string): string => {
    let leader = name;
    while (leaders.get(leader) !== undefined && leaders.get(leader) !== leader) leader = leaders.get(leader)!;
    return leader;
  };
  for (const flow of flows) {
    const [first, ...others] = outsideOf(flow[side]).names;
    for (const other of others) leaders.set(leaderOf(other), leaderOf(first!));
  }
  const groups = new Map<string, SeenFlow[]>();
  for (const flow of flows) {
    const [first] = outsideOf(flow[side]).names;
    const key = first === undefined ? '' : leaderOf(first);
    const present = groups.get(key);
    if (present) present.push(flow);
    else groups.set(key, [flow]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => own);
}

function outsideOf(end: FlowEnd): Extract<FlowEnd, { kind: 'outside' }> {
  return end.kind === 'outside' ? end : { kind: 'outside', names: [] };
}

let special: AddressSet | undefined;

function isPublicAddress(ip: string): boolean {
  special ??= [...SPECIAL_USE_IPV4, ...SPECIAL_USE_IPV6].reduce(
    (set, { cidr }) => set.union(AddressSet.of(Cidr.of(cidr))),
    AddressSet.EMPTY,
  );
  return special.intersect(AddressSet.of(Cidr.address(ip))).isEmpty;
}
