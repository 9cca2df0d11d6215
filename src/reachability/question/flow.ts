import { PlainVerdict, ProgramVerdict, doubtfulPolicies, judgeProgram, singlesOf } from './flow-program';
import { isSameAddress, peerMatches } from './peer-match';
import { OtherPolicy } from '../../manifests/other-policies';
import { mayMatchLabels, matchesLabels } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy, ProgramRule } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { resolvePorts } from '../../model/rule-ports';
import { CniProfile } from '../../platform/cni-profiles/cni-capability';
import { Analysis } from '../relation/analysis';
import { FlowEnd, PodsEnd } from '../relation/flow-end';
import { othersSelecting } from '../universe/open-directions';

/** What one flow may do and why, each direction by itself. */
export interface Flow {
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  /** Whether both ends are the same pod, which may always talk to itself. */
  readonly toItself: boolean;
  readonly egress: FlowSide;
  readonly ingress: FlowSide;
  readonly allowed: PortSet;
  /** Allowed if the conditions come true that rules name: a name of DNS, a request that is let through. */
  readonly conditionalPorts: PortSet;
  /** Neither allowed nor denied for sure, whatever becomes of conditions. */
  readonly undefinedPorts: PortSet;
}

/** Why a side is as it is, where it is not its rules that say so. */
export enum SideReason {
  /** The side is an address: policies select pods only. */
  OUTSIDE = 'outside',
  /** The network plugin enforces no policy at all. */
  NOT_ENFORCED = 'not enforced',
  /** No policy selects the pods in this direction. */
  NOT_ISOLATED = 'not isolated',
  /** The peer is the node that the pod runs on, which may always reach it. */
  FROM_OWN_NODE = 'from own node',
  /** The peer is the node that the pod runs on, which the plugin lets it reach. */
  TO_OWN_NODE = 'to own node',
  /** The selected pods have hostNetwork, and the plugin passes over such pods. */
  HOST_NETWORK_IGNORED = 'hostNetwork ignored',
  /** The selected pods have hostNetwork, for which the API defines nothing. */
  HOST_NETWORK_SUBJECT = 'hostNetwork subject',
  /** A policy of another API, or a network of its own, could decide, and it is not analysed. */
  OTHER_POLICY = 'other policy',
  /** Whether policies select the pods hangs on a label whose value nobody knows. */
  LABEL_UNKNOWN = 'label value unknown',
  /** The address is one of IPv6, on which the plugin enforces nothing. */
  IPV6_NOT_ENFORCED = 'IPv6 not enforced',
  /** The network plugin judges egress by the address of the Service that was asked about. */
  SERVICE_ADDRESS = 'Service address',
  /** What the rules of the selecting policies allow. */
  RULES = 'rules',
}

/** Why what no rule allows is not simply denied. */
export enum UndefinedReason {
  HOST_NETWORK_SUBJECT = 'hostNetwork subject',
  HOST_NETWORK_PEER = 'hostNetwork peer',
  TO_OWN_NODE = 'to own node',
  IP_BLOCK_PEER = 'ipBlock peer',
  /** Rules of other kinds of policies whose order or match nobody can tell. */
  UNCERTAIN_RULES = 'uncertain rules',
  OTHER_POLICY = 'other policy',
  LABEL_UNKNOWN = 'label value unknown',
  IPV6 = 'IPv6',
  SERVICE_ADDRESS = 'Service address',
}

/** What the policies of one end say. */
export interface FlowSide extends NetworkPolicySide {
  /** What policies of other kinds have decided, where there are any. */
  readonly program?: ProgramVerdict;
}

/** What the NetworkPolicies of one end say; for a whole side, with what the policies of other kinds make of it. */
interface NetworkPolicySide {
  readonly direction: PolicyType;
  readonly reason: SideReason;
  /** The policies that select this end in this direction. */
  readonly policies: readonly SelectingPolicy[];
  readonly allowed: PortSet;
  readonly undefinedPorts: PortSet;
  readonly undefinedReason?: UndefinedReason;
  /** What could decide and is not analysed. */
  readonly others?: readonly OtherPolicy[];
}

