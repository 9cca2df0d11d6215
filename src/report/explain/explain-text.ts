import { changeText, placeOf } from './change-text';
import { ExplainReport, ExplainedExample, ExplainedServicePort, policyPlace, ruleField } from './explain-report';
import { overviewText } from './overview-text';
import { FieldPath, formatFieldPath } from '../../model/kubernetes-object';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { PolicyExplanation, RuleExplanation, SideExplanation } from '../../reachability/question/explanation';
import { SideReason, UndefinedReason } from '../../reachability/question/flow';
import { Verdict } from '../../reachability/question/flow-question';
import { ServicePath } from '../../reachability/question/service-path';
import { CompiledPolicy } from '../../reachability/universe/compiled-policy';
import { Emphasis, PLAIN } from '../wording/emphasis';
import { limitsOfAnswer } from '../wording/plugin-limits-text';
import { counted, plural } from '../wording/plural';
import { portsText } from '../wording/ports-text';
import { printable } from '../wording/printable';

const COLOURS = { [Verdict.ALLOW]: 'green', [Verdict.DENY]: 'red', [Verdict.UNDEFINED]: 'yellow' } as const;

/** For people: the answer first, then who decides it at each end, then what would turn it round. */
export function explainText(report: ExplainReport, emphasise = PLAIN): string {
  const { verdict, examples, limits, overview, servicePorts } = report;
  const intro = [
    ...limitsOfAnswer(limits).flatMap((text) => [emphasise('yellow', text), '']),
    ...(overview ? overviewText(overview, emphasise) : []),
    ...servicePorts.flatMap((asked) => servicePortLines(asked, emphasise)),
    ...(verdict === Verdict.PARTLY ? ['Some of it is allowed and some is not.', ''] : []),
  ];
  const parts = examples.map((example) => exampleLines(example, emphasise).join('\n'));
  return `${[...intro, parts.join('\n\n')].join('\n')}\n`;
}

/** What is meant by a port that no container listens on, with its own answer before that to the question as it stands. */
function servicePortLines(
  { service, port, targetPort, judgedBefore, examples }: ExplainedServicePort,
  emphasise: Emphasis,
): string[] {
  const see = judgedBefore ? `its policies see ${targetPort}` : `policies see ${targetPort}`;
  const note = `${port} is the port of Service ${printable(service)}; its pods listen on ${targetPort}, and ${see}.`;
  const parts = examples.map((example) => exampleLines(example, emphasise).join('\n'));
  return [emphasise('yellow', note), '', parts.join('\n\n'), '', `On ${port} itself, as asked:`, ''];
}

function exampleLines(example: ExplainedExample, emphasise: Emphasis): string[] {
  const { from, to, ports, outcome, flow, sides } = example;
  const what = { allow: 'Yes', deny: 'No', undefined: 'It depends' }[outcome];
  const may = { allow: 'may reach', deny: 'may not reach', undefined: 'may or may not reach' }[outcome];
  const answer = `${what}: ${printable(from)} ${may} ${printable(to)} on ${portsText(ports)}.`;
  const lines = [emphasise('bold', emphasise(COLOURS[outcome], answer))];
  if (flow.toItself) return [...lines, 'Both are the same pod, and a pod can always reach itself.'];
  for (const [index, side] of sides.entries()) {
    lines.push('', ...sideLines(side, index === 0 ? from : to, index === 0 ? to : from, ports, emphasise));
  }
  return [...lines, ...serviceLines(example), ...changeText(example, emphasise)];
}

const LETS: Readonly<Record<ServicePath['egress'], string>> = {
  allowed: 'egress lets it through',
  denied: 'egress drops it, because no rule opens the address of the Service',
  unknown: 'whether egress lets it through depends on the version of the network plugin',
};

/** Connections through a Service, on a plugin that judges them before they become connections to the pod. */
function serviceLines({ services }: ExplainedExample): string[] {
  if (services.length === 0) return [];
  return [
    '',
    'This network plugin judges egress, or may judge it, on the address and port of a Service:',
    ...services.map(
      ({ service, protocol, port, targetPort, egress }) =>
        `  Service ${printable(service)}, ${protocol} ${port}${port === targetPort ? '' : ` (container port ${targetPort})`}: ${LETS[egress]}.`,
    ),
  ];
}

function sideLines(
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
    ...(showRules ? policies.flatMap((policy) => policyLines(policy, direction, peer, ports, emphasise)) : []),
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
      return 'This end is outside the cluster, where policies select nothing.';
    case SideReason.NOT_ENFORCED:
      return 'The network plugin enforces no policy, so everything is allowed.';
    case SideReason.NOT_ISOLATED:
      return `No policy selects it for ${direction.toLowerCase()}, so everything is allowed.`;
    case SideReason.FROM_OWN_NODE:
      return `${other} is the node that it runs on, which always reaches its pods.`;
    case SideReason.TO_OWN_NODE:
      return `${other} is the node that it runs on, which the network plugin lets it reach.`;
    case SideReason.HOST_NETWORK_IGNORED:
      return `${own} has hostNetwork: the network plugin passes over such pods, so ${policyNames(policies)} ${policies.length === 1 ? 'does' : 'do'} nothing to it.`;
    case SideReason.HOST_NETWORK_SUBJECT:
      return `${own} has hostNetwork: what ${policyNames(policies)} ${policies.length === 1 ? 'does' : 'do'} to it is left to the network plugin.`;
    case SideReason.RULES:
      return outcome === 'undefined' && side.undefinedReason ? undefinedLine(side.undefinedReason, other) : undefined;
  }
}

function undefinedLine(reason: UndefinedReason, other: string): string {
  switch (reason) {
    case UndefinedReason.HOST_NETWORK_PEER:
      return `${other} has hostNetwork: no rule allows it for sure, and whether a selector matches it is left to the network plugin.`;
    case UndefinedReason.IP_BLOCK_PEER:
      return `Only a block holds ${other}, and nobody knows whether blocks match it on this network plugin.`;
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
  policy: CompiledPolicy,
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

/** `ingress[0] (line 20)` */
function fieldAt(policy: CompiledPolicy, field: FieldPath): string {
  const { line } = policyPlace(policy, field);
  return `${formatFieldPath(field)}${line === undefined ? '' : ` (line ${line})`}`;
}
