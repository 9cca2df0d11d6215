import { Allowance, allowancesOf, isWithin } from './allowance';
import { ClusterEnd, PodEnds } from './cluster-ends';
import { FlowJudge, askedPorts } from './flow-judge';
import { addressesToJudge } from './judged-addresses';
import { ObservedWindow } from './observed-window';
import { Workload } from '../../manifests/inventory';
import { nodeAddressesOf } from '../../manifests/node-addresses';
import { AddressSet } from '../../model/address-set';
import { Cidr } from '../../model/cidr';
import { GovernanceAnnotation } from '../../model/governance';
import { IpAddress, formatIpAddress } from '../../model/ip-address';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { resolvePorts } from '../../model/rule-ports';
import { Analysis } from '../../reachability/relation/analysis';
import { PodsEnd } from '../../reachability/relation/flow-end';
import { IntervalSet, forEachIn } from '../../reachability/sets/interval-set';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { asMap, asText } from '../../traffic/record/json-value';
import { momentOf } from '../../traffic/record/moment';
import { isPolicyProtocol } from '../../traffic/record/protocol-name';

/** How far traffic has used an allowance, and what that says. */
export enum UsageState {
  /** Connections were seen that nothing else allows. */
  USED = 'used',
  /** Every connection that it allows is allowed by another one, too: without it alone, none of them is denied. */
  USED_BESIDE_OTHERS = 'used-beside-others',
  /** Nothing of it was seen, though everyone it is about was active in the window. */
  UNUSED = 'unused',
  /** Nothing of it was seen, and some of those it is about were not seen at all: that says nothing. */
  SILENT = 'silent',
  /** Nothing of it was seen, and such logs could not have shown it. */
  CANNOT_BE_SEEN = 'cannot-be-seen',
  /** Nothing of it was seen, and the logs are not whole. */
  LOSSY = 'lossy',
  /** Nothing of it was seen, and the policy is younger than the window, or there is no window. */
  NOT_WATCHED = 'not-watched',
  /** Nothing of it was seen, and somebody has said that it is meant to stay, or for how long. */
  KEPT_ON_PURPOSE = 'kept-on-purpose',
}

export interface UsedAllowance {
  readonly allowance: Allowance;
  readonly state: UsageState;
  /** Records, which are connections that differ in their ends, port or verdict. */
  readonly connections: number;
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly last?: number;
  /** Why it is called neither used nor unused, as a sentence. */
  readonly why?: string;
  /** Workloads that were not seen, where the state is `silent`: some of the selected or of the peers. */
  readonly silent?: readonly Workload[];
  /** What of it was used, where that is less than it allows, as sentences. Remarks, never a proposal to be applied. */
  readonly remarks: readonly string[];
}

/** What traffic says about the allowances of a set of policies. */
export interface RuleUsage {
  readonly allowances: readonly UsedAllowance[];
  /** Policies of other kinds than NetworkPolicy, whose rules are not listed. */
  readonly otherPolicies: number;
}

/** An annotation that says a policy is meant to stay, whatever was seen. */
export const KEEP_ANNOTATION = 'cdk8s-netpol/keep';

/** So many different ports, peers and addresses are remembered for each allowance. */
const MOST_REMEMBERED = 64;

/** Who was seen at all. */
export interface Activity {
  isActive(workload: Workload): boolean;
}

/** Counts what of the allowances is used. Its memory grows with the policies, not with the traffic. */
export class UsageTable {
  private readonly counters: readonly Counter[];
  /** The allowances that are about a class, by direction. */
  private readonly bySubject: Readonly<Record<PolicyType, readonly (readonly Counter[])[]>>;
  private readonly analysis: Analysis;