export interface SelectingPolicy {
  readonly policy: ProgramPolicy;
  readonly rules: readonly RuleMatch[];
}

/** How far one rule goes with one flow. */
export interface RuleMatch {
  readonly index: number;
  /** The first matching entry of `from` or `to`; `anyone` for a rule without peers; undefined where none matches. */
  readonly peer: number | 'anyone' | undefined;
  /** The first entry that matches if blocks match pods or nodes, where nobody knows that and none matches for sure. */
  readonly possiblePeer?: number;
  /** The ports of the rule, with names resolved on the destination, whether the peer matches or not. */
  readonly ports: PortSet;
}

/** Walks through every policy and rule that has a say in one flow. */
export function flowBetween(analysis: Analysis, from: FlowEnd, to: FlowEnd): Flow {
  return flowOf(
    from,
    to,
    sideOf(analysis, PolicyType.EGRESS, from, to),
    sideOf(analysis, PolicyType.INGRESS, to, from),
  );
}

/** What two sides make of a flow together. */
export function flowOf(from: FlowEnd, to: FlowEnd, egress: FlowSide, ingress: FlowSide): Flow {
  const toItself = from.kind === 'pods' && to.kind === 'pods' && from.pod !== undefined && from.pod === to.pod;
  const allowed = toItself ? PortSet.ALL : egress.allowed.intersect(ingress.allowed);
  const ifMet = openIfMet(egress).intersect(openIfMet(ingress));
  const possible = mayBeOpen(egress).intersect(mayBeOpen(ingress));
  return {
    from,
    to,
    toItself,
    egress,
    ingress,
    allowed,
    conditionalPorts: ifMet.subtract(allowed),
    undefinedPorts: possible.subtract(ifMet).subtract(allowed),
  };
}

/** What a side allows for sure, or on conditions that rules name. */
function openIfMet({ allowed, program }: FlowSide): PortSet {
  return program ? allowed.union(program.conditionalPorts) : allowed;
}

/** What a side may allow, whatever is uncertain. */
export function mayBeOpen(side: FlowSide): PortSet {
  return openIfMet(side).union(side.undefinedPorts);
}

/** The rules of a selecting policy that allow the peer something. */
export function allowingRules({ rules }: SelectingPolicy): RuleMatch[] {
  return rules.filter(({ peer, ports }) => peer !== undefined && !ports.isEmpty);
}

function sideOf(analysis: Analysis, direction: PolicyType, subject: FlowEnd, peer: FlowEnd): FlowSide {
  if (subject.kind === 'address') {
    const everything = { direction, policies: [], allowed: PortSet.ALL, undefinedPorts: PortSet.EMPTY };
    return { ...everything, reason: SideReason.OUTSIDE };
  }
  const own = networkPolicySide(analysis, direction, subject, peer);
  // What cannot be judged may come before every tier.
  const isOpen = own.reason === SideReason.OTHER_POLICY || own.reason === SideReason.LABEL_UNKNOWN;
  if (isOpen || !analysis.program) return own;
  if (direction === PolicyType.INGRESS && isOnNode(subject, peer)) {
    const everything = { allowed: PortSet.ALL, undefinedPorts: PortSet.EMPTY };
    return { ...own, ...everything, reason: SideReason.FROM_OWN_NODE };
  }
  const doubtful = doubtfulPolicies(analysis.program, direction, subject);
  if (doubtful.length > 0) {
    const nothing = { direction, allowed: PortSet.EMPTY, undefinedPorts: PortSet.ALL };
    const policies = doubtful.map((policy) => ({ policy, rules: [] }));
    const undefinedReason = UndefinedReason.LABEL_UNKNOWN;
    return { ...nothing, policies, reason: SideReason.LABEL_UNKNOWN, undefinedReason };
  }
  const isolated = own.reason !== SideReason.NOT_ISOLATED && own.reason !== SideReason.NOT_ENFORCED;
  const { undefinedPorts } = own;
  const opens = openedBy(own, direction, direction === PolicyType.INGRESS ? subject : peer);
  const plain = { allowed: isolated ? own.allowed : undefined, undefinedPorts, opens };
  const program = judgeProgram(analysis, analysis.program, direction, subject, peer, plain);
  const undefinedReason =
    own.undefinedReason ?? (program.undefinedPorts.isEmpty ? undefined : UndefinedReason.UNCERTAIN_RULES);
  return { ...own, undefinedReason, allowed: program.allowed, undefinedPorts: program.undefinedPorts, program };
}

