import { AddressEnds, ClusterEnd, ClusterEnds, MissingEnd, PodEnds } from './cluster-ends';
import { addressesToJudge } from './judged-addresses';
import { UNDEFINED_BECAUSE } from './undefined-because';
import { ServiceFacts } from '../../manifests/inventory';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { Protocol } from '../../model/protocol';
import { conditionsOf, conditionsText } from '../../reachability/question/conditions';
import { Flow, SideReason, UndefinedReason, flowBetween } from '../../reachability/question/flow';
import { targetsOf } from '../../reachability/question/service-path';
import { AskedFlow, flowThrough, judgesServices } from '../../reachability/question/through-service';
import { Analysis } from '../../reachability/relation/analysis';
import { FlowEnd } from '../../reachability/relation/flow-end';
import { Relation } from '../../reachability/relation/relation';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { isPolicyProtocol } from '../../traffic/record/protocol-name';
import { PROBE_NOTE } from '../resolve-traffic';

/** What policies make of observed traffic. */
export enum Outcome {
  ALLOWED = 'allowed',
  DENIED = 'denied',
  /** Neither for sure: the API, the network plugin or the log leaves it open. */
  UNDECIDED = 'undecided',
  /** An end is not in the manifests. */
  UNRESOLVED = 'unresolved',
  /** Policies make no statement about it: ICMP, and connections between ends that are no pods. */
  OUTSIDE = 'outside',
}

export interface Judgement {
  readonly outcome: Outcome;
  /** Why nothing firm can be said, as a part of a sentence; undefined where it is allowed or denied. */
  readonly why?: string;
}

/** The part of a record that policies can see. */
export type JudgedRecord = Pick<
  TrafficRecord,
  'from' | 'to' | 'protocol' | 'port' | 'portKind' | 'directionProof' | 'symmetrical' | 'notes'
>;

/** A judgement, and the ends that it is about. */
export interface JudgedEnds {
  readonly judgement: Judgement;
  readonly from: ClusterEnd;
  readonly to: ClusterEnd;
}

const ALLOWED: Judgement = { outcome: Outcome.ALLOWED };
const DENIED: Judgement = { outcome: Outcome.DENIED };
const NO_POD: Judgement = { outcome: Outcome.OUTSIDE, why: 'neither end is a pod, and policies select nothing else' };
const OTHER_PROTOCOL: Judgement = {
  outcome: Outcome.OUTSIDE,
  why: 'policies make no statement about other protocols than TCP, UDP and SCTP',
};
const NO_OPENER: Judgement = undecided('nobody knows who opened it, so its port may be that of a client');
const EITHER_OPENER: Judgement = undecided('either end may have opened it, and that makes a difference');
const NO_PORT: Judgement = undecided('the log has no port, and the policies do not treat all ports alike');
const SERVICE_PORT: Judgement = undecided('the port is that of a Service, and what is behind it is not known');
const NO_ADDRESS: Judgement = undecided(
  'the log has no address, and the policies do not treat all that it may be alike',
);
const HAIRPIN: Judgement = undecided(
  'a pod that dials its own Service may get itself, and what policies see of that hangs on the network plugin',
);
const MIXED: Judgement = undecided('its pods are not treated alike: some may, and others may not');

function undecided(why: string): Judgement {
  return { outcome: Outcome.UNDECIDED, why };
}

/** What all pairs of pods that a record may be about are allowed. */
interface PairSets {
  /** All of them. */
  readonly sure: PortSet;
  /** Some of them, or nobody knows. */
  readonly possible: PortSet;
  /** Nobody knows, for some of them. */
  readonly open: PortSet;
}

/**
 * Judges records of traffic by one set of policies. Pairs of pods are looked up in the relation, so that a record costs
 * the same however many policies there are; what is asked about addresses is remembered by who is alike.
 */
export class FlowJudge {
  public readonly ends: ClusterEnds;
  private readonly relation: Relation;
  private readonly judgesServices: boolean;
  private readonly remembered = new Map<string, PairSets>();
  private readonly reasons = new Map<string, Judgement>();

  public constructor(public readonly analysis: Analysis) {
    this.ends = new ClusterEnds(analysis);
    this.relation = new Relation(analysis);
    this.judgesServices = judgesServices(analysis);
  }

  public judge(record: JudgedRecord): Judgement {
    return this.judgeEnds(record).judgement;
  }

  public judgeEnds(record: JudgedRecord): JudgedEnds {
    const [from, to] = [this.ends.of(record.from), this.destinationOf(record)];
    return { from, to, judgement: this.judgementOf(record, from, to) };
  }