  public constructor(private readonly judge: FlowJudge) {
    this.analysis = judge.analysis;
    const { universe, side } = this.analysis;
    this.counters = allowancesOf(this.analysis).map((allowance) => new Counter(allowance));
    const bySubject = {
      [PolicyType.INGRESS]: universe.classes.map((): Counter[] => []),
      [PolicyType.EGRESS]: universe.classes.map((): Counter[] => []),
    };
    for (const counter of this.counters) {
      const { policy, direction } = counter.allowance;
      const add = (classId: number) => bySubject[direction][classId]!.push(counter);
      forEachIn(universe.subjectsOf(policy, side), add);
      forEachIn(universe.doubtfulSubjectsOf(policy, side), add);
    }
    this.bySubject = bySubject;
  }

  public take(record: TrafficRecord, from: ClusterEnd, to: ClusterEnd): void {
    if (from.kind === 'missing' || to.kind === 'missing') return;
    this.takeOneWay(record, from, to);
    // Nobody knows who opened it, so either end's allowances may have been used.
    if (record.directionProof === 'unknown' && record.symmetrical) this.takeOneWay(record, to, from);
  }

  private takeOneWay(record: TrafficRecord, from: ClusterEnd, to: ClusterEnd): void {
    const asks = this.askerFor(record);
    if (!asks) return;
    if (from.kind === 'pods') this.takeSide(PolicyType.EGRESS, record, from, to, asks);
    if (to.kind === 'pods') this.takeSide(PolicyType.INGRESS, record, to, from, asks);
  }

  /** Whether ports are among those on pods that a record is about; the port of a Service is none. */
  private askerFor(record: TrafficRecord): Asks | undefined {
    const { protocol, port, portKind } = record;
    if (protocol !== undefined && !isPolicyProtocol(protocol)) return undefined;
    if (protocol !== undefined && port !== undefined && portKind !== 'service') {
      return (ports) => ports.has(protocol as Protocol, port);
    }
    const asked =
      portKind === 'service'
        ? this.judge.flowsOf(record).reduce((all, flow) => all.union(flow.ports), PortSet.EMPTY)
        : askedPorts(record);
    return (ports) => !ports.intersect(asked).isEmpty;
  }

  private takeSide(direction: PolicyType, record: TrafficRecord, subject: PodEnds, peer: ClusterEnd, asks: Asks): void {
    const used = new Set<Counter>();
    for (const own of subject.ends) {
      const about = this.bySubject[direction][own.source!.classId!]!;
      if (about.length === 0) continue;
      const destination = direction === PolicyType.INGRESS ? subject : peer;
      const open = about.filter(({ allowance }) => opens(allowance, destination, asks));
      if (open.length === 0) continue;
      for (const other of this.peersOf(own, peer, direction)) {
        const matching = open.filter((counter) => counter.matches(other));
        for (const counter of matching) used.add(counter);
        if (matching.length === 1) matching[0]!.alone = true;
      }
    }
    for (const counter of used) counter.add(record, peer);
  }

  private peersOf(own: PodsEnd, peer: ClusterEnd, direction: PolicyType): readonly (number | IpAddress)[] {
    if (peer.kind === 'pods') return peer.classes;
    if (peer.kind === 'missing') return [];
    return addressesToJudge(this.analysis, own, peer, direction).map(({ address }) => address);
  }

  public finish(window: ObservedWindow, activity: Activity): RuleUsage {
    const judging = new StateFinder(this.analysis, window, activity);
    return {
      allowances: this.counters.map((counter) => judging.finished(counter)),
      otherPolicies: this.analysis.otherPolicies.length,
    };
  }
}

class Counter {
  public connections = 0;
  public attempts = 0;
  public last: number | undefined;
  /** Whether some connection is allowed by nothing else. */
  public alone = false;
  public readonly ports = new Set<string>();
  public readonly peers = new Set<Workload>();
  public readonly addresses = new Set<string>();

  public constructor(public readonly allowance: Allowance) {}

  public matches(other: number | IpAddress): boolean {
    const { pods, block, peer } = this.allowance;
    if (peer === undefined) return true;
    if (typeof other === 'number') return pods !== undefined && holds(pods, other);
    return block?.addresses.has(other) ?? false;
  }

