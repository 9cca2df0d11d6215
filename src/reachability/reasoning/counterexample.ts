import {
  AllowSpace,
  AllowedAddresses,
  AllowedPods,
  EVERYTHING,
  Effort,
  TooComplex,
  allowSpaceOf,
  unionPorts,
} from './allow-space';
import { everyKindOfPod, inNamespace, namespacesOf } from './implication';
import { PodRegion, intersectRegions, regionOfNamespace, subtractRegion } from './pod-region';
import { SamplePod, sampleOf } from './region-sample';
import { AddressSet } from '../../model/address-set';
import { IpAddress } from '../../model/ip-address';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { NamedPort, RulePorts, NO_RULE_PORTS, isSamePort } from '../../model/rule-ports';

/** A flow that there could be: which one set of policies allows, at both its ends, and another one does not. */
export interface Counterexample {
  readonly from: SampleEnd;
  readonly to: SampleEnd;
  readonly protocol: Protocol;
  readonly port: number;
  /** The names under which the destination declares the port, where rules ask for it by name. */
  readonly portNames: readonly string[];
  /** The end at which the other set denies it. */
  readonly deniedBy: PolicyType;
}

export type SampleEnd = SamplePod | IpAddress;

/** Whether what one set of policies allows is all allowed by another one, for all pods there could be. */
export type ImplicationAnswer =
  | { readonly answer: 'yes' }
  | { readonly answer: 'no'; readonly counterexample: Counterexample }
  /** An exact answer would take too long. */
  | { readonly answer: 'unknown' };

/** Whether the second set allows, from end to end, all that the first one does. */
export function allowsWithin(first: readonly ProgramPolicy[], second: readonly ProgramPolicy[]): ImplicationAnswer {
  try {
    const counterexample = new Search(first, second, new Effort()).find();
    return counterexample ? { answer: 'no', counterexample } : { answer: 'yes' };
  } catch (error) {
    if (error instanceof TooComplex) return { answer: 'unknown' };
    throw error;
  }
}

class Search {
  private found?: Counterexample;

  public constructor(
    private readonly first: readonly ProgramPolicy[],
    private readonly second: readonly ProgramPolicy[],
    private readonly effort: Effort,
  ) {}

  /** Goes through the pods that the second set isolates, since it denies nothing else. */
  public find(): Counterexample | undefined {
    for (const direction of Object.values(PolicyType)) {
      for (const namespace of namespacesOf(this.second)) {
        const [allowing, isolating] = [this.first, this.second].map((set) => inNamespace(set, namespace, direction));
        everyKindOfPod(regionOfNamespace(namespace), allowing!, isolating!, this.effort, (before, after, kind) => {
          if (after.length === 0) return true;
          const allowed = before.length === 0 ? EVERYTHING : allowSpaceOf(before, direction);
          return !this.isBeyond(allowed, allowSpaceOf(after, direction), kind, direction);
        });
        if (this.found) return this.found;
      }
    }
    return undefined;
  }

  /** Whether pods of a kind are allowed something that they are not allowed within `limit`, and the other end agrees. */
  private isBeyond(allowed: AllowSpace, limit: AllowSpace, kind: PodRegion, direction: PolicyType): boolean {
    return (
      allowed.pods.some(({ region, ports }) =>
        this.isUncovered(limit.pods, region, ports, NO_RULE_PORTS, (peers, given) =>
          this.otherEndAllows(kind, peers, ports, given, direction),
        ),
      ) || this.addressBeyond(allowed.addresses, limit.addresses, kind, direction)
    );
  }

  /** Walks through the pieces of a region, each with what covers it; stops at the first that is what is looked for. */
  private isUncovered(
    wide: readonly AllowedPods[],
    region: PodRegion,
    ports: RulePorts,
    given: RulePorts,
    isFound: (region: PodRegion, given: RulePorts) => boolean,
  ): boolean {
    if (isNothing(leftOf(ports, given))) return false;
    for (let i = 0; i < wide.length; i++) {
      this.effort.spend();
      const inside = intersectRegions(region, wide[i]!.region);
      if (!inside) continue;
      const others = wide.slice(i + 1);
      return (
        this.isUncovered(others, inside, ports, unionPorts(given, wide[i]!.ports), isFound) ||
        subtractRegion(region, wide[i]!.region).some((piece) => this.isUncovered(others, piece, ports, given, isFound))
      );
    }
    return isFound(region, given);
  }