  /**
   * Single flows that a record stands for, each with the ports that it is about as policies see them: pairs of pods that
   * policies treat alike are one.
   */
  public flowsOf(record: JudgedRecord): AskedFlow[] {
    const [from, to] = [this.ends.of(record.from), this.destinationOf(record)];
    const asked = askedPorts(record);
    const service = this.ends.serviceOf(record.to);
    return this.pairsOf(from, to).flatMap(([source, destination]): AskedFlow[] => {
      const flow = flowBetween(this.analysis, source, destination);
      if (flow.toItself) return [];
      if (!service || (record.portKind !== 'service' && !this.judgesServices)) return [{ flow, ports: asked }];
      return [flowThrough(this.analysis, flow, service, this.dialledPorts(service, destination, record))];
    });
  }

  /** Who is asked for: behind a Service that is still one, its pods. */
  private destinationOf(record: JudgedRecord): ClusterEnd {
    const end = this.ends.of(record.to);
    if (end.kind === 'pods' || record.to.role === 'node') return end;
    const service = this.ends.serviceOf(record.to);
    return service ? this.ends.behind(service) : end;
  }

  private judgementOf(record: JudgedRecord, from: ClusterEnd, to: ClusterEnd): Judgement {
    const { protocol, directionProof, symmetrical, notes } = record;
    if (protocol !== undefined && !isPolicyProtocol(protocol)) return OTHER_PROTOCOL;
    if (from.kind === 'addresses' && to.kind === 'addresses') return NO_POD;
    const missing = [from, to].filter((end): end is MissingEnd => end.kind === 'missing');
    if (missing.length > 0) {
      return { outcome: Outcome.UNRESOLVED, why: [...new Set(missing.map(({ why }) => why))].join('; ') };
    }
    if (directionProof === 'unknown') {
      if (!symmetrical) return NO_OPENER;
      const there = this.between(record, from, to);
      const back = this.between(record, to, from);
      return there.outcome === back.outcome ? there : EITHER_OPENER;
    }
    // The kubelet asks from the pod's own node, which policies cannot keep out.
    if (from.kind === 'addresses' && from.isNode && notes?.includes(PROBE_NOTE)) return ALLOWED;
    return this.between(record, from, to);
  }

  private between(record: JudgedRecord, from: ClusterEnd, to: ClusterEnd): Judgement {
    const sets = this.setsBetween(record, from, to);
    if (!sets) return SERVICE_PORT;
    const verdict = this.verdictOf(sets, record);
    if (verdict !== undefined) {
      if (verdict === DENIED && record.to.service && shareWorkload(from, to)) return HAIRPIN;
      return verdict === DENIED ? this.unlessNodesDecide(from, to) : verdict;
    }
    if (isVague(from) || isVague(to)) return NO_ADDRESS;
    if (record.port === undefined || record.protocol === undefined) {
      const asked = askedPorts(record);
      if (!asked.intersect(sets.sure).isEmpty || !sets.possible.contains(asked)) return NO_PORT;
    }
    return this.reasonFor(record, from, to, sets);
  }

  private verdictOf({ sure, possible }: PairSets, record: JudgedRecord): Judgement | undefined {
    const { protocol, port, portKind } = record;
    if (protocol !== undefined && port !== undefined && portKind !== 'service') {
      if (sure.has(protocol as Protocol, port)) return ALLOWED;
      return possible.has(protocol as Protocol, port) ? undefined : DENIED;
    }
    // Behind a Service, what is asked has become the sets themselves.
    const asked = portKind === 'service' ? PortSet.ALL : askedPorts(record);
    if (sure.contains(asked)) return ALLOWED;
    return asked.intersect(possible).isEmpty ? DENIED : undefined;
  }

  private setsBetween(record: JudgedRecord, from: ClusterEnd, to: ClusterEnd): PairSets | undefined {
    if (from.kind === 'missing' || to.kind === 'missing') return undefined;
    if (from.kind === 'pods' && to.kind === 'pods') {
      const service = this.ends.serviceOf(record.to);
      if (record.portKind === 'service') return this.setsThrough(record, from, to, service);
      if (service && this.judgesServices) return this.setsThrough(record, from, to, service);
      return shareWorkload(from, to) ? this.setsWithin(from, to) : this.setsOfClasses(from, to);
    }
    if (from.kind === 'pods') return this.setsTowards(from, to as AddressEnds, PolicyType.EGRESS);
    return this.setsTowards(to as PodEnds, from as AddressEnds, PolicyType.INGRESS);
  }

