import { PeerMatch, peerMatches } from './peer-match';
import { isNetworkPolicy } from '../../model/kubernetes-object';
import { matchesLabels } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { ClusterPods, PolicyProgram, ProgramPolicy, ProgramRule, RuleAction } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { resolvePorts } from '../../model/rule-ports';
import { Analysis } from '../relation/analysis';
import { PortAlgebra, RuleInput, TierInput, evaluateTiers } from '../relation/evaluate-tiers';
import { FlowEnd, PodsEnd } from '../relation/flow-end';

/** A rule of a policy that is no NetworkPolicy, as the first one of its tier to match some ports of a flow. */
export interface DecidingRule {
  readonly tier: string;
  readonly policy: ProgramPolicy;
  /** Its place among the rules of its direction. */
  readonly index: number;
  readonly action: RuleAction;
  readonly ports: PortSet;
  /** Why nobody can say for sure that it matches. */
  readonly subjectTo?: string;
}

/** What all tiers together make of one side of a flow. */
export interface ProgramVerdict {
  readonly allowed: PortSet;
  /** Neither allowed nor denied for sure. */
  readonly undefinedPorts: PortSet;
  /** In the order in which they are asked. */
  readonly rules: readonly DecidingRule[];
  /** Policies that isolate the pods although none of their rules matches: what the end of their tier decides. */
  readonly isolating: readonly ProgramPolicy[];
}

/** What the NetworkPolicies of one side say. */
export interface PlainVerdict {
  /** Undefined where none of them isolates the pods, or none is enforced. */
  readonly allowed: PortSet | undefined;
  readonly undefinedPorts: PortSet;
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
  const side = new ProgramSide(analysis, direction, subject, peer, plain);
  const tiers = side.tiersOf(program);
  const rules: DecidingRule[] = [];
  const sure = evaluateTiers(ALGEBRA, tiers, 'sure', (rule, ports) => {
    const origin = side.origins.get(rule);
    if (origin && !ports.isEmpty) rules.push({ ...origin, action: rule.action, ports });
  });
  const possible = evaluateTiers(ALGEBRA, tiers, 'possible');
  const order = new Map(program.tiers.map(({ definition }, index) => [definition.name, index]));
  return {
    allowed: sure,
    undefinedPorts: possible.subtract(sure),
    // Tiers are evaluated from the last one.
    rules: rules.sort((a, b) => order.get(a.tier)! - order.get(b.tier)!),
    isolating: side.isolating,
  };
}

class ProgramSide {
  public readonly origins = new Map<RuleInput<PortSet>, Omit<DecidingRule, 'action' | 'ports'>>();
  public readonly isolating: ProgramPolicy[] = [];

  public constructor(
    private readonly analysis: Analysis,
    private readonly direction: PolicyType,
    private readonly subject: PodsEnd,
    private readonly peer: FlowEnd,
    private readonly plain: PlainVerdict,
  ) {}

  public tiersOf({ tiers }: PolicyProgram): TierInput<PortSet>[] {
    return tiers.flatMap(({ definition, stages }): TierInput<PortSet>[] => {
      let isolates = false;
      const inputs = stages.flatMap(({ among, policies }) => {
        const selecting = policies.filter((policy) => this.isSelectedBy(policy));
        const rules = selecting.map((policy) => this.rulesOf(policy, definition.name));
        const isolating = selecting.filter((policy) => policy.isolates);
        this.isolating.push(...isolating);
        isolates ||= isolating.length > 0;
        if (this.plain.allowed && policies.some(({ document }) => isNetworkPolicy(document.object))) {
          const { allowed, undefinedPorts } = this.plain;
          rules.push([{ action: RuleAction.ALLOW, sure: allowed, possible: allowed.union(undefinedPorts) }]);
          isolates = true;
        }
        return rules.length === 0 ? [] : [{ among, policies: rules }];
      });
      return inputs.length === 0 ? [] : [{ undecided: definition.undecided, isolates, stages: inputs }];
    });
  }

  private isSelectedBy(policy: ProgramPolicy): boolean {
    if (isNetworkPolicy(policy.document.object) || !policy.rules[this.direction] || this.subject.hostNetwork) {
      return false;
    }
    const { subject, subjectNamespaces: namespaces, namespace } = policy;
    return namespaces
      ? this.isAmong({ namespaces, pods: subject })
      : this.subject.namespace === namespace && matchesLabels(subject.requirements, this.subject.labels);
  }

  private isAmong({ namespaces, pods }: ClusterPods): boolean {
    const { namespaceLabels, labels } = this.subject;
    return matchesLabels(namespaces.requirements, namespaceLabels) && matchesLabels(pods.requirements, labels);
  }

  private rulesOf(policy: ProgramPolicy, tier: string): RuleInput<PortSet>[] {
    return policy.rules[this.direction]!.flatMap((rule, index) => {
      if (rule.subject && !this.isAmong(rule.subject)) return [];
      const matched = this.matchOf(rule, policy.namespace);
      if (matched.match === 'no') return [];
      const destination = this.direction === PolicyType.INGRESS ? this.subject : this.peer;
      const ports = resolvePorts(rule.ports, destination.kind === 'pods' ? destination.ports : undefined);
      const sure = matched.match === 'yes' ? ports : PortSet.EMPTY;
      const input = { action: rule.action ?? RuleAction.ALLOW, sure, possible: ports };
      this.origins.set(input, { tier, policy, index, subjectTo: matched.subjectTo });
      return [input];
    });
  }

  private matchOf({ peers, ports }: ProgramRule, namespace: string): { match: PeerMatch; subjectTo?: string } {
    const matches = (peers ?? []).map((peer) => peerMatches(this.analysis, peer, namespace, this.peer));
    const match = !peers || matches.includes('yes') ? 'yes' : matches.includes('unknown') ? 'unknown' : 'no';
    if (match === 'yes' && ports.sourcePorts) {
      return { match: 'unknown', subjectTo: 'the port that traffic comes from' };
    }
    if (match !== 'unknown') return { match };
    const unknown = peers!.find((peer, index) => peer.kind === 'unknown' && matches[index] === 'unknown');
    return { match, subjectTo: unknown?.kind === 'unknown' ? unknown.subjectTo : 'whether a block matches pods' };
  }
}
