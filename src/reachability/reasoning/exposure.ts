import { AllowSpace, Effort, TooComplex, coversSpace, regionOfPeer } from './allow-space';
import { ALL_REGION } from './pod-region';
import { AddressRange } from '../../model/address-set';
import { Requirement, matchesLabels } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy, PodsPeer } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { pushAll } from '../../model/push-all';
import { NamedPort, RulePorts, resolvePorts, isSamePort } from '../../model/rule-ports';
import { plainRequirements } from '../../model/selector-table';
import { Tick } from '../../model/tick';
import { Analysis } from '../relation/analysis';
import { WorkloadEndpoint, workloadEndpoints } from '../relation/endpoints';
import { podsEnd } from '../relation/flow-end';
import { requirePlain } from '../relation/plain-only';
import { forEachStretch } from '../sets/port-map';

/** Someone beyond the input who could reach an endpoint, or be reached by it, as far as its own policies go. */
export interface Exposure {
  readonly endpoint: WorkloadEndpoint;
  /** Ingress: the peer may reach the endpoint. Egress: the endpoint may reach the peer. */
  readonly direction: PolicyType;
  readonly peer: ExposedPeer;
  readonly ports: PortSet;
  /** Ports that only the peer can give a number: egress to pods that are not in the input. */
  readonly names: readonly NamedPort[];
}

export type ExposedPeer =
  { readonly kind: 'entire-cluster' } | { readonly kind: 'outside'; readonly range: AddressRange } | PossiblePods;

/** Pods that there may be or not. */
export interface PossiblePods {
  readonly kind: 'pods';
  /** One namespace by its name, or all that a selector matches. */
  readonly namespaces: string | readonly Requirement[];
  readonly pods: readonly Requirement[];
}

/** How many cases one run may look at, over all endpoints. */
const WHOLE_LIMIT = 1_000_000;
/** How many of them one question may take. */
const CASE_LIMIT = 100_000;

/** What a run may cost, and what it could not decide for it. */
export class ExposureBudget {
  /** Endpoints whose peers may be everyone, taken together: to find out would have taken too long. */
  public readonly undecided: WorkloadEndpoint[] = [];
  private readonly whole = new Effort(WHOLE_LIMIT);

  /** @internal */
  public _effort(): Effort {
    return new Effort(CASE_LIMIT, this.whole);
  }
}

/**
 * Everyone who is not in the input and could reach an endpoint or be reached.
 *
 * @throws InvalidInput where policies of other kinds than NetworkPolicy have a say
 */
export function exposures(
  analysis: Analysis,
  endpoints: readonly WorkloadEndpoint[] = workloadEndpoints(analysis),
  tick?: Tick,
  budget = new ExposureBudget(),
): Exposure[] {
  requirePlain(analysis, 'Exposure');
  return endpoints.flatMap((endpoint, index) => {
    tick?.(index, endpoints.length);
    return Object.values(PolicyType).flatMap((direction) => [
      ...clusterExposures(analysis, endpoint, direction, budget),
      ...outsideExposures(analysis, endpoint, direction),
    ]);
  });
}

function outsideExposures(analysis: Analysis, endpoint: WorkloadEndpoint, direction: PolicyType): Exposure[] {
  const { atoms, ports } = analysis.universe;
  const found: Exposure[] = [];
  const map = analysis.row(direction, endpoint.classId).atoms;
  forEachStretch(map, atoms.count, (lo, hi, allowed) => {
    // The families are neighbours as numbers, but no range holds both.
    for (const [from, to] of [
      [lo, Math.min(hi, atoms.firstOfIpv6)],
      [Math.max(lo, atoms.firstOfIpv6), hi],
    ] as const) {
      if (from >= to) continue;
      const peer = { kind: 'outside' as const, range: atoms.rangeOf(from, to) };
      found.push({ endpoint, direction, peer, ports: ports.get(allowed), names: [] });
    }
  });
  return found;
}