  private setsOfClasses(from: PodEnds, to: PodEnds): PairSets {
    const { relation } = this;
    const { ports: table } = this.analysis.universe;
    let sets: PairSets | undefined;
    for (const source of from.classes) {
      for (const destination of to.classes) {
        const sure = relation.portsBetween(source, destination);
        const possible = table.union(relation.possibleBetween(source, destination), sure);
        const open = table.subtract(possible, sure);
        sets = joined(sets, { sure: table.get(sure), possible: table.get(possible), open: table.get(open) });
      }
    }
    return sets!;
  }

  /** Between pods of one workload: none of them and itself, unless it has only one. */
  private setsWithin(from: PodEnds, to: PodEnds): PairSets {
    return this.remember(`${from.key} within ${to.key}`, () => {
      const flows = this.pairsOf(from, to).map(([source, destination]) =>
        flowBetween(this.analysis, source, destination),
      );
      const others = flows.filter(({ toItself }) => !toItself);
      return setsOf(others.length > 0 ? others : flows);
    });
  }

  private setsTowards(pods: PodEnds, end: AddressEnds, direction: PolicyType): PairSets {
    let sets: PairSets | undefined;
    for (const own of pods.ends) {
      for (const { address, key } of addressesToJudge(this.analysis, own, end, direction)) {
        const found = this.remember(`${direction} ${pods.key} ${own.id} ${own.source?.classId} ${key}`, () => {
          const there: FlowEnd = { kind: 'address', address };
          const isOut = direction === PolicyType.EGRESS;
          return setsOf([flowBetween(this.analysis, isOut ? own : there, isOut ? there : own)]);
        });
        sets = joined(sets, found);
      }
    }
    return sets!;
  }

  /** Through a Service: what it leads to, and on some plugins its own address and port, are judged. */
  private setsThrough(
    record: JudgedRecord,
    from: PodEnds,
    to: PodEnds,
    service: ServiceFacts | undefined,
  ): PairSets | undefined {
    if (!service) return undefined;
    const { protocol, port, portKind } = record;
    const name = `${service.namespace}/${service.name}`;
    const key = `${from.key} through ${name} ${protocol} ${port} ${portKind} to ${to.key}`;
    const found = this.remember(key, () => {
      let sets: PairSets | undefined;
      for (const [source, destination] of this.pairsOf(from, to)) {
        const whole = flowBetween(this.analysis, source, destination);
        if (whole.toItself) continue;
        const { flow, ports } = flowThrough(
          this.analysis,
          whole,
          service,
          this.dialledPorts(service, destination, record),
        );
        if (ports.isEmpty) continue;
        const own = setsOf([flow]);
        // What was asked is all there is: then the sets say it for every port.
        sets = joined(sets, portKind === 'service' ? wholly(own, ports) : own);
      }
      return sets ?? NOTHING;
    });
    return found === NOTHING ? undefined : found;
  }

  /** The ports of a Service that lead to what a record is about. */
  private dialledPorts(service: ServiceFacts, destination: FlowEnd, record: JudgedRecord): PortSet {
    const asked = askedPorts(record);
    if (record.portKind === 'service' || destination.kind !== 'pods') return asked;
    return service.ports
      .filter((exposed) => targetsOf(exposed, destination).some(({ protocol, number }) => asked.has(protocol, number)))
      .reduce((all, { protocol, port }) => all.union(PortSet.of(protocol as Protocol, port)), PortSet.EMPTY);
  }

  private pairsOf(from: ClusterEnd, to: ClusterEnd): [FlowEnd, FlowEnd][] {
    if (from.kind === 'missing' || to.kind === 'missing') return [];
    if (from.kind === 'pods') {
      return to.kind === 'pods'
        ? from.ends.flatMap((source) => to.ends.map((destination): [FlowEnd, FlowEnd] => [source, destination]))
        : from.ends.flatMap((source) =>
            addressesToJudge(this.analysis, source, to, PolicyType.EGRESS).map(({ address }): [FlowEnd, FlowEnd] => [
              source,
              { kind: 'address', address },
            ]),
          );
    }
    if (to.kind !== 'pods') return [];
    return to.ends.flatMap((destination) =>
      addressesToJudge(this.analysis, destination, from, PolicyType.INGRESS).map(({ address }): [FlowEnd, FlowEnd] => [
        { kind: 'address', address },
        destination,
      ]),
    );
  }

