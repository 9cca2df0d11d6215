import type { SharedServiceProps } from '../../src';
import type {
  FlowFact,
  LabelFacts,
  LabelText,
  PeerFact,
  PodsFact,
  ServiceFacts,
} from '../../src/platform/service-facts';
import { isChoice, isPresence } from '../../src/platform/service-pods';
import { serviceFacts } from '../../src/platform/services';

/** What an installer would choose for every parameter. */
export const INSTALLED = {
  release: 'main',
  cluster: 'main',
  gateway: 'main',
  gatewayNamespace: 'edge',
  revision: 'main',
};

/** The parameters that a service takes, with what an installer would choose. */
export function parametersOf(facts: ServiceFacts): SharedServiceProps {
  return Object.fromEntries(facts.parameters.map(({ name }) => [name, INSTALLED[name as keyof typeof INSTALLED]]));
}

/** Where pods of a service run, with those that live beside an application in `shop`. */
export function namespaceOf(facts: ServiceFacts, pods?: PodsFact): string {
  const place = pods?.namespace ?? facts.namespace;
  return place.kind === 'default' || place.kind === 'convention' ? place.name : 'shop';
}

/** The name of the pod that stands for one kind of pods. */
export function podName(facts: ServiceFacts, kind: string): string {
  return `${facts.id.replaceAll('.', '-')}-${kind}`;
}

/** One pod for each kind of pods of a service, as its installer labels them. */
export function podsOfService(facts: ServiceFacts): object[] {
  return facts.pods.map((pods) => pod(namespaceOf(facts, pods), podName(facts, pods.name), labels(pods.labels)));
}

export function pod(namespace: string, name: string, ofPod: Record<string, string>): object {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels: { 'test/pod': name, ...ofPod } },
    spec: { containers: [{ name: 'main' }] },
  };
}

/** The other services that the flows of one name. */
export function companions(facts: ServiceFacts): ServiceFacts[] {
  const named = facts.flows.flatMap(({ peers }) => peers).filter((peer) => peer.kind === 'service');
  return [...new Set(named.map(({ id }) => id))].filter((id) => id !== facts.id).map(serviceFacts);
}

/** The pods of `facts` that a flow is about. */
export function subjectsOf(facts: ServiceFacts, flow: FlowFact): PodsFact[] {
  return facts.pods.filter(({ name }) => flow.of === undefined || flow.of === name);
}

/** `namespace/name` of the pods that a peer stands for; none for peers that are no pods of a service. */
export function podsOfPeer(facts: ServiceFacts, peer: PeerFact): string[] {
  const pick = (service: ServiceFacts, kind?: string) =>
    service.pods
      .filter(({ name }) => kind === undefined || name === kind)
      .map((pods) => `${namespaceOf(service, pods)}/${podName(service, pods.name)}`);
  if (peer.kind === 'own-pods') return pick(facts, peer.of);
  if (peer.kind === 'own-namespace') return pick(facts);
  if (peer.kind === 'service') return pick(serviceFacts(peer.id), peer.of);
  return [];
}

function labels(facts: LabelFacts): Record<string, string> {
  return Object.fromEntries(
    Object.entries(facts).map(([key, value]) => [
      key,
      isPresence(value) ? 'whatever' : text(isChoice(value) ? value.oneOf[0] : value),
    ]),
  );
}

function text(value: LabelText): string {
  if (typeof value === 'string') return value;
  return `${INSTALLED[value.parameter as keyof typeof INSTALLED]}${value.suffix ?? ''}`;
}
