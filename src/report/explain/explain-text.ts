import { stringify } from 'yaml';
import { programLines } from './explain-program';
import { ExplainReport, ExplainedExample, policyPlace, ruleField, hasSay } from './explain-report';
import { FieldPath, formatFieldPath } from '../../model/kubernetes-object';
import { PolicyType } from '../../model/network-policy';
import { ProgramPolicy } from '../../model/policy-program';
import { PortSet } from '../../model/port-set';
import { PolicyExplanation, RuleExplanation, SideExplanation } from '../../reachability/question/explanation';
import { SideReason, UndefinedReason } from '../../reachability/question/flow';
import { Verdict } from '../../reachability/question/flow-question';
import { Remedy } from '../../reachability/question/remedy';
import { ServicePath } from '../../reachability/question/service-path';
import { limitsOfAnswer } from '../wording/plugin-limits-text';
import { plural } from '../wording/plural';
import { printable } from '../wording/printable';

/** Marks up a text for a terminal, or leaves it alone. */
export type Emphasis = (style: 'bold' | 'dim' | 'green' | 'red' | 'yellow', text: string) => string;

const COLOURS = { [Verdict.ALLOW]: 'green', [Verdict.DENY]: 'red', [Verdict.UNDEFINED]: 'yellow' } as const;

/** For people: the answer first, then who decides it at each end, then what would turn it round. */
export function explainText(report: ExplainReport, emphasise: Emphasis = (_style, text) => text): string {
  const { verdict, examples, limits } = report;
  const intro = [
    ...limitsOfAnswer(limits).flatMap((text) => [emphasise('yellow', text), '']),
    ...(verdict === Verdict.PARTLY ? ['Some of it is allowed and some is not.', ''] : []),
  ];
  const parts = examples.map((example) => exampleLines(example, emphasise).join('\n'));
  return `${[...intro, parts.join('\n\n')].join('\n')}\n`;
}

function exampleLines(example: ExplainedExample, emphasise: Emphasis): string[] {
  const { from, to, ports, outcome, flow, sides } = example;
  const what = { allow: 'Yes', deny: 'No', undefined: 'It depends' }[outcome];
  const may = { allow: 'may reach', deny: 'may not reach', undefined: 'may or may not reach' }[outcome];
  const answer = `${what}: ${printable(from)} ${may} ${printable(to)} on ${describePorts(ports)}.`;
  const lines = [emphasise('bold', emphasise(COLOURS[outcome], answer))];
  if (flow.toItself) return [...lines, 'Both are the same pod, and a pod can always reach itself.'];
  for (const [index, side] of sides.entries()) {
    lines.push('', ...sideLines(side, index === 0 ? from : to, index === 0 ? to : from, ports, emphasise));
  }
  return [...lines, ...serviceLines(example), ...remedyLines(example, emphasise)];
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
    ...programLines(side, ports),
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
      if (hasSay(side)) return `No NetworkPolicy selects it for ${direction.toLowerCase()}.`;
      return `No policy selects it for ${direction.toLowerCase()}, so everything is allowed.`;
    case SideReason.FROM_OWN_NODE:
      return `${other} is the node that it runs on, which always reaches its pods.`;
    case SideReason.TO_OWN_NODE:
      return `${other} is the node that it runs on, which the network plugin lets it reach.`;
    case SideReason.HOST_NETWORK_IGNORED:
      return `${own} has hostNetwork: the network plugin passes over such pods, so ${policyNames(policies)} does nothing to it.`;
    case SideReason.HOST_NETWORK_SUBJECT:
      return `${own} has hostNetwork: what ${policyNames(policies)} does to it is left to the network plugin.`;
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
    case UndefinedReason.UNCERTAIN_RULES:
      return 'Nobody knows which of the rules below counts first, or whether they match.';
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
      ? [
          emphasise(
            'dim',
            `    ${plural(hidden, 'other rule')} ${hidden === 1 ? 'is' : 'are'} for other peers and ports.`,
          ),
        ]
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
    const limit = wanted.equals(asked) ? '' : `, but only on ${describePorts(wanted)}`;
    const whom = peer === 'anyone' ? 'is for everyone' : `matches ${printable(other)}`;
    return `${name} ${whom} and allows ${describePorts(wanted)}${limit && ' of it'}.`;
  }
  if (peer !== undefined) {
    return ports.isEmpty
      ? `${name} matches ${printable(other)}, but the ports it names have no number there.`
      : `${name} matches ${printable(other)}, but allows only ${describePorts(ports)}.`;
  }
  return wanted.isEmpty
    ? `${name} is for other peers and other ports.`
    : `${name} allows ${describePorts(wanted)}, but not ${direction === PolicyType.EGRESS ? 'to' : 'from'} ${printable(other)}.`;
}

function remedyLines({ remedies, outcome }: ExplainedExample, emphasise: Emphasis): string[] {
  if (remedies.length === 0) return [];
  const purpose = outcome === Verdict.DENY ? 'To allow it' : 'To deny it';
  return ['', emphasise('bold', `${purpose}:`), ...remedies.flatMap((remedy) => changeLines(remedy))];
}

function changeLines(remedy: Remedy): string[] {
  switch (remedy.kind) {
    case 'append':
      return [
        `  Add to ${formatFieldPath(remedy.field)} of ${placeOf(remedy.policy, remedy.field)}:`,
        ...yamlLines(remedy.values),
      ];
    case 'create':
      return [
        `  Add a policy${remedy.sideEffect ? ` (which ${remedy.sideEffect})` : ''}:`,
        ...yamlLines(remedy.object),
      ];
    case 'remove':
      return [
        ...remedy.rules.map(
          ({ policy, field }) => `  Take away ${formatFieldPath(field)} of ${placeOf(policy, field)}.`,
        ),
        ...remedy.needPolicyTypes.map(
          (policy) =>
            `  Write policyTypes: [Ingress, Egress] in ${placeOf(policy)}, which without egress rules isolates no egress.`,
        ),
      ];
  }
}

function yamlLines(value: unknown): string[] {
  return stringify(value)
    .trimEnd()
    .split('\n')
    .map((line) => `    ${printable(line)}`);
}

/** `shop/web (policies.yaml:12)` */
function placeOf(policy: ProgramPolicy, field?: FieldPath): string {
  const place = policyPlace(policy, field);
  const origin = place.file ?? place.construct;
  const line = place.line === undefined ? '' : `:${place.line}`;
  return printable(origin === undefined ? place.policy : `${place.policy} (${origin}${line})`);
}

/** `ingress[0] (line 20)` */
function fieldAt(policy: ProgramPolicy, field: FieldPath): string {
  const { line } = policyPlace(policy, field);
  return `${formatFieldPath(field)}${line === undefined ? '' : ` (line ${line})`}`;
}

function describePorts(ports: PortSet): string {
  return ports.isAll ? 'all ports' : ports.toStrings().join(', ');
}
