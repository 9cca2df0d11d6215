import { FlowFact, FlowPort, ServiceFacts } from './service-facts';
import { namespaceName, podSelector, podsCalled } from './service-pods';
import { InvalidInput } from '../model/invalid-input';
import { LabelSelector } from '../model/label-selector';
import { Port } from '../model/port';

/**
 * The flows that a client of the service needs, seen from the service: what its facts say of clients, or else whom it
 * lets in. Optional ones are left out.
 */
export function clientFlows(facts: ServiceFacts): readonly FlowFact[] {
  const usual = facts.flows.filter(({ optional }) => !optional);
  const ofClients = usual.filter(({ direction }) => direction === 'client-egress');
  if (ofClients.length > 0) return ofClients;
  return usual.filter(
    ({ direction, peers }) =>
      direction === 'ingress' && peers.some(({ kind }) => kind === 'clients' || kind === 'anyone'),
  );
}

/** The container ports that clients use. */
export function clientPorts(facts: ServiceFacts): Port[] {
  const ports = clientFlows(facts).flatMap((flow) => (flow.ports === 'all' ? [] : flow.ports));
  const known = ports.filter((port: FlowPort): port is Port => port instanceof Port);
  return [...new Map(known.map((port) => [port.toString(), port])).values()];
}

/**
 * The pods that clients talk to.
 *
 * @throws InvalidInput if the service has no pods, or its facts know no namespace
 */
export function clientEnd(facts: ServiceFacts): { namespace: string; pods: LabelSelector } {
  const namespace = namespaceName(facts.namespace);
  const flow = clientFlows(facts)[0];
  const peer = flow?.peers.find(({ kind }) => kind === 'own-pods' || kind === 'own-namespace');
  const pods = podsCalled(facts, peer?.kind === 'own-pods' ? peer.of : flow?.of);
  if (namespace === undefined || !pods) {
    throw new InvalidInput(
      `The catalogue does not know in which namespace ${facts.title} runs.`,
      'Say where its pods are: ServiceLocation.of({ namespace: …, podLabels: … }).',
    );
  }
  return { namespace, pods: peer?.kind === 'own-namespace' ? LabelSelector.everything() : podSelector(pods.labels) };
}
