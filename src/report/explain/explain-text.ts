import { changeText } from './change-text';
import { ExplainReport, ExplainedExample, ExplainedServicePort } from './explain-report';
import { overviewText } from './overview-text';
import { pushAll } from '../../model/push-all';
import { conditionsText } from '../../reachability/question/conditions';
import { Verdict } from '../../reachability/question/flow-question';
import { ServicePath } from '../../reachability/question/service-path';
import { Emphasis, PLAIN } from '../wording/emphasis';
import { limitsOfAnswer } from '../wording/plugin-limits-text';
import { portsText } from '../wording/ports-text';
import { printable } from '../wording/printable';
import { sideLines } from '../wording/side-text';

const COLOURS = {
  [Verdict.ALLOW]: 'green',
  [Verdict.CONDITIONAL]: 'yellow',
  [Verdict.DENY]: 'red',
  [Verdict.UNDEFINED]: 'yellow',
} as const;

/** For people: the answer first, then who decides it at each end, then what would turn it round. */
export function explainText(report: ExplainReport, emphasise = PLAIN): string {
  const { verdict, examples, limits, overview, servicePorts, notes } = report;
  const intro = [
    ...notes.flatMap((note) => [printable(note), '']),
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
  const see = judgedBefore ? `the policies of these pods see ${targetPort}` : `policies see ${targetPort}`;
  const note = `${port} is the port of Service ${printable(service)}; its pods listen on ${targetPort}, and ${see}.`;
  const parts = examples.map((example) => exampleLines(example, emphasise).join('\n'));
  return [emphasise('yellow', note), '', parts.join('\n\n'), '', `On ${port} itself, as asked:`, ''];
}

function exampleLines(example: ExplainedExample, emphasise: Emphasis): string[] {
  const { from, to, ports, outcome, flow, sides, subjectTo } = example;
  const what = { allow: 'Yes', conditional: 'On conditions', deny: 'No', undefined: 'It depends' }[outcome];
  const may = {
    allow: 'may reach',
    conditional: 'may reach',
    deny: 'may not reach',
    undefined: 'may or may not reach',
  }[outcome];
  const only = subjectTo.length === 0 ? '' : `, subject to: ${printable(conditionsText(subjectTo))}`;
  const answer = `${what}: ${printable(from)} ${may} ${printable(to)} on ${portsText(ports)}${only}.`;
  const lines = [emphasise('bold', emphasise(COLOURS[outcome], answer))];
  if (flow.toItself) return [...lines, 'Both are the same pod, and a pod can always reach itself.'];
  for (const [index, side] of sides.entries()) {
    pushAll(lines, ['', ...sideLines(side, index === 0 ? from : to, index === 0 ? to : from, ports, emphasise)]);
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
