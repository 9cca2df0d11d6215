import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { AllowIntent, ANY_PEER, ALL_PORTS, Intent, IntentPeer, Subject } from '../../model/intent';
import {
  NetworkPolicyEgressRuleSpec,
  NetworkPolicyIngressRuleSpec,
  NetworkPolicyPeerSpec,
  NetworkPolicyPortSpec,
  NetworkPolicySpec,
  PolicyType,
} from '../../model/network-policy';
import { Port } from '../../model/port';

/**
 * The spec of one NetworkPolicy that means exactly these intents, which all have the same subject. The result does not
 * depend on the order in which they were declared.
 */
export function renderSpec(intents: readonly Intent[]): NetworkPolicySpec {
  const { subject } = intents[0]!;
  if (intents.length === 1) return renderOne(intents[0]!);
  const isolated = (direction: PolicyType) =>
    intents.some((intent) =>
      intent.kind === 'isolate' ? intent.directions.includes(direction) : intent.direction === direction,
    );
  const ingress = rules(intents, PolicyType.INGRESS, subject).map(ingressRule);
  const egress = rules(intents, PolicyType.EGRESS, subject).map(egressRule);
  // Keys stand in alphabetical order throughout, as cdk8s writes them.
  return {
    ...(egress.length > 0 && { egress }),
    ...(ingress.length > 0 && { ingress }),
    podSelector: subject.pods.toManifest(),
    // Always written: what the API fills in when it is absent surprises, and `egress: []` alone isolates ingress only.
    policyTypes: [PolicyType.INGRESS, PolicyType.EGRESS].filter(isolated),
  };
}

/** What most policies are, without the work of merging. */
function renderOne(intent: Intent): NetworkPolicySpec {
  const podSelector = intent.subject.pods.toManifest();
  if (intent.kind === 'isolate') {
    const policyTypes = [PolicyType.INGRESS, PolicyType.EGRESS].filter((type) => intent.directions.includes(type));
    return { podSelector, policyTypes };
  }
  const peers = peersOf(intent, intent.subject.namespace);
  const ports = mergePorts([intent]);
  return intent.direction === PolicyType.EGRESS
    ? { egress: [egressRule({ peers, ports })], podSelector, policyTypes: [PolicyType.EGRESS] }
    : { ingress: [ingressRule({ peers, ports })], podSelector, policyTypes: [PolicyType.INGRESS] };
}

function ingressRule({ peers, ports }: Rule): NetworkPolicyIngressRuleSpec {
  return { ...(peers && { from: peers }), ...(ports && { ports }) };
}

function egressRule({ peers, ports }: Rule): NetworkPolicyEgressRuleSpec {
  return { ...(ports && { ports }), ...(peers && { to: peers }) };
}

interface Rule {
  /** Absent: anyone. */
  readonly peers?: NetworkPolicyPeerSpec[];
  /** Absent: every port of every protocol. */
  readonly ports?: NetworkPolicyPortSpec[];
}

/** One rule for each distinct set of peers, with the ports of all intents that name just these peers. */
function rules(intents: readonly Intent[], direction: PolicyType, { namespace }: Subject): Rule[] {
  const allows = intents.filter(
    (intent): intent is AllowIntent => intent.kind === 'allow' && intent.direction === direction,
  );
  if (allows.length === 0) return [];

  const byPeers = new Map<string, { peers: NetworkPolicyPeerSpec[] | undefined; intents: AllowIntent[] }>();
  for (const allow of allows) {
    const peers = peersOf(allow, namespace);
    const key = JSON.stringify(peers ?? ANY_PEER);
    const entry = byPeers.get(key);
    if (entry) entry.intents.push(allow);
    else byPeers.set(key, { peers, intents: [allow] });
  }
  const keys = [...byPeers.keys()].sort();
  return keys.map((key) => ({ peers: byPeers.get(key)!.peers, ports: mergePorts(byPeers.get(key)!.intents) }));
}

function peersOf({ peers }: AllowIntent, namespace: string): NetworkPolicyPeerSpec[] | undefined {
  return peers === ANY_PEER ? undefined : distinctSorted(peers.map((peer) => renderPeer(peer, namespace)));
}

/** A peer as seen from a policy in `namespace`. */
export function renderPeer(peer: IntentPeer, namespace: string): NetworkPolicyPeerSpec {
  if (peer.kind === 'addresses') {
    const except = peer.except.map(String);
    return { ipBlock: { cidr: peer.block.toString(), ...(except.length > 0 && { except }) } };
  }
  const podSelector = peer.pods.toManifest();
  if (peer.namespaces === namespace) return { podSelector };
  const namespaceSelector =
    typeof peer.namespaces === 'string'
      ? { matchLabels: { [NAMESPACE_NAME_LABEL]: peer.namespaces } }
      : peer.namespaces.toManifest();
  return peer.pods.matchesEverything ? { namespaceSelector } : { namespaceSelector, podSelector };
}

function mergePorts(intents: readonly AllowIntent[]): NetworkPolicyPortSpec[] | undefined {
  const lists = intents.map(({ ports }) => ports);
  if (lists.includes(ALL_PORTS)) return undefined;
  const ports = (lists as (readonly Port[])[]).flat();
  if (ports.length === 1) return [ports[0]!.toManifest()];
  const whole = new Set(ports.filter(isWholeProtocol).map(({ protocol }) => protocol));
  const needed = ports.filter((port) => isWholeProtocol(port) || !whole.has(port.protocol));
  const distinct = new Map(needed.map((port) => [port.toString(), port]));
  return [...distinct.values()].sort(byProtocolAndNumber).map((port) => port.toManifest());
}

function isWholeProtocol(port: Port): boolean {
  return port.first === undefined && port.name === undefined;
}

function byProtocolAndNumber(a: Port, b: Port): number {
  if (a.protocol !== b.protocol) return a.protocol < b.protocol ? -1 : 1;
  const numbers = (a.first ?? 0) - (b.first ?? 0) || (a.last ?? 0) - (b.last ?? 0);
  return numbers || ((a.name ?? '') < (b.name ?? '') ? -1 : 1);
}

function distinctSorted(peers: NetworkPolicyPeerSpec[]): NetworkPolicyPeerSpec[] {
  if (peers.length === 1) return peers;
  const byText = new Map(peers.map((peer) => [JSON.stringify(peer), peer]));
  return [...byText.keys()].sort().map((text) => byText.get(text)!);
}
