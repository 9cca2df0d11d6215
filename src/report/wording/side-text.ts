import { Emphasis } from './emphasis';
import { othersText } from './other-policies-text';
import { fieldAt, placeOf, ruleField } from './policy-place';
import { portsText } from './ports-text';
import { printable } from './printable';
import { hasSay, storyLines } from './program-text';
import { PolicyType } from '../../model/network-policy';
import { counted, plural } from '../../model/plural';
import { ProgramPolicy } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import {
  PolicyExplanation,
  RuleExplanation,
  SideExplanation,
  SideOutcome,
} from '../../reachability/question/explanation';
import { SideReason, UndefinedReason } from '../../reachability/question/flow';

/** Why one direction of a flow is as it is: the outcome, and what each policy and rule says of it. */
export function sideLines(
  explanation: SideExplanation,
  subject: string,
  peer: string,
  ports: PortSet,
  emphasise: Emphasis,
): string[] {
  const { direction, outcome, side, policies } = explanation;
  const preposition = direction === PolicyType.EGRESS ? 'out of' : 'into';
  const title = `${direction}, ${preposition} ${printable(subject)}: ${outcome}`;
  const why = whyLine(explanation, subject, peer);
  const showRules = side.reason === SideReason.RULES;
  return [
    emphasise('bold', title),
    ...(why ? [`  ${why}`] : []),
    ...storyLines(
      side,
      ports,
      showRules ? policies.flatMap((policy) => policyLines(policy, direction, peer, ports, emphasise)) : [],
    ),
  ];
}

function whyLine(
  { direction, side, policies, outcome }: SideExplanation,
  subject: string,
  peer: string,
): string | undefined {
  const [own, other] = [printable(subject), printable(peer)];
  switch (side.reason) {
    case SideReason.OUTSIDE:
      return 'This end is no pod, and policies select nothing else.';
    case SideReason.NOT_ENFORCED:
      return 'The network plugin enforces no policy, so everything is allowed.';
    case SideReason.NOT_ISOLATED:
      if (hasSay(side)) return `No NetworkPolicy selects it for ${direction.toLowerCase()}.`;
      return `No policy ${side.program?.steps.length ? 'has a rule that matches' : 'selects it'} for ${direction.toLowerCase()}, so everything is allowed.`;
    case SideReason.FROM_OWN_NODE:
      return `${other} is the node that it runs on, which always reaches its pods.`;
    case SideReason.TO_OWN_NODE:
      return `${other} is the node that it runs on, which the network plugin lets it reach.`;
    case SideReason.HOST_NETWORK_IGNORED:
      return `${own} has hostNetwork: the network plugin passes over such pods, so ${policyNames(policies)} ${policies.length === 1 ? 'does' : 'do'} nothing to it.`;
    case SideReason.HOST_NETWORK_SUBJECT:
      return `${own} has hostNetwork: what ${policyNames(policies)} ${policies.length === 1 ? 'does' : 'do'} to it is left to the network plugin.`;
    case SideReason.OTHER_POLICY:
      return `${othersText(side.others ?? [])}, so what becomes of ${own} is undefined.`;
    case SideReason.LABEL_UNKNOWN:
      return `Whether ${policyNames(policies)} ${policies.length === 1 ? 'selects' : 'select'} ${own} hangs on a label that a controller writes and whose value nobody knows.`;
    case SideReason.IPV6_NOT_ENFORCED:
      return `${other} is an address of IPv6, on which the network plugin enforces no policy.`;
    case SideReason.SERVICE_ADDRESS:
      return `The network plugin judges it by the address and the port of the Service: ${SERVICE_OUTCOMES[outcome]}.`;
    case SideReason.RULES:
      return outcome === 'undefined' && side.undefinedReason ? undefinedLine(side.undefinedReason, other) : undefined;
  }
}