function clusterExposures(
  analysis: Analysis,
  endpoint: WorkloadEndpoint,
  direction: PolicyType,
  budget: ExposureBudget,
): Exposure[] {
  const { isolated, undefinedSubject } = analysis.row(direction, endpoint.classId);
  const everyone = (ports: PortSet, names: readonly NamedPort[]): Exposure => ({
    endpoint,
    direction,
    peer: { kind: 'entire-cluster' },
    ports,
    names,
  });
  if (!isolated) return [everyone(PortSet.ALL, [])];
  if (undefinedSubject) return [];
  const rows = possiblePeers(analysis, endpoint, direction);
  const { isDecided, ...toAll } = portsForEveryone(rows, budget);
  if (!isDecided && budget.undecided.at(-1) !== endpoint) budget.undecided.push(endpoint);
  const exposed = toAll.numbers.isEmpty && toAll.names.length === 0 ? [] : [everyone(toAll.numbers, toAll.names)];
  for (const { peer, ports } of rows) {
    if (!peer) continue;
    const numbers = ports.numbers.subtract(toAll.numbers);
    const names = ports.names.filter((name) => !toAll.names.some((one) => isSamePort(one, name)));
    if (!numbers.isEmpty || names.length > 0) exposed.push({ endpoint, direction, peer, ports: numbers, names });
  }
  return exposed;
}

/** A peer of a rule, or everyone, with the ports that the endpoint's own side can resolve as numbers. */
interface PossiblePeer {
  readonly peer: PossiblePods | undefined;
  readonly region: NonNullable<ReturnType<typeof regionOfPeer>>;
  readonly ports: RulePorts;
}

function possiblePeers(analysis: Analysis, endpoint: WorkloadEndpoint, direction: PolicyType): PossiblePeer[] {
  const { workload, group, ordinal } = endpoint.members[0]!;
  const end = podsEnd(analysis, workload, group, ordinal);
  const selecting = analysis
    .policiesIn(end.namespace)
    .filter((policy) => policy.rules[direction] && matchesLabels(policy.subject.requirements, end.labels));
  return selecting.flatMap((policy) =>
    policy.rules[direction]!.flatMap(({ peers, ports }): PossiblePeer[] => {
      const own = direction === PolicyType.INGRESS ? { numbers: resolvePorts(ports, end.ports), names: [] } : ports;
      if (!peers) return [{ peer: undefined, region: ALL_REGION, ports: own }];
      return peers.flatMap((peer) => {
        const region = regionOfPeer(peer, policy.namespace);
        if (!region || peer.kind !== 'pods') return [];
        return [{ peer: possiblePods(peer, policy), region, ports: own }];
      });
    }),
  );
}

function possiblePods({ namespaces, pods }: PodsPeer, policy: ProgramPolicy): PossiblePods {
  return {
    kind: 'pods',
    namespaces: namespaces ? plainRequirements(namespaces) : policy.namespace,
    pods: plainRequirements(pods),
  };
}

/** What every pod that there could be is allowed: by rules that match them all, or by several that do together. */
function portsForEveryone(
  rows: readonly PossiblePeer[],
  budget: ExposureBudget,
): RulePorts & { readonly isDecided: boolean } {
  let numbers = PortSet.EMPTY;
  let isDecided = true;
  const names: NamedPort[] = [];
  const asked = new Set<string>();
  for (const { ports } of rows) {
    const key = JSON.stringify([ports.numbers.key, ports.names]);
    if (asked.has(key)) continue;
    asked.add(key);
    const covered = covers(rows, { pods: [{ region: ALL_REGION, ports }], addresses: [] }, budget);
    isDecided &&= covered !== undefined;
    if (!covered) continue;
    numbers = numbers.union(ports.numbers);
    pushAll(
      names,
      ports.names.filter((name) => !names.some((one) => isSamePort(one, name))),
    );
  }
  return { numbers, names, isDecided };
}

/** Undefined where there are too many cases: then the peers are reported one by one, which says no less. */
function covers(rows: readonly PossiblePeer[], wanted: AllowSpace, budget: ExposureBudget): boolean | undefined {
  try {
    return coversSpace({ pods: rows, addresses: [] }, wanted, budget._effort());
  } catch (error) {
    if (error instanceof TooComplex) return undefined;
    throw error;
  }
}