/** Whether the peer is an address of the node that the pod runs on. */
function isOnNode({ nodeAddresses }: PodsEnd, peer: FlowEnd): boolean {
  return peer.kind === 'address' && nodeAddresses.some((node) => isSameAddress(node, peer.address));
}

function networkPolicySide(
  analysis: Analysis,
  direction: PolicyType,
  subject: PodsEnd,
  peer: FlowEnd,
): NetworkPolicySide {
  const everything = { direction, policies: [], allowed: PortSet.ALL, undefinedPorts: PortSet.EMPTY };
  const { plugin } = analysis.universe.options;
  if (plugin?.enforces.support === 'no') return { ...everything, reason: SideReason.NOT_ENFORCED };

  const destination = direction === PolicyType.INGRESS ? subject : peer;
  const possible = analysis
    .policiesIn(subject.namespace)
    .filter((policy) => policy.rules[direction] && mayMatchLabels(policy.subject.requirements, subject.labels))
    .map((policy) => ({ policy, rules: matchRules(analysis, policy, direction, peer, destination) }));
  const others = othersSelecting(analysis.inventory, subject, direction);
  if (possible.length + others.length === 0) return { ...everything, reason: SideReason.NOT_ISOLATED };

  const policies = possible.filter(({ policy }) => matchesLabels(policy.subject.requirements, subject.labels));
  const ownNode = isOnNode(subject, peer);
  if (ownNode && direction === PolicyType.INGRESS) return { ...everything, policies, reason: SideReason.FROM_OWN_NODE };

  const nothing = { direction, policies, allowed: PortSet.EMPTY, undefinedPorts: PortSet.ALL };
  if (others.length > 0) {
    const undefinedReason = UndefinedReason.OTHER_POLICY;
    return { ...nothing, others, reason: SideReason.OTHER_POLICY, undefinedReason };
  }
  if (possible.length > policies.length) {
    const undefinedReason = UndefinedReason.LABEL_UNKNOWN;
    return { ...nothing, policies: possible, reason: SideReason.LABEL_UNKNOWN, undefinedReason };
  }

  if (ownNode && plugin?.podToOwnNode.support === 'yes') {
    return { ...everything, policies, reason: SideReason.TO_OWN_NODE };
  }
  if (subject.hostNetwork) {
    if (plugin?.hostNetworkSubject.support === 'no') {
      return { ...everything, policies, reason: SideReason.HOST_NETWORK_IGNORED };
    }
    // What the rules allow is allowed whether the plugin enforces them or passes over such pods.
    const byRules = unionOfPorts(policies.flatMap((selecting) => allowingRules(selecting)));
    return {
      direction,
      policies,
      reason: SideReason.HOST_NETWORK_SUBJECT,
      allowed: byRules,
      undefinedPorts: PortSet.ALL.subtract(byRules),
      undefinedReason: UndefinedReason.HOST_NETWORK_SUBJECT,
    };
  }
  const ipv6 = peer.kind === 'address' && peer.address.family === 6 ? (plugin?.ipv6.support ?? 'yes') : 'yes';
  if (ipv6 === 'no') return { ...everything, policies, reason: SideReason.IPV6_NOT_ENFORCED };
  const allowed = unionOfPorts(policies.flatMap((selecting) => allowingRules(selecting)));
  const side = { direction, policies, reason: SideReason.RULES, allowed };
  const reason =
    peer.kind === 'pods' ? peer.hostNetwork && UndefinedReason.HOST_NETWORK_PEER : ownNode && toOwnNode(plugin);
  if (reason) return { ...side, undefinedPorts: PortSet.ALL.subtract(allowed), undefinedReason: reason };
  if (ipv6 !== 'yes') {
    return { ...side, undefinedPorts: PortSet.ALL.subtract(allowed), undefinedReason: UndefinedReason.IPV6 };
  }
  const byPeers = policies.flatMap(({ policy, rules }) =>
    rules
      .filter(({ possiblePeer }) => possiblePeer !== undefined)
      .map((rule) => ({ rule, peer: policy.rules[direction]![rule.index]!.peers![rule.possiblePeer!]! })),
  );
  const undefinedPorts = unionOfPorts(byPeers.map(({ rule }) => rule)).subtract(allowed);
  const undefinedReason = byPeers.some((one) => one.peer.kind === 'block')
    ? UndefinedReason.IP_BLOCK_PEER
    : UndefinedReason.LABEL_UNKNOWN;
  return { ...side, undefinedPorts, ...(undefinedPorts.isEmpty ? {} : { undefinedReason }) };
}

