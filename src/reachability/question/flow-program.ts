import { PeerMatch, anyMatches, doubtAbout, peerMatches } from './peer-match';
import { isNetworkPolicy } from '../../model/kubernetes-object';
import { matchesLabels, mayMatchLabels } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { PolicyProgram, ProgramPolicy, ProgramRule, RuleAction, TierDefinition } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { pushAll } from '../../model/push-all';
import { DeclaredPort, resolvePorts } from '../../model/rule-ports';
import { Analysis } from '../relation/analysis';
import {
  PortAlgebra,
  Reach,
  RuleInput,
  TierInput,
  evaluateTiers,
  leftByTier,
  listsIn,
} from '../relation/evaluate-tiers';
import { FlowEnd, PodsEnd } from '../relation/flow-end';

/** A rule of a policy that is no NetworkPolicy, as the first one to match some ports of a flow. */
export interface DecidingRule {
  readonly tier: string;
  readonly policy: ProgramPolicy;
  /** Its place among the rules of its direction. */
  readonly index: number;
  readonly action: RuleAction;
  readonly ports: PortSet;
  /** Why nobody can say for sure that it matches, or what it lets through of the traffic on its ports. */
  readonly subjectTo?: string;
  /** Whether that is a condition that the rule names. */
  readonly isConditional: boolean;
}

/** What all tiers together make of one side of a flow. */
export interface ProgramVerdict {
  readonly allowed: PortSet;
  /** Allowed if the conditions come true that rules name. */
  readonly conditionalPorts: PortSet;
  /** Neither allowed nor denied for sure, whatever becomes of conditions. */
  readonly undefinedPorts: PortSet;
  /** The tiers that have a policy for the pods, in the order in which they are asked. */
  readonly steps: readonly ProgramStep[];
  /** What may get past the last tier, behind which everything is allowed. */
  readonly beyond: PortSet;
}

/** A tier as one side of a flow meets it. */
export interface ProgramStep {
  readonly tier: TierDefinition;
  /** The ports that no earlier tier has decided for sure. */
  readonly reached: PortSet;
  /** Those that may go on from here to the next tier. */
  readonly left: PortSet;
  /** Whether NetworkPolicies stand in it that isolate the pods. */
  readonly hasNetworkPolicies: boolean;
  /** Rules of other policies that match some of the ports that reach the tier, in the order in which they are asked. */
  readonly rules: readonly DecidingRule[];
  /** Other policies that isolate the pods: what no rule matches is for the end of the tier. */
  readonly isolating: readonly ProgramPolicy[];
}

/** What the NetworkPolicies of one side say. */
export interface PlainVerdict {
  /** Undefined where none of them isolates the pods, or none is enforced. */
  readonly allowed: PortSet | undefined;
  readonly undefinedPorts: PortSet;
  /** What rules allow on ports that they name one by one, by whether they are for everyone. */
  readonly opens: Readonly<Record<Reach, PortSet>>;
}

const ALGEBRA: PortAlgebra<PortSet> = {
  none: PortSet.EMPTY,
  all: PortSet.ALL,
  union: (a, b) => a.union(b),
  subtract: (a, b) => a.subtract(b),
};

