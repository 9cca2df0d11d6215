import { AddressEnds } from './cluster-ends';
import { apiServerAddressesOf, nodeAddressesOf } from '../../manifests/node-addresses';
import { AddressSet } from '../../model/address-set';
import { IpAddress, formatIpAddress } from '../../model/ip-address';
import { PolicyType } from '../../model/network-policy';
import { Analysis } from '../../reachability/relation/analysis';
import { PodsEnd } from '../../reachability/relation/flow-end';

/** An address that stands for all that are alike to some pods. */
export interface JudgedAddress {
  readonly address: IpAddress;
  /** Equal for addresses that are alike. */
  readonly key: string;
}

/** Nodes that policies may know in another way than other addresses, by their texts. */
const knownSpecial = new WeakMap<Analysis, ReadonlySet<string>>();

/** The addresses that an end may have, one for each that some pods are treated differently with. */
export function addressesToJudge(
  analysis: Analysis,
  pods: PodsEnd,
  { addresses, among }: AddressEnds,
  direction: PolicyType,
): JudgedAddress[] {
  if (among) return representatives(analysis, pods, among, direction);
  return addresses.map((address) => ({ address, key: keyOf(analysis, address) }));
}

function keyOf(analysis: Analysis, address: IpAddress): string {
  const text = formatIpAddress(address);
  return specialAddresses(analysis).has(text) ? text : String(analysis.universe.atoms.atomOf(address));
}

function specialAddresses(analysis: Analysis): ReadonlySet<string> {
  let special = knownSpecial.get(analysis);
  if (!special) {
    const { inventory } = analysis;
    special = new Set([...nodeAddressesOf(inventory), ...apiServerAddressesOf(inventory)].map(formatIpAddress));
    knownSpecial.set(analysis, special);
  }
  return special;
}

/** One address of each stretch that the rows of the pods know. */
function representatives(
  analysis: Analysis,
  { source }: PodsEnd,
  among: AddressSet,
  direction: PolicyType,
): JudgedAddress[] {
  const { atoms } = analysis.universe;
  const edges = new Set([0, atoms.firstOfIpv6, atoms.count]);
  for (const one of new Set([analysis, analysis.possible])) {
    const { cells } = one.row(direction, source!.classId!).atoms;
    for (let i = 0; i < cells.length; i += 3) edges.add(cells[i]!).add(cells[i + 1]!);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(0, -1).flatMap((lo, index): JudgedAddress[] => {
    const range = atoms.rangeOf(lo, sorted[index + 1]!);
    const [own] = AddressSet.ofRanges([range]).intersect(among).ranges;
    if (!own) return [];
    const { family } = own;
    let value = own.first;
    const special = specialAddresses(analysis);
    // A node is a case of its own, which nobody means who names a whole block.
    while (value < own.last && special.has(formatIpAddress({ family, value }))) value++;
    const address: IpAddress = { family, value };
    return [{ address, key: `${formatIpAddress(address)} among` }];
  });
}
