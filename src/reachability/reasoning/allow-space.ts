import { ALL_REGION, PodRegion, intersectRegions, narrowed, regionOfNamespace, subtractRegion } from './pod-region';
import { AddressSet } from '../../model/address-set';
import { PolicyType } from '../../model/network-policy';
import { ProgramPeer, ProgramPolicy, ProgramRule } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { EVERY_PORT, RulePorts, NO_RULE_PORTS } from '../../model/rule-ports';
import { plainRequirements } from '../../model/selector-table';
import { AddressAtoms } from '../sets/address-atoms';
import { contains } from '../sets/interval-set';

/** What rules allow: peers that there could be, pods and addresses, each with ports. */
export interface AllowSpace {
  readonly pods: readonly AllowedPods[];
  readonly addresses: readonly AllowedAddresses[];
}

export interface AllowedPods {
  readonly region: PodRegion;
  readonly ports: RulePorts;
}

export interface AllowedAddresses {
  readonly addresses: AddressSet;
  readonly ports: RulePorts;
}

/** What a pod that no policy selects is allowed. */
export const EVERYTHING: AllowSpace = {
  pods: [{ region: ALL_REGION, ports: EVERY_PORT }],
  addresses: [{ addresses: AddressSet.ALL, ports: EVERY_PORT }],
};

/** How many cases may be looked at before the answer is "unknown". */
const CASE_LIMIT = 500_000;

/** Counts cases, so that hostile input costs bounded work. */
export class Effort {
  private cases = 0;

  /** @param whole what several questions may cost together; each of them counts for it too */
  public constructor(
    private readonly limit = CASE_LIMIT,
    private readonly whole?: Effort,
  ) {}

  /** @throws TooComplex once the limit is reached */
  public spend(): void {
    this.whole?.spend();
    if (++this.cases > this.limit) throw new TooComplex();
  }
}

/** Thrown where an exact answer would take too long. */
export class TooComplex extends Error {}

/** What the rules of one direction of policies allow, all together. */
export function allowSpaceOf(policies: readonly ProgramPolicy[], direction: PolicyType): AllowSpace {
  const spaces = policies.flatMap((policy) =>
    (policy.rules[direction] ?? []).map((rule) => allowSpaceOfRule(rule, policy.namespace, direction)),
  );
  return { pods: spaces.flatMap(({ pods }) => pods), addresses: spaces.flatMap(({ addresses }) => addresses) };
}

export function allowSpaceOfRule({ peers, ports }: ProgramRule, namespace: string, direction: PolicyType): AllowSpace {
  // An address gives no port a name; where addresses send, the name is that of the pod they send to.
  const towardsAddresses = direction === PolicyType.EGRESS ? { numbers: ports.numbers, names: [] } : ports;
  if (!peers) {
    return {
      pods: [{ region: ALL_REGION, ports }],
      addresses: [{ addresses: AddressSet.ALL, ports: towardsAddresses }],
    };
  }
  return {
    pods: peers.flatMap((peer) => {
      const region = regionOfPeer(peer, namespace);
      return region ? { region, ports } : [];
    }),
    addresses: peers.flatMap((peer) =>
      peer.kind === 'block' ? { addresses: peer.addresses, ports: towardsAddresses } : [],
    ),
  };
}

/** The pods that a peer could match; undefined where there can be none. */
export function regionOfPeer(peer: ProgramPeer, policyNamespace: string): PodRegion | undefined {
  if (peer.kind !== 'pods') return undefined;
  const inNamespaces = peer.namespaces
    ? narrowed(ALL_REGION, 'namespace', plainRequirements(peer.namespaces))
    : regionOfNamespace(policyNamespace);
  return inNamespaces && narrowed(inNamespaces, 'pod', plainRequirements(peer.pods));
}

/** Whether `wide` allows all that `narrow` allows, to every pod and address that there could be. */
export function coversSpace(wide: AllowSpace, narrow: AllowSpace, effort: Effort): boolean {
  return (
    narrow.pods.every(({ region, ports }) => coversPods(wide.pods, region, ports, NO_RULE_PORTS, effort)) &&
    coversAddresses(wide.addresses, narrow.addresses)
  );
}

/** Whether every pod of the region gets the ports from `wide` and what is `given` already. */
function coversPods(
  wide: readonly AllowedPods[],
  region: PodRegion,
  ports: RulePorts,
  given: RulePorts,
  effort: Effort,
): boolean {
  if (coversPorts(given, ports)) return true;
  for (let i = 0; i < wide.length; i++) {
    effort.spend();
    const inside = intersectRegions(region, wide[i]!.region);
    if (!inside) continue;
    const others = wide.slice(i + 1);
    return (
      coversPods(others, inside, ports, unionPorts(given, wide[i]!.ports), effort) &&
      subtractRegion(region, wide[i]!.region).every((piece) => coversPods(others, piece, ports, given, effort))
    );
  }
  return false;
}

function coversAddresses(wide: readonly AllowedAddresses[], narrow: readonly AllowedAddresses[]): boolean {
  if (narrow.length === 0) return true;
  const atoms = new AddressAtoms([...wide, ...narrow].flatMap(({ addresses }) => addresses.ranges));
  const cut = (list: readonly AllowedAddresses[]) =>
    list.map(({ addresses, ports }) => ({ atoms: atoms.atomsOf(addresses.ranges), ports }));
  const [wideCut, narrowCut] = [cut(wide), cut(narrow)];
  for (let atom = 0; atom < atoms.count; atom++) {
    const at = (list: typeof wideCut) =>
      list.filter((one) => contains(one.atoms, atom)).reduce((all, { ports }) => unionPorts(all, ports), NO_RULE_PORTS);
    if (!coversPorts(at(wideCut), at(narrowCut))) return false;
  }
  return true;
}

/**
 * Whether a destination gets all of `narrow` from `wide`, whatever numbers it gives to names: a name is covered by the
 * same name, or by every port of its protocol.
 */
export function coversPorts(wide: RulePorts, narrow: RulePorts): boolean {
  return (
    wide.numbers.contains(narrow.numbers) &&
    narrow.names.every(
      ({ protocol, name }) =>
        wide.names.some((own) => own.protocol === protocol && own.name === name) ||
        wide.numbers.contains(PortSet.allOf(protocol)),
    )
  );
}

export function unionPorts(a: RulePorts, b: RulePorts): RulePorts {
  return { numbers: a.numbers.union(b.numbers), names: [...a.names, ...b.names] };
}