/** Asks the policies of every tier about one side of a flow, NetworkPolicies in their place among them. */
export function judgeProgram(
  analysis: Analysis,
  program: PolicyProgram,
  direction: PolicyType,
  subject: PodsEnd,
  peer: FlowEnd,
  plain: PlainVerdict,
): ProgramVerdict {
  const side = new ProgramSide(analysis, direction, subject, peer, plain, false);
  const tiers = side.tiersOf(program);
  const rules: DecidingRule[] = [];
  const sure = evaluateTiers(ALGEBRA, tiers, 'sure', (rule, ports) => {
    const origin = side.origins.get(rule);
    if (origin) rules.push({ ...origin, action: rule.action, ports });
  });
  const possible = evaluateTiers(ALGEBRA, tiers, 'possible');
  const ifMet = new ProgramSide(analysis, direction, subject, peer, plain, true).tiersOf(program);
  const conditionalPorts = evaluateTiers(ALGEBRA, ifMet, 'conditional').subtract(sure);
  let reached = PortSet.ALL;
  const steps = tiers.map((tier): ProgramStep => {
    const { definition, hasNetworkPolicies, isolating } = tier;
    const before = reached;
    reached = before.intersect(leftByTier(ALGEBRA, tier));
    const own = rules.flatMap((rule) => {
      const ports = rule.ports.intersect(before);
      return rule.tier === definition.name && !ports.isEmpty ? [{ ...rule, ports }] : [];
    });
    return { tier: definition, reached: before, left: reached, hasNetworkPolicies, isolating, rules: own };
  });
  const undefinedPorts = possible.subtract(sure).subtract(conditionalPorts);
  return { allowed: sure, conditionalPorts, undefinedPorts, steps, beyond: reached };
}

/** A tier with the policies that select the pods. */
interface SideTier extends TierInput<PortSet> {
  readonly definition: TierDefinition;
  readonly hasNetworkPolicies: boolean;
  readonly isolating: readonly ProgramPolicy[];
}

/** The policies of which nobody knows whether they select the pods: that hangs on a label whose value nobody knows. */
export function doubtfulPolicies(program: PolicyProgram, direction: PolicyType, subject: PodsEnd): ProgramPolicy[] {
  if (subject.hostNetwork) return [];
  const all = program.tiers.flatMap(({ stages }) => stages.flatMap(({ policies }) => policies));
  return all.filter(
    (policy) =>
      policy.rules[direction] &&
      isSubjectOf(policy, subject, mayMatchLabels) &&
      !isSubjectOf(policy, subject, matchesLabels),
  );
}

function isSubjectOf(policy: ProgramPolicy, end: PodsEnd, matches: typeof matchesLabels): boolean {
  const { subject, subjectNamespaces, namespace } = policy;
  const isInNamespace = subjectNamespaces
    ? matchesLabels(subjectNamespaces.requirements, end.namespaceLabels)
    : end.namespace === namespace;
  return isInNamespace && matches(subject.requirements, end.labels);
}

class ProgramSide {
  public readonly origins = new Map<RuleInput<PortSet>, Omit<DecidingRule, 'action' | 'ports'>>();

  public constructor(
    private readonly analysis: Analysis,
    private readonly direction: PolicyType,
    private readonly subject: PodsEnd,
    private readonly peer: FlowEnd,
    private readonly plain: PlainVerdict,
    /** Whether the conditions that rules name come true. */
    private readonly areMet: boolean,
  ) {}

  public tiersOf({ tiers }: PolicyProgram): SideTier[] {
    return tiers.flatMap(({ definition, stages }): SideTier[] => {
      const isolating: ProgramPolicy[] = [];
      let hasNetworkPolicies = false;
      const inputs = stages.flatMap(({ among, policies }) => {
        const selecting = policies.filter((policy) => this.isSelectedBy(policy));
        const rules = listsIn(
          among,
          selecting,
          selecting.map((policy) => this.rulesOf(policy, definition.name)),
        );
        pushAll(
          isolating,
          selecting.filter((policy) => policy.isolates),
        );
        if (this.plain.allowed && policies.some(({ document }) => isNetworkPolicy(document.object))) {
          const { allowed, undefinedPorts, opens } = this.plain;
          const none = { sure: PortSet.EMPTY, possible: PortSet.EMPTY };
          rules.push([
            { action: RuleAction.ALLOW, sure: allowed, possible: allowed.union(undefinedPorts) },
            { action: RuleAction.ALLOW, ...none, opens: opens.anyone, reach: 'anyone' },
            { action: RuleAction.ALLOW, ...none, opens: opens.named, reach: 'named' },
          ]);
          hasNetworkPolicies = true;
        }
        return rules.length === 0 ? [] : [{ among, policies: rules }];
      });
      if (inputs.length === 0) return [];
      const isolates = hasNetworkPolicies || isolating.length > 0;
      const { undecided } = definition;
      return [{ definition, undecided, isolates, hasNetworkPolicies, isolating, stages: inputs }];
    });
  }

