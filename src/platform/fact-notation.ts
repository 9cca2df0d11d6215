import {
  FlowFact,
  FlowPort,
  LabelFacts,
  LabelText,
  LabelValue,
  NamespaceFact,
  PeerFact,
  PodsFact,
  PortParameter,
} from './service-facts';
import { Port } from '../model/port';
import { Protocol } from '../model/protocol';

/** Short words in which the entries of the catalogue are written, so that they read like the tables made of them. */

export const tcp = (number: number): Port => Port.tcp(number);
export const udp = (number: number): Port => Port.udp(number);

/** A port of the workload at the other end. */
export const workloadPort = (meaning: string): PortParameter => ({ protocol: Protocol.TCP, of: 'workload', meaning });
/** A port that the service's owner chooses. */
export const chosenPort = (meaning: string): PortParameter => ({ protocol: Protocol.TCP, of: 'service', meaning });

export const byDefault = (name: string): NamespaceFact => ({ kind: 'default', name });
export const byConvention = (name: string): NamespaceFact => ({ kind: 'convention', name });
export const BESIDE_THE_APPLICATION: NamespaceFact = { kind: 'application' };
export const NO_NAMESPACE: NamespaceFact = { kind: 'none' };

export const pods = (name: string, labels: LabelFacts, more: Partial<PodsFact> = {}): PodsFact => ({
  ...more,
  name,
  labels,
});
export const given = (parameter: string, suffix?: string): LabelText => ({ parameter, suffix });
export const oneOf = (...texts: [LabelText, ...LabelText[]]): LabelValue => ({ oneOf: texts });

/** The label is there, whatever its value. */
export const PRESENT: LabelValue = { any: true };

type Ports = readonly FlowPort[] | 'all';
type More = Pick<FlowFact, 'of' | 'note' | 'optional'>;

export const ingress = (ports: Ports, peers: readonly PeerFact[], more: More = {}): FlowFact => ({
  direction: 'ingress',
  ports,
  peers,
  ...more,
});
export const egress = (ports: Ports, peers: readonly PeerFact[], more: More = {}): FlowFact => ({
  direction: 'egress',
  ports,
  peers,
  ...more,
});
/** What clients must open, towards the service's own pods unless other peers are named. */
export const clientEgress = (
  ports: Ports,
  peers: readonly PeerFact[] = [{ kind: 'own-pods' }],
  more: More = {},
): FlowFact => ({ direction: 'client-egress', ports, peers, ...more });
/** What workloads must open, for the service's own pods unless other peers are named. */
export const workloadIngress = (
  ports: Ports,
  peers: readonly PeerFact[] = [{ kind: 'own-pods' }],
  more: More = {},
): FlowFact => ({ direction: 'workload-ingress', ports, peers, ...more });

/** The ports at which API servers answer; the platform knows which it is. */
export const API_SERVER_PORTS: readonly Port[] = [tcp(443), tcp(6443)];
export const callsApiServer = (more: More = {}): FlowFact => egress(API_SERVER_PORTS, [API_SERVER], more);
export const calledByApiServer = (ports: Ports, more: More = {}): FlowFact => ingress(ports, [WEBHOOK_CALLERS], more);
export const scraped = (ports: Ports, more: More = {}): FlowFact => ingress(ports, [SCRAPER], more);

export const ANYONE: PeerFact = { kind: 'anyone' };
export const EVERY_NAMESPACE: PeerFact = { kind: 'every-namespace' };
export const CLIENTS: PeerFact = { kind: 'clients' };
export const OWN_NAMESPACE: PeerFact = { kind: 'own-namespace' };
export const API_SERVER: PeerFact = { kind: 'api-server' };
export const WEBHOOK_CALLERS: PeerFact = { kind: 'webhook-callers' };
export const SCRAPER: PeerFact = { kind: 'scraper' };
export const INGRESS_CONTROLLER: PeerFact = { kind: 'ingress-controller' };
export const NODES: PeerFact = { kind: 'nodes' };

export const ownPods = (of?: string): PeerFact => ({ kind: 'own-pods', of });
export const podsOf = (id: string, of?: string): PeerFact => ({ kind: 'service', id, of });
export const podsIn = (place: string | LabelFacts, labels: LabelFacts = {}): PeerFact => ({
  kind: 'pods',
  in: place,
  labels,
});
export const addresses = (cidr: string): PeerFact => ({ kind: 'addresses', cidr });
export const destination = (name: string, meaning: string): PeerFact => ({ kind: 'given', name, meaning });
export const inexpressible = (why: string, instead: string): PeerFact => ({ kind: 'inexpressible', why, instead });
export const noted = (peer: PeerFact, note: string): PeerFact => ({ ...peer, note });

/** A flow that whoever knows the software expects, and that nobody has looked up. */
export const unverified = (flow: FlowFact): FlowFact => ({ ...flow, confidence: 'memory' });
