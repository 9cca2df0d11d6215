import { FlowSide, SideReason, flowBetween } from './flow';
import { anyMatches, peerMatches } from './peer-match';
import { matchesLabels } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { PolicyProgram, ProgramPolicy, ProgramRule, RuleAction, programOf } from '../../model/policy-program';
import { PortlessSet } from '../../model/portless-set';
import { Protocol } from '../../model/protocol';
import { portlessOf, resolvePorts } from '../../model/rule-ports';
import { Analysis } from '../relation/analysis';
import { PortAlgebra, RuleInput, TierInput, evaluateTiers, listsIn } from '../relation/evaluate-tiers';
import { FlowEnd, PodsEnd } from '../relation/flow-end';

/** The first packet of a connection: one with ports, or a message of ICMP, or another protocol by its number. */
export type Packet = PortPacket | PortlessPacket;

export interface PortPacket {
  readonly protocol: Protocol;
  readonly port: number;
  /** Where it comes from. @default - not known */
  readonly sourcePort?: number;
}

export interface PortlessPacket {
  readonly traffic: PortlessSet;
}

export type PacketVerdict = 'allowed' | 'denied' | 'undefined';

/**
 * What becomes of a single packet, of which more may be known than of a connection: the port that it comes from, and
 * what has no ports at all. Rules of NetworkPolicies that are about every port are taken for rules about ICMP too, as
 * network plugins do; the API itself makes no statement about it.
 */
export function judgePacket(analysis: Analysis, from: FlowEnd, to: FlowEnd, packet: Packet): PacketVerdict {
  const { toItself, egress, ingress } = flowBetween(analysis, from, to);
  if (toItself) return 'allowed';
  const sides = [sideOf(analysis, egress, from, to, packet), sideOf(analysis, ingress, to, from, packet)];
  if (sides.includes('denied')) return 'denied';
  return sides.includes('undefined') ? 'undefined' : 'allowed';
}

function sideOf(analysis: Analysis, side: FlowSide, subject: FlowEnd, peer: FlowEnd, packet: Packet): PacketVerdict {
  const byPolicies = side.reason === SideReason.RULES || side.reason === SideReason.NOT_ISOLATED;
  if (!byPolicies || subject.kind === 'address') return verdictOf(side, packet);
  const asked = new PacketSide(analysis, side.direction, subject, peer);
  if ('traffic' in packet) return asked.verdict(PORTLESS, packet.traffic, (rule) => portlessOf(rule.ports));
  const destination = side.direction === PolicyType.INGRESS ? subject : peer;
  const source = side.direction === PolicyType.INGRESS ? peer : subject;
  return asked.verdict(YES_OR_NO, true, ({ ports }) => {
    const opened = resolvePorts(ports, destination.kind === 'pods' ? destination.ports : undefined);
    if (!opened.has(packet.protocol, packet.port)) return false;
    if (!ports.sourcePorts) return true;
    if (packet.sourcePort === undefined) return undefined;
    const origins = resolvePorts(ports.sourcePorts, source.kind === 'pods' ? source.ports : undefined);
    return origins.has(packet.protocol, packet.sourcePort);
  });
}

/** What a side says that hangs on no rule. */
function verdictOf({ allowed, undefinedPorts }: FlowSide, packet: Packet): PacketVerdict {
  if ('traffic' in packet) {
    return allowed.isAll ? 'allowed' : undefinedPorts.isEmpty && allowed.isEmpty ? 'denied' : 'undefined';
  }
  if (allowed.has(packet.protocol, packet.port)) return 'allowed';
  return undefinedPorts.has(packet.protocol, packet.port) ? 'undefined' : 'denied';
}

const YES_OR_NO: PortAlgebra<boolean> = {
  none: false,
  all: true,
  union: (a, b) => a || b,
  subtract: (a, b) => a && !b,
};

const PORTLESS: PortAlgebra<PortlessSet> = {
  none: PortlessSet.EMPTY,
  all: PortlessSet.ALL,
  union: (a, b) => a.union(b),
  subtract: (a, b) => a.subtract(b),
};

/** Asks every tier about one side of a packet. */
class PacketSide {
  public constructor(
    private readonly analysis: Analysis,
    private readonly direction: PolicyType,
    private readonly subject: PodsEnd,
    private readonly peer: FlowEnd,
  ) {}

  /** @param measure what a rule matches of it; undefined where nobody can tell */
  public verdict<T>(algebra: PortAlgebra<T>, asked: T, measure: (rule: ProgramRule) => T | undefined): PacketVerdict {
    const tiers = this.tiersOf(this.program(), algebra, measure);
    const isHeld = (set: T) => isEmpty(algebra, algebra.subtract(asked, set));
    if (isHeld(evaluateTiers(algebra, tiers, 'sure'))) return 'allowed';
    const possible = evaluateTiers(algebra, tiers, 'possible');
    const denied = algebra.subtract(asked, possible);
    return isHeld(denied) ? 'denied' : 'undefined';
  }

  private program(): PolicyProgram {
    return this.analysis.program ?? programOf(this.analysis.policiesIn(this.subject.namespace));
  }

  private tiersOf<T>(
    { tiers }: PolicyProgram,
    algebra: PortAlgebra<T>,
    measure: (rule: ProgramRule) => T | undefined,
  ): TierInput<T>[] {
    return tiers.map(({ definition, stages }) => {
      const selecting = stages.map(({ among, policies }) => ({
        among,
        policies: policies.filter((policy) => this.isSelectedBy(policy)),
      }));
      return {
        undecided: definition.undecided,
        isolates: selecting.some(({ policies }) => policies.some(({ isolates }) => isolates)),
        stages: selecting.map(({ among, policies }) => {
          const rules = policies.map((policy) => this.rulesOf(policy, algebra, measure));
          return { among, policies: listsIn(among, policies, rules) };
        }),
      };
    });
  }

  private isSelectedBy({ rules, subject, subjectNamespaces, namespace }: ProgramPolicy): boolean {
    if (!rules[this.direction]) return false;
    const isInNamespace = subjectNamespaces
      ? matchesLabels(subjectNamespaces.requirements, this.subject.namespaceLabels)
      : this.subject.namespace === namespace;
    return isInNamespace && matchesLabels(subject.requirements, this.subject.labels);
  }

  private rulesOf<T>(
    { rules, namespace }: ProgramPolicy,
    { all, none }: PortAlgebra<T>,
    measure: (rule: ProgramRule) => T | undefined,
  ): RuleInput<T>[] {
    return rules[this.direction]!.flatMap((rule): RuleInput<T>[] => {
      const { peers, subject, action = RuleAction.ALLOW } = rule;
      const matches = [
        peers ? anyMatches(this.analysis, peers, namespace, this.peer) : 'yes',
        subject ? peerMatches(this.analysis, subject, namespace, this.subject) : 'yes',
      ];
      if (matches.includes('no')) return [];
      const matched = measure(rule);
      const isSure = matched !== undefined && !matches.includes('unknown');
      const filters = rule.subjectTo !== undefined;
      return [{ action, filters, sure: isSure ? matched : none, possible: matched ?? all }];
    });
  }
}

function isEmpty<T>({ none }: PortAlgebra<T>, set: T): boolean {
  return set instanceof PortlessSet ? set.isEmpty : set === none;
}
