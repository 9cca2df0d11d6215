import { FlowFact, FlowPort, ServiceFacts } from './service-facts';
import { ServiceParameters, selectorOfPods } from './service-pods';
import { InvalidInput } from '../model/invalid-input';
import { LabelSelector } from '../model/label-selector';
import { Port } from '../model/port';

/**
 * What clients of the service must open: what its facts say of clients or, where they say nothing, towards the pods that
 * let clients in.
 *
 * @param optional whether what is off by default counts too
 */
export function clientFlows(facts: ServiceFacts, optional = false): readonly FlowFact[] {
  const counted = facts.flows.filter((flow) => optional || !flow.optional);
  const ofClients = counted.filter(({ direction }) => direction === 'client-egress');
  if (ofClients.length > 0) return ofClients;
  // A service that calls workloads is used by being let in; who opens its own interface says so with a flow.
  if (facts.flows.some(({ direction }) => direction === 'workload-ingress')) return [];
  return counted
    .filter(
      ({ direction, peers }) =>
        direction === 'ingress' && peers.some(({ kind }) => kind === 'clients' || kind === 'anyone'),
    )
    .filter(({ ports }) => ports === 'all' || !ports.some((port) => isOfWorkload(port)))
    .map(({ ports, of, note }) => ({ direction: 'client-egress', ports, peers: [{ kind: 'own-pods', of }], note }));
}

function isOfWorkload(port: FlowPort): boolean {
  return !(port instanceof Port) && port.of === 'workload';
}

/** The container ports that clients use. */
export function clientPorts(facts: ServiceFacts): Port[] {
  const ports = clientFlows(facts).flatMap((flow) => (flow.ports === 'all' ? [] : flow.ports));
  const known = ports.filter((port: FlowPort): port is Port => port instanceof Port);
  return [...new Map(known.map((port) => [port.toString(), port])).values()];
}

/**
 * The pods that clients talk to, or that the service talks to them with.
 *
 * @throws InvalidInput if it has no pods, or nobody knows its namespace
 */
export function clientEnd(
  facts: ServiceFacts,
  namespace: string | undefined,
  parameters: ServiceParameters = {},
  podLabels?: Readonly<Record<string, string>>,
): { namespace: string; pods: LabelSelector } {
  const peer = clientFlows(facts)[0]?.peers.find(({ kind }) => kind === 'own-pods' || kind === 'own-namespace');
  const kind = peer?.kind === 'own-pods' ? peer.of : undefined;
  const pods = kind === undefined ? facts.pods[0] : facts.pods.find(({ name }) => name === kind);
  if (!pods) {
    throw new InvalidInput(
      `${facts.title}: it has no pods that a selector could match.`,
      'Use it as a service: new AllowService(…, { service: … }).',
    );
  }
  if (namespace === undefined) {
    throw new InvalidInput(
      `${facts.title} runs beside whoever uses it, so its namespace is not known.`,
      "Say where it runs: with({ namespace: 'shop' }).",
    );
  }
  if (podLabels) return { namespace, pods: LabelSelector.labels({ ...podLabels }) };
  return {
    namespace,
    pods: peer?.kind === 'own-namespace' ? LabelSelector.everything() : selectorOfPods(facts, pods, parameters),
  };
}