const SERVICE_OUTCOMES: Readonly<Record<SideOutcome, string>> = {
  allowed: 'a rule allows them',
  denied: 'no rule allows them',
  conditional: 'rules allow them on conditions',
  undefined: 'nobody knows whether the rules allow them',
  'partly allowed': 'the rules allow them in part',
};

function undefinedLine(reason: UndefinedReason, other: string): string {
  switch (reason) {
    case UndefinedReason.HOST_NETWORK_PEER:
      return `${other} has hostNetwork: no rule allows it for sure, and whether a selector matches it is left to the network plugin.`;
    case UndefinedReason.IP_BLOCK_PEER:
      return `Only a block holds ${other}, and nobody knows whether blocks match it on this network plugin.`;
    case UndefinedReason.UNCERTAIN_RULES:
      return 'Nobody knows which of the rules below counts first, or whether they match.';
    case UndefinedReason.LABEL_UNKNOWN:
      return `Whether a selector matches ${other} hangs on a label that a controller writes and whose value nobody knows.`;
    case UndefinedReason.SERVICE_ADDRESS:
      return 'Whether the rules let it through to the address of the Service is left to the network plugin.';
    case UndefinedReason.IPV6:
      return `${other} is an address of IPv6, and how far the network plugin enforces policies there is not known.`;
    default:
      return `${other} is the node that it runs on, which plugins treat differently.`;
  }
}

function policyNames(policies: readonly PolicyExplanation[]): string {
  return policies.length === 1 ? `the policy ${placeOf(policies[0]!.policy)}` : plural(policies.length, 'policy');
}

function policyLines(
  { policy, rules }: PolicyExplanation,
  direction: PolicyType,
  peer: string,
  ports: PortSet,
  emphasise: Emphasis,
): string[] {
  const header = `  ${placeOf(policy)} selects it`;
  if (rules.length === 0) return [`${header} and has no ${direction.toLowerCase()} rules, so it allows nothing.`];
  const allowing = rules.filter(({ allows }) => allows);
  const shown = allowing.length > 0 ? allowing : nearest(rules);
  const hidden = rules.length - shown.length;
  return [
    `${header}.`,
    ...shown.map((rule) => `    ${ruleLine(policy, direction, rule, peer, ports)}`),
    ...(hidden > 0 && allowing.length === 0
      ? [emphasise('dim', `    ${counted(hidden, 'other rule', 'is', 'are')} for other peers and ports.`)]
      : []),
  ];
}

const MOST_RULES = 5;

/** Rules that miss by their peers or by their ports alone; where there are none, the first few. */
function nearest(rules: readonly RuleExplanation[]): readonly RuleExplanation[] {
  const near = rules.filter(({ peer, wanted }) => peer !== undefined || !wanted.isEmpty);
  return (near.length > 0 ? near : rules.length <= 2 ? rules : []).slice(0, MOST_RULES);
}

function ruleLine(
  policy: ProgramPolicy,
  direction: PolicyType,
  { index, peer, ports, wanted, allows }: RuleExplanation,
  other: string,
  asked: PortSet,
): string {
  const name = fieldAt(policy, ruleField(direction, index));
  if (allows) {
    const limit = wanted.equals(asked) ? '' : `, but only on ${portsText(wanted)}`;
    const whom = peer === 'anyone' ? 'is for everyone' : `matches ${printable(other)}`;
    return `${name} ${whom} and allows ${portsText(wanted)}${limit && ' of it'}.`;
  }
  if (peer !== undefined) {
    return ports.isEmpty
      ? `${name} matches ${printable(other)}, but the ports it names have no number there.`
      : `${name} matches ${printable(other)}, but allows only ${portsText(ports)}.`;
  }
  return wanted.isEmpty
    ? `${name} is for other peers and other ports.`
    : `${name} allows ${portsText(wanted)}, but not ${direction === PolicyType.EGRESS ? 'to' : 'from'} ${printable(other)}.`;
}
