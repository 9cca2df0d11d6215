import { Flow, FlowSide, RuleMatch, SideReason, mayBeOpen } from './flow';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { FlowEnd } from '../relation/flow-end';

export type SideOutcome = 'allowed' | 'conditional' | 'denied' | 'partly allowed' | 'undefined';

/** Why one direction of a flow is as it is, on the ports somebody asked about. */
export interface SideExplanation {
  readonly direction: PolicyType;
  /** Whose policies these are. */
  readonly subject: FlowEnd;
  readonly outcome: SideOutcome;
  readonly side: FlowSide;
  /** The ports asked about that this side neither allows nor leaves undefined. */
  readonly denied: PortSet;
  readonly policies: readonly PolicyExplanation[];
}

/** What one policy that selects the subject says about the flow. */
export interface PolicyExplanation {
  readonly policy: ProgramPolicy;
  readonly rules: readonly RuleExplanation[];
}

export interface RuleExplanation extends RuleMatch {
  /** The ports asked about that the rule is for, whether its peers match or not. */
  readonly wanted: PortSet;
  readonly allows: boolean;
}

/** Explains both directions of a flow for some ports. */
export function explain(flow: Flow, ports: PortSet): readonly [egress: SideExplanation, ingress: SideExplanation] {
  return [explainSide(flow.egress, flow.from, ports), explainSide(flow.ingress, flow.to, ports)];
}

function explainSide(side: FlowSide, subject: FlowEnd, ports: PortSet): SideExplanation {
  const denied = ports.subtract(mayBeOpen(side));
  return {
    direction: side.direction,
    subject,
    outcome: outcomeOf(side, ports, denied),
    side,
    denied,
    policies: side.policies.map(({ policy, rules }) => ({
      policy,
      rules: rules.map((rule) => {
        const wanted = rule.ports.intersect(ports);
        const counts = side.reason === SideReason.RULES && rule.peer !== undefined;
        return { ...rule, wanted, allows: counts && !wanted.isEmpty };
      }),
    })),
  };
}

function outcomeOf({ allowed, program }: FlowSide, ports: PortSet, denied: PortSet): SideOutcome {
  if (allowed.contains(ports)) return 'allowed';
  if (denied.equals(ports)) return 'denied';
  if (program?.conditionalPorts.contains(ports)) return 'conditional';
  return denied.isEmpty && allowed.intersect(ports).isEmpty ? 'undefined' : 'partly allowed';
}