  /** A pod and its own node are a case of their own, and the manifests may not say where the pods run. */
  private unlessNodesDecide(from: ClusterEnd, to: ClusterEnd): Judgement {
    const [node, pods] = from.kind === 'addresses' ? [from, to] : [to, from];
    if (node.kind !== 'addresses' || pods.kind !== 'pods') return DENIED;
    if (node.isApiServer && node === from) {
      return undecided(
        'it comes from the API server, which reaches pods in ways that differ between clusters, and no rule allows the address that was seen',
      );
    }
    if (!node.isNode) return DENIED;
    const title = this.analysis.universe.options.plugin?.title ?? 'the network plugin';
    if (pods.ends.every(({ nodeAddresses }) => nodeAddresses.length > 0) && !node.among) return DENIED;
    if (node === from) {
      return undecided(
        `it comes from a node, the files do not say on which node the pods run, and ${title} lets their own node reach them`,
      );
    }
    if (this.analysis.universe.options.plugin?.podToOwnNode.support === 'no') return DENIED;
    return undecided(
      `it goes to a node, the files do not say on which node the pods run, and ${title} may let them reach their own`,
    );
  }

  /** The engine's reason for what is undefined; otherwise pods differ. */
  private reasonFor(record: JudgedRecord, from: ClusterEnd, to: ClusterEnd, { open }: PairSets): Judgement {
    const asked = record.portKind === 'service' ? PortSet.ALL : askedPorts(record);
    if (open.intersect(asked).isEmpty) return MIXED;
    const service = record.to.service;
    const key = `${from.key} ${to.key} ${service?.name} ${service?.address} ${record.protocol} ${record.port}`;
    let reason = this.reasons.get(key);
    if (!reason) this.reasons.set(key, (reason = this.findReason(record)));
    return reason;
  }

  private findReason(record: JudgedRecord): Judgement {
    for (const { flow, ports } of this.flowsOf(record)) {
      const conditions = conditionsOf(flow, flow.conditionalPorts.intersect(ports));
      if (conditions.length > 0) return undecided(`it is allowed only for ${conditionsText(conditions)}`);
      if (flow.undefinedPorts.intersect(ports).isEmpty) continue;
      const why = [flow.egress, flow.ingress].flatMap(({ undefinedPorts, undefinedReason, reason }) => {
        const own = undefinedReason ?? (reason === SideReason.OTHER_POLICY ? UndefinedReason.OTHER_POLICY : undefined);
        return own !== undefined && !undefinedPorts.intersect(ports).isEmpty ? [UNDEFINED_BECAUSE[own]] : [];
      });
      if (why.length > 0) return undecided([...new Set(why)].join('; '));
    }
    return MIXED;
  }

  private remember(key: string, find: () => PairSets): PairSets {
    let sets = this.remembered.get(key);
    if (!sets) this.remembered.set(key, (sets = find()));
    return sets;
  }
}

const NOTHING: PairSets = { sure: PortSet.EMPTY, possible: PortSet.EMPTY, open: PortSet.EMPTY };

function setsOf(flows: readonly Flow[]): PairSets {
  return flows.reduce<PairSets | undefined>((all, { allowed, conditionalPorts, undefinedPorts }) => {
    const open = conditionalPorts.union(undefinedPorts);
    return joined(all, { sure: allowed, possible: allowed.union(open), open });
  }, undefined)!;
}

function joined(a: PairSets | undefined, b: PairSets): PairSets {
  if (!a) return b;
  return { sure: a.sure.intersect(b.sure), possible: a.possible.union(b.possible), open: a.open.union(b.open) };
}

/** Every port or none, by what becomes of those that are meant. */
function wholly({ sure, possible, open }: PairSets, ports: PortSet): PairSets {
  const all = (holds: boolean) => (holds ? PortSet.ALL : PortSet.EMPTY);
  return {
    sure: all(sure.contains(ports)),
    possible: all(!possible.intersect(ports).isEmpty),
    open: all(!open.intersect(ports).isEmpty),
  };
}

/** Whether an end may have one of several addresses. */
function isVague(end: ClusterEnd): boolean {
  return end.kind === 'addresses' && (end.among !== undefined || end.addresses.length > 1);
}

function shareWorkload(from: ClusterEnd, to: ClusterEnd): boolean {
  return (
    from.kind === 'pods' && to.kind === 'pods' && from.workloads.some((workload) => to.workloads.includes(workload))
  );
}

/** What a log does not say could be any of it. */
export function askedPorts({ protocol, port }: Pick<JudgedRecord, 'protocol' | 'port'>): PortSet {
  const protocols = protocol === undefined ? Object.values(Protocol) : [protocol as Protocol];
  return protocols.reduce(
    (all, one) => all.union(port === undefined ? PortSet.allOf(one) : PortSet.of(one, port)),
    PortSet.EMPTY,
  );
}
