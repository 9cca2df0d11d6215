import { plural } from './plural';
import { labelWords, namespaceWords, peerWords, portWords, portsWords } from './service-words';
import { clientPorts } from '../platform/service-clients';
import { FlowFact, PodsFact, PortFact, ServiceFacts } from '../platform/service-facts';

/** Marks up a text for a terminal, or leaves it alone. */
export type Emphasis = (style: 'bold', text: string) => string;

/** For people: a table of services, or everything about one. */
export function platformsText(services: readonly ServiceFacts[], emphasise: Emphasis = (_style, text) => text): string {
  const [only] = services;
  const lines = services.length === 1 ? detailsOf(only!, emphasise) : tableOf(services, emphasise);
  return `${lines.join('\n')}\n`;
}

const HEADER = ['SERVICE', 'NAMESPACE', 'PODS', 'CLIENTS USE', 'KNOWN FROM'];

function tableOf(services: readonly ServiceFacts[], emphasise: Emphasis): string[] {
  const rows = services.map((facts) => [
    facts.id,
    namespaceWords(facts.namespace),
    facts.hostNetwork ? 'on the host network' : facts.pods.length === 0 ? '-' : labelWords(facts.pods[0]!.labels),
    clientPorts(facts).map(String).join(', ') || '-',
    facts.confidence.join(', '),
  ]);
  const widths = HEADER.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  return [
    emphasise('bold', line(HEADER)),
    ...rows.map(line),
    '',
    `${plural(services.length, 'service')}. Name one for its flows, caveats and sources.`,
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

function podsLines({ name, labels, namespace, otherwise = [] }: PodsFact): string[] {
  const place = namespace ? ` in ${namespaceWords(namespace)}` : '';
  return [
    `${name}${place}: ${labelWords(labels)}`,
    ...otherwise.map((other) => `  ${other.when}: ${labelWords(other.labels)}`),
  ];
}

function portLine({ port, name, purpose, servicePorts = [], of, optional, confidence }: PortFact): string {
  const service = servicePorts.length > 0 ? `Service ${servicePorts.join(', ')}` : undefined;
  const known = confidence && `from ${confidence}`;
  const details = [name, purpose, service, of, optional && 'off by default', known].filter(Boolean).join('; ');
  return details === '' ? portWords(port) : `${portWords(port)}  ${details}`;
}

function flowLine({ direction, ports, peers, of, note, optional }: FlowFact, pods: readonly PodsFact[]): string {
  const outward = direction === 'egress' || direction === 'client-egress';
  const others = peers.map((peer) => peerWords(peer, pods)).join(', ');
  const details = [note, optional && 'off by default'].filter(Boolean).join('; ');
  return `${direction}${of ? ` of ${of}` : ''}: ${portsWords(ports)} ${outward ? 'to' : 'from'} ${others}${details ? ` [${details}]` : ''}`;
}