  public add({ protocol, port, attempts, last }: TrafficRecord, peer: ClusterEnd): void {
    this.connections++;
    this.attempts += attempts;
    if (last !== undefined && (this.last === undefined || last > this.last)) this.last = last;
    if (port !== undefined) remember(this.ports, `${protocol} ${port}`);
    if (peer.kind === 'pods') for (const workload of peer.workloads) remember(this.peers, workload);
    if (peer.kind === 'addresses') {
      for (const address of peer.addresses) remember(this.addresses, formatIpAddress(address));
    }
  }
}

type Asks = (ports: PortSet) => boolean;

function opens({ ports }: Allowance, destination: ClusterEnd, asks: Asks): boolean {
  if (asks(ports.numbers)) return true;
  if (ports.names.length === 0 || destination.kind !== 'pods') return false;
  return destination.ends.some((end) => asks(resolvePorts(ports, end.ports)));
}

function remember<T>(known: Set<T>, one: T): void {
  if (known.size < MOST_REMEMBERED) known.add(one);
}

function holds(set: IntervalSet, id: number): boolean {
  for (let i = 0; i < set.length; i += 2) if (set[i]! <= id && id < set[i + 1]!) return true;
  return false;
}

const LINK_LOCAL = AddressSet.of(Cidr.of('169.254.0.0/16'), Cidr.of('fe80::/10'));

interface SelectedPods {
  readonly workloads: readonly Workload[];
  /** Those of them that were not seen. */
  readonly silent: readonly Workload[];
}

/** Says what the counts mean: that nothing was seen is a statement only where it would have been seen. */
class StateFinder {
  private readonly workloadsByClass: readonly (readonly Workload[])[];
  private readonly nodes: AddressSet;
  private readonly selected = new Map<IntervalSet, SelectedPods>();

  public constructor(
    private readonly analysis: Analysis,
    private readonly window: ObservedWindow,
    private readonly activity: Activity,
  ) {
    const byClass = analysis.universe.classes.map((): Workload[] => []);
    for (const { workload, classId } of analysis.members) {
      const own = byClass[classId]!;
      if (own[own.length - 1] !== workload) own.push(workload);
    }
    this.workloadsByClass = byClass;
    this.nodes = AddressSet.ofRanges(
      nodeAddressesOf(analysis.inventory).map(({ family, value }) => ({ family, first: value, last: value })),
    );
  }

  public finished(counter: Counter): UsedAllowance {
    const { allowance, connections, attempts, last } = counter;
    const counts = { allowance, connections, attempts, ...(last === undefined ? {} : { last }) };
    if (connections > 0) {
      // Policies of other kinds may allow it too, or deny it first.
      const beside = !counter.alone && !this.analysis.program;
      const state = beside ? UsageState.USED_BESIDE_OTHERS : UsageState.USED;
      return { ...counts, state, remarks: this.remarksOn(counter) };
    }
    return { ...counts, ...this.unseen(allowance), remarks: [] };
  }

  private unseen(allowance: Allowance): Pick<UsedAllowance, 'state' | 'why' | 'silent'> {
    const { missingFields, lossy } = this.window;
    const purpose = purposeOf(allowance);
    if (purpose !== undefined) return { state: UsageState.KEPT_ON_PURPOSE, why: purpose };
    if (lossy.length > 0) return { state: UsageState.LOSSY, why: lossy[0]! };
    const unseeable = this.whyUnseeable(allowance);
    if (unseeable !== undefined) return { state: UsageState.CANNOT_BE_SEEN, why: unseeable };
    if (missingFields.has('time') || this.window.from === undefined) {
      return { state: UsageState.NOT_WATCHED, why: 'The logs have no times, so there is no window to speak of.' };
    }
    const created = momentOf(asMap(allowance.policy.document.object.metadata)?.creationTimestamp);
    if (created !== undefined && created > this.window.from) {
      return { state: UsageState.NOT_WATCHED, why: 'The policy is younger than the window.' };
    }
    return this.silentOrUnused(allowance);
  }

