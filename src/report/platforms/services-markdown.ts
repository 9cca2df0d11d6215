import { clientPorts } from '../../platform/service-clients';
import { FlowFact, PodsFact, PortFact, ServiceFacts } from '../../platform/service-facts';
import { markdownCode, markdownText } from '../wording/markdown';
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
import { sourceMarkdown } from '../wording/source-markdown';

/** One row for each service. */
export function servicesTable(services: readonly ServiceFacts[]): string[] {
  return [
    '| service | namespace | pods | container ports | clients use | known from |',
    '|---|---|---|---|---|---|',
    ...services.map((facts) => {
      const pods = facts.hostNetwork ? 'on the host network' : facts.pods.map(podsCell).join('<br>');
      const ports = clientPorts(facts).map((port) => markdownCode(port.toString()));
      const all = usualPorts(facts.ports).map(markdownCode);
      return row(
        `[${facts.id}](#${anchorOf(facts)})<br>${markdownText(facts.title)}`,
        markdownText(namespaceWords(facts.namespace)),
        pods || '-',
        all.join(' ') || '-',
        ports.join(' ') || '-',
        facts.confidence.join(', '),
      );
    }),
  ];
}

/** Everything about one service. */
export function serviceSection(facts: ServiceFacts): string[] {
  const { id, title, namespace, hostNetwork, pods, ports, flows, parameters, caveats, confidence, sources } = facts;
  return [
    `#### ${id}`,
    '',
    `**${markdownText(title)}**. Namespace: ${markdownText(namespaceWords(namespace))}. Known from: ${confidence.join(', ')}.`,
    '',
    ...(hostNetwork ? ['On the host network: no policy selects its pods, and no selector matches them.', ''] : []),
    ...table(
      ['pods', 'labels', 'otherwise'],
      pods.map((kind) => [
        kind.name,
        markdownCode(podsWords(kind)),
        (kind.otherwise ?? [])
          .map((other) => `${markdownText(other.when)}: ${markdownCode(labelWords(other.labels))}`)
          .join('<br>'),
      ]),
    ),
    ...table(
      ['container port', 'name', 'for', 'Service port', 'pods'],
      ports.map((port) => portCells(port)),
    ),
    ...table(
      ['direction', 'of', 'ports', 'from or to', ''],
      flows.map((flow) => flowCells(flow, pods)),
    ),
    ...list(parameters.map(({ name, meaning }) => `${markdownCode(`<${name}>`)}: ${markdownText(meaning)}`)),
    ...list(caveats.map((caveat) => markdownText(caveat))),
    `Sources: ${sources.map(sourceMarkdown).join(', ')}`,
    '',
  ];
}

/** As code hosts make the anchor of a heading. */
function anchorOf({ id }: ServiceFacts): string {
  return id.toLowerCase().replaceAll(/[^\w-]/g, '');
}

function podsCell(pods: PodsFact): string {
  return `${pods.name}: ${markdownCode(podsWords(pods))}`;
}

function portCells({ port, name, purpose, servicePorts = [], of, optional, confidence }: PortFact): string[] {
  const known = confidence && `(from ${confidence})`;
  return [
    markdownCode(portWords(port)),
    name ? markdownCode(name) : '',
    markdownText([purpose, optional && 'off by default', known].filter(Boolean).join('; ')),
    servicePorts.join(', '),
    of ?? '',
  ];
}

function flowCells(flow: FlowFact, pods: readonly PodsFact[]): string[] {
  const { direction, ports, peers, of } = flow;
  return [
    direction,
    of ?? '',
    markdownText(portsWords(ports)),
    peers.map((peer) => markdownText(peerWords(peer, pods))).join('<br>'),
    markdownText(flowRemarks(flow)),
  ];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  return [row(...titles), `|${'---|'.repeat(titles.length)}`, ...rows.map((cells) => row(...cells)), ''];
}

function list(lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [...lines.map((line) => `- ${line}`), ''];
}

function row(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}
