import { peerMatches } from './peer-match';
import { matchesLabels } from '../../model/label-selector';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { Analysis } from '../relation/analysis';
import { FlowEnd, PodsEnd } from '../relation/flow-end';
import { resolvePorts } from '../universe/rule-ports';
import { Tier, TierRule, TierVerdict, TieredPolicy } from '../universe/tiered-policy';

/** What a tier makes of one side of a flow; all other ports are left to what comes behind it. */
export interface TierOutcome {
  readonly accepted: PortSet;
  readonly denied: PortSet;
  /** The rules that count, in the order in which they are asked. */
  readonly rules: readonly DecidingRule[];
}

/** A rule that is the first one of its tier to match some ports of a flow. */
export interface DecidingRule {
  readonly policy: TieredPolicy;
  readonly index: number;
  readonly verdict: TierVerdict;
  readonly ports: PortSet;
}

/** The outcome where a tier has nothing to say. */
export const UNTOUCHED: TierOutcome = { accepted: PortSet.EMPTY, denied: PortSet.EMPTY, rules: [] };

/** Asks the policies of a tier about one side of a flow, until every port is decided or passed on. */
export function judgeTier(
  analysis: Analysis,
  tier: Tier,
  direction: PolicyType,
  subject: PodsEnd,
  peer: FlowEnd,
): TierOutcome {
  const destination = direction === PolicyType.INGRESS ? subject : peer;
  const declared = destination.kind === 'pods' ? destination.ports : undefined;
  const rules: DecidingRule[] = [];
  let open = PortSet.ALL;
  for (const policy of analysis.tiered) {
    if (policy.tier !== tier || !selects(policy, subject)) continue;
    policy.rules[direction].forEach((rule, index) => {
      if (!isAbout(analysis, rule, peer)) return;
      const ports = resolvePorts(rule.ports, declared).intersect(open);
      if (ports.isEmpty) return;
      rules.push({ policy, index, verdict: rule.verdict, ports });
      open = open.subtract(ports);
    });
  }
  return { accepted: portsOf(rules, TierVerdict.ACCEPT), denied: portsOf(rules, TierVerdict.DENY), rules };
}

function selects({ subject: { namespaces, pods } }: TieredPolicy, end: PodsEnd): boolean {
  return (
    !end.hostNetwork &&
    matchesLabels(namespaces.requirements, end.namespaceLabels) &&
    matchesLabels(pods.requirements, end.labels)
  );
}

function isAbout(analysis: Analysis, { peers }: TierRule, end: FlowEnd): boolean {
  return peers.some((peer) => peerMatches(analysis, peer, undefined, end, 'yes') === 'yes');
}

function portsOf(rules: readonly DecidingRule[], verdict: TierVerdict): PortSet {
  return rules.filter((rule) => rule.verdict === verdict).reduce((all, { ports }) => all.union(ports), PortSet.EMPTY);
}
