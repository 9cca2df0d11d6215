import { Port } from '../../model/port';
import {
  FlowFact,
  FlowPort,
  LabelFacts,
  LabelText,
  LabelValue,
  NamespaceFact,
  PeerFact,
  PodsFact,
  PortFact,
} from '../../platform/service-facts';
import { isChoice, isPresence } from '../../platform/service-pods';

/** The facts about services in words, the same in every format. */

export function namespaceWords(namespace: NamespaceFact): string {
  switch (namespace.kind) {
    case 'default':
      return namespace.name;
    case 'convention':
      return `${namespace.name} (by convention)`;
    case 'application':
      return 'that of the application';
    case 'none':
      return 'none';
  }
}

/** `app=web, tier=front|back`; `every pod` where nothing tells the pods apart. */
export function labelWords(labels: LabelFacts): string {
  const entries = Object.entries(labels).map(([key, value]) => `${key}=${valuesOf(value).join('|')}`);
  return entries.length > 0 ? entries.join(', ') : 'every pod';
}

/** How to tell pods of a service from others of their namespace. */
export function podsWords({ labels }: PodsFact): string {
  return Object.keys(labels).length > 0 ? labelWords(labels) : 'no label tells them apart';
}

/** The container ports that are there without turning anything on. */
export function usualPorts(ports: readonly PortFact[]): string[] {
  return [...new Set(ports.filter(({ optional }) => !optional).map(({ port }) => portWords(port)))];
}

export function portWords(port: FlowPort): string {
  return port instanceof Port ? port.toString() : `${port.protocol} <${port.meaning}>`;
}

/** What is said of a flow beside its ends: its note, and what must be known to rely on it. */
export function flowRemarks({ note, optional, confidence }: FlowFact): string {
  return [note, optional && 'off by default', confidence && `from ${confidence}`].filter(Boolean).join('; ');
}

export function portsWords(ports: readonly FlowPort[] | 'all'): string {
  return ports === 'all' ? 'every port' : ports.map(portWords).join(', ');
}

/** Who stands at the other end of a flow. */
export function peerWords(peer: PeerFact, pods: readonly PodsFact[]): string {
  const words = bareWords(peer, pods);
  return peer.note ? `${words} (${peer.note})` : words;
}

function bareWords(peer: PeerFact, pods: readonly PodsFact[]): string {
  switch (peer.kind) {
    case 'anyone':
      return 'anyone';
    case 'every-namespace':
      return 'pods of every namespace';
    case 'clients':
      return 'whoever uses it';
    case 'own-pods':
      return peer.of ?? (pods.length === 1 ? pods[0]!.name : 'its own pods');
    case 'own-namespace':
      return peer.labels ? `pods of its namespace with ${labelWords(peer.labels)}` : 'pods of its namespace';
    case 'service':
      return peer.of ? `${peer.id} (${peer.of})` : peer.id;
    case 'pods':
      return `${placeWords(peer.in)}: ${labelWords(peer.labels)}`;
    case 'addresses':
      return peer.cidr;
    case 'api-server':
      return 'the API server';
    case 'webhook-callers':
      return 'the API server, which calls it';
    case 'scraper':
      return 'whoever scrapes metrics';
    case 'ingress-controller':
      return 'the ingress controller';
    case 'nodes':
      return 'the nodes, given as nodes';
    case 'given':
      return `given as ${peer.name}: ${peer.meaning}`;
    case 'inexpressible':
      return `no NetworkPolicy can name it: ${peer.why}`;
  }
}

function placeWords(place: string | LabelFacts): string {
  if (typeof place === 'string') return `namespace ${place}`;
  return Object.keys(place).length === 0 ? 'every namespace' : `namespaces with ${labelWords(place)}`;
}

/** The values of a label that occur side by side; a parameter stands in angle brackets, `*` for any value. */
export function valuesOf(value: LabelValue): string[] {
  if (isPresence(value)) return ['*'];
  return (isChoice(value) ? value.oneOf : [value]).map(textWords);
}

function textWords(text: LabelText): string {
  return typeof text === 'string' ? text : `<${text.parameter}>${text.suffix ?? ''}`;
}