/** What the rules of NetworkPolicies allow on ports that they name one by one. */
function openedBy(
  { policies, reason }: NetworkPolicySide,
  direction: PolicyType,
  destination: FlowEnd,
): PlainVerdict['opens'] {
  const declared = destination.kind === 'pods' ? destination.ports : undefined;
  const opens = { anyone: PortSet.EMPTY, named: PortSet.EMPTY };
  if (reason !== SideReason.RULES) return opens;
  for (const { policy, rules } of policies) {
    for (const { index, peer } of rules) {
      if (peer === undefined) continue;
      const reach = peer === 'anyone' ? 'anyone' : 'named';
      opens[reach] = opens[reach].union(singlesOf(policy.rules[direction]![index]!, declared));
    }
  }
  return opens;
}

function unionOfPorts(matches: readonly RuleMatch[]): PortSet {
  return matches.reduce((all, { ports }) => all.union(ports), PortSet.EMPTY);
}

/** Why egress to the own node is not for the rules alone to say; undefined where the plugin leaves it to them. */
function toOwnNode(plugin: CniProfile | undefined): UndefinedReason | undefined {
  return plugin?.podToOwnNode.support === 'no' ? undefined : UndefinedReason.TO_OWN_NODE;
}

function matchRules(
  analysis: Analysis,
  policy: ProgramPolicy,
  direction: PolicyType,
  peer: FlowEnd,
  destination: FlowEnd,
): RuleMatch[] {
  const declared = destination.kind === 'pods' ? destination.ports : undefined;
  return policy.rules[direction]!.map((rule, index) => ({
    index,
    ...matchingPeer(analysis, rule, policy.namespace, peer),
    ports: resolvePorts(rule.ports, declared),
  }));
}

function matchingPeer(
  analysis: Analysis,
  { peers }: ProgramRule,
  policyNamespace: string,
  end: FlowEnd,
): Pick<RuleMatch, 'peer' | 'possiblePeer'> {
  if (!peers) return { peer: 'anyone' };
  const matches = peers.map((peer) => peerMatches(analysis, peer, policyNamespace, end));
  const [sure, possible] = [matches.indexOf('yes'), matches.indexOf('unknown')];
  if (sure >= 0) return { peer: sure };
  return possible < 0 ? { peer: undefined } : { peer: undefined, possiblePeer: possible };
}