  /** Whether some of the peers' own policies in the first set let pods of the kind through on ports that are not given. */
  private otherEndAllows(
    kind: PodRegion,
    peers: PodRegion,
    ports: RulePorts,
    given: RulePorts,
    direction: PolicyType,
  ): boolean {
    const opposite = direction === PolicyType.EGRESS ? PolicyType.INGRESS : PolicyType.EGRESS;
    const note = (own: PodRegion, other: PodRegion, through: RulePorts) => {
      const port = commonPort(ports, through, given);
      if (!port) return false;
      const ends = samplesOf(own, other);
      if (!ends) return false;
      const [subject, peer] = ends;
      const [from, to] = direction === PolicyType.EGRESS ? [subject, peer] : [peer, subject];
      this.found = { from, to, ...port, deniedBy: direction };
      return true;
    };
    let rest: PodRegion[] = [peers];
    for (const namespace of namespacesOf(this.first.filter(({ rules }) => rules[opposite]))) {
      const here = regionOfNamespace(namespace);
      const isolating = inNamespace(this.first, namespace, opposite);
      const inside = intersectRegions(peers, here);
      if (!inside) continue;
      rest = rest.flatMap((piece) => subtractRegion(piece, here));
      const allKept = everyKindOfPod(inside, isolating, [], this.effort, (selecting, _none, own) => {
        const space = selecting.length === 0 ? EVERYTHING : allowSpaceOf(selecting, opposite);
        return !space.pods.some(({ region, ports: through }) => {
          this.effort.spend();
          const passing = intersectRegions(kind, region);
          return passing !== undefined && note(passing, own, through);
        });
      });
      if (!allKept) return true;
    }
    return rest.some((piece) => note(kind, piece, EVERYTHING.pods[0]!.ports));
  }

  private addressBeyond(
    allowed: readonly AllowedAddresses[],
    limit: readonly AllowedAddresses[],
    kind: PodRegion,
    direction: PolicyType,
  ): boolean {
    // A block whose exceptions cover all of it allows nothing.
    for (const { addresses, ports } of allowed.filter((one) => !one.addresses.isEmpty)) {
      const pieces = limit.reduce<{ addresses: AddressSet; given: RulePorts }[]>(
        (all, other) =>
          all.flatMap((piece) => {
            this.effort.spend();
            return [
              { addresses: piece.addresses.intersect(other.addresses), given: unionPorts(piece.given, other.ports) },
              { addresses: piece.addresses.subtract(other.addresses), given: piece.given },
            ].filter((one) => !one.addresses.isEmpty);
          }),
        [{ addresses, given: NO_RULE_PORTS }],
      );
      for (const piece of pieces) {
        const port = commonPort(ports, EVERYTHING.pods[0]!.ports, piece.given);
        if (!port) continue;
        const { family, first: value } = piece.addresses.ranges[0]!;
        const subject = sampleOf(kind);
        const outside: IpAddress = { family, value };
        const [from, to] = direction === PolicyType.EGRESS ? [subject, outside] : [outside, subject];
        this.found = { from, to, ...port, deniedBy: direction };
        return true;
      }
    }
    return false;
  }
}

/** A pod of each region; undefined where both are in one namespace, which cannot have the labels that both ask for. */
function samplesOf(a: PodRegion, b: PodRegion): readonly [SamplePod, SamplePod] | undefined {
  const [one, other] = [sampleOf(a), sampleOf(b)];
  if (one.namespace !== other.namespace) return [one, other];
  const ofNamespace = (region: PodRegion) => new Map([...region].filter(([key]) => key.startsWith('namespace ')));
  const shared = intersectRegions(ofNamespace(a), ofNamespace(b));
  if (!shared) return undefined;
  const { namespaceLabels } = sampleOf(shared);
  return [
    { ...one, namespaceLabels },
    { ...other, namespaceLabels },
  ];
}

/** What is not given: a name is where it is given by the same name, or every port of its protocol is. */
function leftOf(ports: RulePorts, given: RulePorts): RulePorts {
  return {
    numbers: ports.numbers.subtract(given.numbers),
    names: ports.names.filter(
      (name) =>
        !given.names.some((own) => isSamePort(own, name)) && !given.numbers.contains(PortSet.allOf(name.protocol)),
    ),
  };
}

function isNothing({ numbers, names }: RulePorts): boolean {
  return numbers.isEmpty && names.length === 0;
}

type FoundPort = Pick<Counterexample, 'protocol' | 'port' | 'portNames'>;

/** A port that both ends allow and that is not given. Where a name is needed, the destination gives it a fitting number. */
function commonPort(ports: RulePorts, through: RulePorts, given: RulePorts): FoundPort | undefined {
  const free = leftOf(ports, given);
  for (const one of waysTo(free, given)) {
    for (const other of waysTo(through, given)) {
      const [fit] = one.numbers.intersect(other.numbers).subtract(given.numbers).toIntervals();
      if (fit) {
        return { protocol: fit.protocol, port: fit.first, portNames: [...new Set([...one.name, ...other.name])] };
      }
    }
  }
  return undefined;
}

/** By number, or by one name that gives nothing away already. */
function waysTo({ numbers, names }: RulePorts, given: RulePorts): { numbers: PortSet; name: readonly string[] }[] {
  const isGiven = (name: NamedPort) => given.names.some((own) => isSamePort(own, name));
  return [
    { numbers, name: [] },
    ...names
      .filter((name) => !isGiven(name))
      .map(({ protocol, name }) => ({ numbers: PortSet.allOf(protocol), name: [name] })),
  ];
}
