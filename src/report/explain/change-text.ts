import { ExplainedExample, declaredPorts } from './explain-report';
import { writeYaml } from '../../manifests/write-yaml';
import { formatFieldPath } from '../../model/kubernetes-object';
import { plural } from '../../model/plural';
import { PortSet } from '../../model/port-set';
import { certainChanges, openChanges } from '../../reachability/change/certain-changes';
import { ProposedChange, SideEffects } from '../../reachability/change/proposed-changes';
import { Verdict } from '../../reachability/question/flow-question';
import { BOTH_TYPES, Remedy } from '../../reachability/question/remedy';
import { Endpoint } from '../../reachability/relation/endpoints';
import { describeAddresses } from '../wording/address-text';
import { Emphasis } from '../wording/emphasis';
import { placeOf } from '../wording/policy-place';
import { portsText } from '../wording/ports-text';
import { printable } from '../wording/printable';
import { denialBeside } from '../wording/program-text';

/** What would turn an outcome round, and what else that would do. */
export function changeText({ change, outcome, flow, ports }: ExplainedExample, emphasise: Emphasis): string[] {
  const { proposals, none, withoutLabels } = change;
  const purpose = outcome === Verdict.DENY ? 'allow' : 'deny';
  if (proposals.length === 0) {
    const reason =
      none === 'other kinds'
        ? byOtherKinds(flow, ports, purpose)
        : reasonFor(none, purpose, ports, declaredPorts(flow.to));
    return reason === undefined ? [] : ['', reason];
  }
  const notes = withoutLabels.map(
    ({ id, namespace }) =>
      `  ${printable(id)} has no label of its own, so this is for every pod of ${printable(namespace)}. Label its pods to be exact.`,
  );
  return [
    '',
    ...proposals.flatMap((proposal, index) => [
      emphasise('bold', index === 0 ? `To ${purpose} it:` : 'Or:'),
      ...proposal.remedies.flatMap((remedy) => remedyLines(remedy)),
      ...(index === 0 ? notes : []),
      ...sideEffectLines(proposal, emphasise),
    ]),
  ];
}

/** What no NetworkPolicy can turn round, and what a change has to beat. */
function byOtherKinds({ egress, ingress }: ExplainedExample['flow'], ports: PortSet, purpose: string): string {
  const denials = [egress, ingress].flatMap((side) => denialBeside(side, ports) ?? []);
  const no = `No NetworkPolicy alone can ${purpose} it: policies of other kinds decide.`;
  if (purpose !== 'allow' || denials.length === 0) return no;
  return `${no} It is denied by ${denials.join(' and by ')}: a rule that allows it has to stand before ${denials.length === 1 ? 'that one' : 'these'}, in the same policy or in one that is asked earlier.`;
}

function reasonFor(
  none: Exclude<ExplainedExample['change']['none'], 'other kinds'>,
  purpose: string,
  ports: PortSet,
  declared: PortSet,
): string | undefined {
  switch (none) {
    case 'hostNetwork':
      return `No policy ${purpose === 'deny' ? 'denies' : 'allows'} it for sure: what policies mean for pods with hostNetwork is left to the network plugin.`;
    case 'plugin':
      return `No policy can ${purpose} it: the network plugin decides.`;
    case 'not listening':
      return declared.isEmpty
        ? `No change is proposed, because no container listens on ${portsText(ports)}.`
        : `No change is proposed, because no container there declares ${portsText(ports)}; they declare ${portsText(declared)}.`;
    case 'Service address':
      return purpose === 'allow'
        ? 'No change is proposed. Select the pods by the selector of their Service, and allow the port of the Service and that of the container.'
        : 'No change is proposed. Take away what allows the Service or the pods behind it.';
    case undefined:
      return undefined;
  }
}

function remedyLines(remedy: Remedy): string[] {
  switch (remedy.kind) {
    case 'append':
      return [
        `  Add to ${formatFieldPath(remedy.field)} of ${placeOf(remedy.policy, remedy.field)}:`,
        ...listLines(remedy.values),
      ];
    case 'create':
      return ['  Add a policy:', ...yamlLines(remedy.object)];
    case 'remove':
      return [
        ...remedy.entries.map(
          ({ policy, field }) => `  Take away ${formatFieldPath(field)} of ${placeOf(policy, field)}.`,
        ),
        ...remedy.needPolicyTypes.map(
          (policy) =>
            `  Write policyTypes: [${BOTH_TYPES.join(', ')}] in ${placeOf(policy)}, which without egress rules isolates no egress.`,
        ),
      ];
  }
}

const MOST_SIDE_EFFECTS = 5;

function sideEffectLines({ sideEffects }: ProposedChange, emphasise: Emphasis): string[] {
  const effects = effectTexts(sideEffects);
  if (effects.length === 0) return [emphasise('dim', '  It changes nothing else among the workloads of the input.')];
  const shown = effects.slice(0, MOST_SIDE_EFFECTS);
  const least = sideEffects.complete ? '' : 'at least ';
  const more = effects.length - shown.length;
  return [
    emphasise('yellow', `  It also changes ${least}${plural(effects.length, 'other connection')}:`),
    ...shown.map((text) => `    ${printable(text)}`),
    ...(more > 0 ? [`    … and ${more} more; --format json has them.`] : []),
  ];
}

/** `closes shop/web[Deployment] -> 10.0.0.0/8 on TCP 80` */
function effectTexts(effects: SideEffects): string[] {
  const { changes, undefinedChanges } = effects;
  return [
    ...certainChanges(changes, openChanges(effects)).flatMap(({ change: { from, to }, opened, closed }) => {
      const ends = `${nameOf(from)} -> ${nameOf(to)}`;
      return [
        ...(closed.isEmpty ? [] : [`closes ${ends} on ${portsText(closed)}`]),
        ...(opened.isEmpty ? [] : [`opens ${ends} on ${portsText(opened)}`]),
      ];
    }),
    ...undefinedChanges.map(({ from, to, after }) =>
      after.isEmpty
        ? `${nameOf(from)} -> ${nameOf(to)} is no longer undefined`
        : `${nameOf(from)} -> ${nameOf(to)} becomes undefined on ${portsText(after)}`,
    ),
  ];
}

function nameOf(end: Endpoint): string {
  return end.kind === 'ip' ? describeAddresses([end.range]) : end.id;
}

/** The entries of a list as they stand in a manifest. */
function listLines(values: readonly unknown[]): string[] {
  const [, ...lines] = yamlLines({ list: values });
  return lines.map((line) => line.replace(/^ {2}/, ''));
}

function yamlLines(value: unknown): string[] {
  return writeYaml([value])
    .trimEnd()
    .split('\n')
    .map((line) => `    ${printable(line)}`);
}