  private isSelectedBy(policy: ProgramPolicy): boolean {
    if (isNetworkPolicy(policy.document.object) || !policy.rules[this.direction] || this.subject.hostNetwork) {
      return false;
    }
    return isSubjectOf(policy, this.subject, matchesLabels);
  }

  private rulesOf(policy: ProgramPolicy, tier: string): RuleInput<PortSet>[] {
    return policy.rules[this.direction]!.flatMap((rule, index) => {
      const { action = RuleAction.ALLOW, peers, subjectTo } = rule;
      const matched = this.matchOf(rule, policy.namespace);
      if (matched.match === 'no') return [];
      const destination = this.direction === PolicyType.INGRESS ? this.subject : this.peer;
      const declared = destination.kind === 'pods' ? destination.ports : undefined;
      const ports = resolvePorts(rule.ports, declared);
      const isSure = matched.match === 'yes';
      const input: RuleInput<PortSet> = {
        action,
        sure: isSure ? ports : PortSet.EMPTY,
        possible: ports,
        filters: subjectTo !== undefined,
        opens: isSure && subjectTo === undefined ? singlesOf(rule, declared) : PortSet.EMPTY,
        reach: peers ? 'named' : 'anyone',
      };
      const conditions = [
        ...(matched.subjectTo === undefined ? [] : [matched.subjectTo]),
        ...(subjectTo === undefined ? [] : [subjectTo]),
      ];
      this.origins.set(input, {
        tier,
        policy,
        index: rule.index ?? index,
        isConditional: matched.onCondition === true || subjectTo !== undefined,
        ...(conditions.length === 0 ? {} : { subjectTo: conditions.join(', ') }),
      });
      return [input];
    });
  }

  private matchOf({ action, peers, ports, subject }: ProgramRule, namespace: string): MatchedRule {
    const { analysis } = this;
    const ofSubject = subject ? peerMatches(analysis, subject, namespace, this.subject) : 'yes';
    const ofPeer = this.peersMatch(action, peers, namespace);
    if (ofSubject === 'no' || ofPeer === 'no') return { match: 'no' };
    if (ofSubject === 'unknown') {
      return { match: 'unknown', subjectTo: doubtAbout(analysis, [subject!], namespace, this.subject) };
    }
    if (ofPeer === 'unknown') {
      const onCondition = anyMatches(analysis, peers!, namespace, this.peer, true) === 'yes';
      return { match: 'unknown', onCondition, subjectTo: doubtAbout(analysis, peers!, namespace, this.peer) };
    }
    return ports.sourcePorts ? { match: 'unknown', subjectTo: 'the port that traffic comes from' } : { match: 'yes' };
  }

  /** Conditions come true for what allows, and do not for what denies. */
  private peersMatch(action: RuleAction | undefined, peers: ProgramRule['peers'], namespace: string): PeerMatch {
    if (!peers) return 'yes';
    const isAllow = (action ?? RuleAction.ALLOW) === RuleAction.ALLOW;
    if (!this.areMet || isAllow) return anyMatches(this.analysis, peers, namespace, this.peer, this.areMet);
    const known = peers.filter((peer) => peer.kind !== 'unknown' || !peer.within);
    return anyMatches(this.analysis, known, namespace, this.peer);
  }
}

/** Whether a rule matches, and on what that hangs where nobody knows it. */
interface MatchedRule {
  readonly match: PeerMatch;
  readonly subjectTo?: string;
  /** Whether it hangs on a condition that the rule names. */
  readonly onCondition?: boolean;
}

/** The ports that a rule names one by one, for the destination. */
export function singlesOf({ ports }: ProgramRule, declared: readonly DeclaredPort[] | undefined): PortSet {
  const { singles = PortSet.EMPTY, names, exceptNames } = ports;
  return resolvePorts({ numbers: singles, names, ...(exceptNames ? { exceptNames } : {}) }, declared);
}