  private whyUnseeable(allowance: Allowance): string | undefined {
    const { missingFields } = this.window;
    if (missingFields.has('ports')) return 'The logs have no ports.';
    if (missingFields.has('direction')) return 'Nothing in the logs says who opened a connection.';
    if (!allowance.block) return undefined;
    if (missingFields.has('addresses')) return 'The logs have no addresses.';
    if (isWithin(allowance, LINK_LOCAL)) return 'Connections to link-local addresses do not leave their node.';
    if (!this.nodes.isEmpty && isWithin(allowance, this.nodes)) return 'Few logs show connections with nodes.';
    return undefined;
  }

  private silentOrUnused({ policy, pods, peer, block }: Allowance): Pick<UsedAllowance, 'state' | 'why' | 'silent'> {
    const subjects = this.pods(this.analysis.universe.subjectsOf(policy, this.analysis.side));
    if (subjects.workloads.length === 0) {
      return { state: UsageState.SILENT, why: 'It selects no pod of the files.', silent: [] };
    }
    const peers = peer === undefined || block || !pods ? undefined : this.pods(pods);
    if (peers?.workloads.length === 0) {
      return { state: UsageState.SILENT, why: 'Its peer matches no pod of the files.', silent: [] };
    }
    const silent = !peers
      ? subjects.silent
      : subjects.silent.length === 0
        ? peers.silent
        : [...new Set([...subjects.silent, ...peers.silent])];
    if (silent.length === 0) return { state: UsageState.UNUSED };
    return { state: UsageState.SILENT, silent };
  }

  /** Who has pods of these classes. Selectors that mean the same have one set, and many policies may have them. */
  private pods(classes: IntervalSet): SelectedPods {
    let pods = this.selected.get(classes);
    if (!pods) {
      const found = new Set<Workload>();
      forEachIn(classes, (classId) => {
        for (const workload of this.workloadsByClass[classId]!) found.add(workload);
      });
      const workloads = [...found];
      pods = { workloads, silent: workloads.filter((workload) => !this.activity.isActive(workload)) };
      this.selected.set(classes, pods);
    }
    return pods;
  }

  private remarksOn({ allowance, ports, peers, addresses }: Counter): string[] {
    const { ports: opened, pods, block, peer } = allowance;
    const remarks: string[] = [];
    const [range, ...more] = opened.numbers.toIntervals();
    if (range && more.length === 0 && ports.size > 0 && ports.size < MOST_REMEMBERED) {
      const size = range.last - range.first + 1;
      if (size > ports.size) {
        remarks.push(`${plainCount(ports.size)} of ${size} ports: ${[...ports].sort().join(', ')}.`);
      }
    }
    if (block && addresses.size > 0 && addresses.size < MOST_REMEMBERED) {
      const size = block.addresses.ranges.reduce((sum, { first, last }) => sum + (last - first + 1n), 0n);
      if (size > BigInt(addresses.size)) {
        remarks.push(
          `${plainCount(addresses.size)} of ${size} addresses: ${[...addresses].sort().slice(0, 8).join(', ')}${addresses.size > 8 ? ', …' : ''}.`,
        );
      }
    }
    if (peer !== undefined && !block && pods && peers.size > 0 && peers.size < MOST_REMEMBERED) {
      const all = this.pods(pods).workloads.length;
      if (all > peers.size) {
        const names = [...peers].map(({ id }) => id).sort();
        remarks.push(
          `${plainCount(peers.size)} of ${all} workloads: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}.`,
        );
      }
    }
    return remarks;
  }
}

function plainCount(count: number): string {
  return count === 1 ? 'One' : String(count);
}

/** Whether somebody has said that an allowance is there on purpose. */
function purposeOf({ policy }: Allowance): string | undefined {
  const annotations = asMap(asMap(policy.document.object.metadata)?.annotations);
  const keep = annotations?.[KEEP_ANNOTATION];
  if (keep !== undefined && keep !== 'false') return `The policy says ${KEEP_ANNOTATION}.`;
  const until = asText(annotations?.[GovernanceAnnotation.EXCEPTION_EXPIRES]);
  return until === undefined ? undefined : `The policy is an exception until ${until}.`;
}
