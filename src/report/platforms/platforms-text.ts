import { plural } from '../../model/plural';
import { FlowFact, PodsFact, PortFact, ServiceFacts } from '../../platform/service-facts';
import {
  flowRemarks,
  labelWords,
  namespaceWords,
  peerWords,
  podsWords,
  portWords,
  portsWords,
  usualPorts,
} from '../wording/service-words';

/** Marks up a text for a terminal, or leaves it alone. */
export type Emphasis = (style: 'bold', text: string) => string;

/**
 * For people: a table of services, or everything about each.
 *
 * @param details whether to say everything. @default - where there is only one service
 */
export function platformsText(
  services: readonly ServiceFacts[],
  details = services.length === 1,
  emphasise: Emphasis = (_style, text) => text,
): string {
  const lines = details
    ? services.flatMap((facts, index) => [...(index > 0 ? [''] : []), ...detailsOf(facts, emphasise)])
    : tableOf(services, emphasise);
  return `${lines.join('\n')}\n`;
}

/** The widest column comes last, so that the others line up in a narrow window too. */
const HEADER = ['SERVICE', 'NAMESPACE', 'KNOWN FROM', 'CONTAINER PORTS', 'PODS'];

function tableOf(services: readonly ServiceFacts[], emphasise: Emphasis): string[] {
  const rows = services.map((facts) => [
    facts.id,
    namespaceWords(facts.namespace),
    facts.confidence.join(', '),
    usualPorts(facts.ports).join(' ') || '-',
    facts.hostNetwork ? 'on the host network' : facts.pods.map(podsWords).join('; ') || '-',
  ]);
  const widths = HEADER.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, row[column]!.length), title.length),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  return [
    emphasise('bold', line(HEADER)),
    ...rows.map(line),
    '',
    `${plural(services.length, 'service')}. Name one, or say --details, for flows, caveats and sources.`,
  ];
}

function detailsOf(facts: ServiceFacts, emphasise: Emphasis): string[] {
  const { id, title, category, namespace, hostNetwork, pods, ports, flows, parameters, caveats } = facts;
  const section = (name: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', emphasise('bold', name), ...lines.map((line) => `  ${line}`)];
  return [
    `${emphasise('bold', id)}: ${title}`,
    `Category ${category}, known from ${facts.confidence.join(', ')}`,
    `Namespace ${namespaceWords(namespace)}`,
    ...(hostNetwork ? ['On the host network: no policy selects its pods, and no selector matches them.'] : []),
    ...section('Pods', pods.flatMap(podsLines)),
    ...section('Container ports', ports.map(portLine)),
    ...section(
      'Flows',
      flows.map((flow) => flowLine(flow, pods)),
    ),
    ...section(
      'Parameters',
      parameters.map(({ name, meaning }) => `<${name}>: ${meaning}`),
    ),
    ...section('Beware', caveats),
    ...section('Sources', facts.sources),
  ];
}

function podsLines(pods: PodsFact): string[] {
  const { name, namespace, otherwise = [] } = pods;
  const place = namespace ? ` in ${namespaceWords(namespace)}` : '';
  return [
    `${name}${place}: ${podsWords(pods)}`,
    ...otherwise.map((other) => `  ${other.when}: ${labelWords(other.labels)}`),
  ];
}

function portLine({ port, name, purpose, servicePorts = [], of, optional, confidence }: PortFact): string {
  const service = servicePorts.length > 0 ? `Service ${servicePorts.join(', ')}` : undefined;
  const known = confidence && `from ${confidence}`;
  const details = [name, purpose, service, of, optional && 'off by default', known].filter(Boolean).join('; ');
  return details === '' ? portWords(port) : `${portWords(port)}  ${details}`;
}

function flowLine(flow: FlowFact, pods: readonly PodsFact[]): string {
  const { direction, ports, peers, of } = flow;
  const outward = direction === 'egress' || direction === 'client-egress';
  const others = peers.map((peer) => peerWords(peer, pods)).join(', ');
  const details = flowRemarks(flow);
  return `${direction}${of ? ` of ${of}` : ''}: ${portsWords(ports)} ${outward ? 'to' : 'from'} ${others}${details ? ` [${details}]` : ''}`;
}
