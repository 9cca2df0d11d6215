import { FlowFact, LabelFacts, PodsFact, PortFact, ServiceFacts } from '../../platform/service-facts';
import { peerWords, portWords, valuesOf } from '../wording/service-words';

/** `netpol.platforms/v1`, as docs/schemas/netpol.platforms.v1.schema.json describes it. */
export function platformsJson(services: readonly ServiceFacts[]): string {
  return `${JSON.stringify({ schema: 'netpol.platforms/v1', services: services.map(serviceOf) }, undefined, 2)}\n`;
}

function serviceOf(facts: ServiceFacts) {
  const { id, category, title, hostNetwork, parameters, caveats, confidence, sources } = facts;
  return {
    id,
    category,
    title,
    namespace: facts.namespace,
    hostNetwork,
    pods: facts.pods.map(podsOf),
    ports: facts.ports.map(portOf),
    flows: facts.flows.map((flow) => flowOf(flow, facts.pods)),
    parameters,
    caveats,
    confidence,
    sources,
  };
}

function podsOf({ name, labels, namespace, otherwise }: PodsFact) {
  return {
    name,
    labels: labelsOf(labels),
    ...(namespace && { namespace }),
    ...(otherwise && { otherwise: otherwise.map((other) => ({ when: other.when, labels: labelsOf(other.labels) })) }),
  };
}

function portOf({ port, ...rest }: PortFact) {
  return { port: portWords(port), ...rest };
}

function flowOf(
  { direction, ports, peers, of, note, optional = false, confidence }: FlowFact,
  pods: readonly PodsFact[],
) {
  return {
    direction,
    ports: ports === 'all' ? 'all' : ports.map(portWords),
    peers: peers.map((peer) => ({ kind: peer.kind, text: peerWords(peer, pods) })),
    ...(of !== undefined && { of }),
    ...(note !== undefined && { note }),
    optional,
    ...(confidence !== undefined && { confidence }),
  };
}

function labelsOf(labels: LabelFacts): Record<string, string[]> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, valuesOf(value)]));
}
