/**
 * The meaning of NetworkPolicy for one pair of endpoints and one port, as the API text says it: no index, no cache,
 * no set algebra. It shares nothing with the engine, so that it can be the engine's oracle. Compare with
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/ and the comments of the API types.
 */
import { ipBlockContains, parseAddress, type Address } from './addresses';
import { ciliumSide, type CiliumPolicy, type CiliumVerdict, type PlainSide } from './cilium-policies';
import {
  labelsOf,
  namespaceLabels,
  namespaceOf,
  nodeAddresses,
  podAddresses,
  readCluster,
  type Cluster,
} from './cluster';
import { hasHostNetwork, type Endpoint } from './endpoint';
import type { Direction, NetworkPolicy, Peer, Pod, PolicyPort, Protocol } from './kubernetes';
import { portsAllow, type PortQuery } from './ports';
import { judge, selectorMatches, type Match } from './selectors';
import { networkPoliciesOnly, type SideJudge } from './side';

export type Verdict = 'allowed' | 'denied' | 'undefined';

/**
 * A pod by its name; the pods of one controller (`namespace/owner[Kind]`), with `replica` for one pod of a
 * StatefulSet; or an address, which is then something outside the cluster even if a pod has the same one.
 */
export type EndpointRef = { pod: string } | { workload: string; replica?: number } | { ip: string };

export interface Query {
  from: EndpointRef;
  to: EndpointRef;
  protocol: Protocol;
  port: number;
}

export interface Options {
  /** Whether an ipBlock matches pods: plugins differ, and the API text leaves it to them. */
  ipBlockMatchesPods: 'never' | 'known-ips';
}

export function naiveVerdict(objects: unknown[], query: Query, options: Options): Verdict {
  return verdictIn(readCluster(objects), query, options);
}

/** @param through what policies of other kinds make of each side */
export function verdictIn(
  cluster: Cluster,
  query: Query,
  options: Options,
  through: SideJudge = networkPoliciesOnly,
): Verdict {
  const source = resolve(cluster, query.from);
  const destination = resolve(cluster, query.to);

  // A pod cannot block access to itself.
  if (source.pod && source.pod === destination.pod) return 'allowed';

  // Both ends must allow: egress where the connection starts, ingress where it lands. What is denied for sure at one
  // end is denied whatever the other end would do.
  const side = (direction: Direction, subject: Endpoint, peer: Endpoint) =>
    openVerdict(cluster, direction, subject, peer) ??
    (direction === 'Ingress' && subject.pod && isOnNode(subject.pod, peer) ? 'allowed' : undefined) ??
    through({
      cluster,
      direction,
      subject,
      peer,
      query,
      plain: networkPolicyVerdict(cluster, direction, subject, peer, query, options),
    });
  const egress = side('Egress', source, destination);
  const ingress = side('Ingress', destination, source);
  if (egress === 'denied' || ingress === 'denied') return 'denied';
  if (egress === 'undefined' || ingress === 'undefined') return 'undefined';
  return 'allowed';
}

/**
 * What nobody can judge is undefined, whatever else is said: whether a policy of another API that could select the pod
 * does something to it, and whether a policy selects it by a label whose value is not known. The own node always
 * reaches its pods.
 */
function openVerdict(
  cluster: Cluster,
  direction: Direction,
  { pod }: Endpoint,
  peer: Endpoint,
): 'undefined' | undefined {
  if (!pod || (direction === 'Ingress' && isOnNode(pod, peer))) return undefined;
  const other = cluster.others.some((policy) => namespaceOf(policy) === namespaceOf(pod));
  const maybe = cluster.policies.some((policy) => selection(policy, pod, direction) === 'unknown');
  return other || maybe ? 'undefined' : undefined;
}

function isOnNode(pod: Pod, peer: Endpoint): boolean {
  return nodeAddresses(pod).some((address) => peer.address && sameAddress(address, peer.address));
}

/**
 * What the NetworkPolicies of one end say, or nothing where none of them selects it. The `subject` is that end (the source for egress, the destination for ingress),
 * the `peer` is the other.
 *
 * Pods with hostNetwork are outside the API: a plugin may treat them as pods, or as their node. In this order:
 * 1. A subject that no policy selects in this direction is left to other tiers, and allowed without any.
 * 2. The subject's own node may always reach it (only that way round; pod to own node is the last step).
 * 3. A hostNetwork subject that some policy selects: what its rules allow is allowed whether the plugin enforces them
 *    or passes over such pods; all else is undefined.
 * 4. Some rule of the selecting policies matches peer and port: allowed. A hostNetwork peer is matched by rules that
 *    name no peers only, and by no peer that is written down; named ports are still resolved on it.
 * 5. No rule matches, and the peer has hostNetwork: undefined, also where there are no rules at all (it may run on the
 *    subject's node, which plugins let through).
 * 6. No rule matches, egress, and the peer is an address of the subject's own node: undefined, plugins differ.
 * 7. Denied.
 */
function networkPolicyVerdict(
  cluster: Cluster,
  direction: Direction,
  subject: Endpoint,
  peer: Endpoint,
  port: PortQuery,
  options: Options,
): Verdict | undefined {
  const pod = subject.pod;
  if (!pod) return undefined; // policies select pods; what is outside has none

  const policies = cluster.policies.filter((policy) => isolates(policy, pod, direction));
  if (policies.length === 0) return undefined; // not isolated in this direction

  const isOwnNode = isOnNode(pod, peer);
  if (direction === 'Ingress' && isOwnNode) return 'allowed';

  // The rules of all policies add up; no policy can take away what another one allows.
  const destination = direction === 'Egress' ? peer.pod : pod;
  const matches = policies.flatMap((policy) =>
    rulesOf(policy, direction)
      .filter((rule) => portsAllow(rule.ports, destination, port))
      .map((rule) => peersMatch(cluster, rule.peers, namespaceOf(policy), peer, options)),
  );
  if (matches.includes('yes')) return 'allowed';

  if (hasHostNetwork(pod) || matches.includes('unknown')) return 'undefined';
  if (peer.pod && hasHostNetwork(peer.pod)) return 'undefined';
  if (direction === 'Egress' && isOwnNode) return 'undefined';
  return 'denied';
}

/** The same with whether rules name the port itself, which opens it where a policy of Cilium filters what passes. */
function plainSide(
  cluster: Cluster,
  direction: Direction,
  subject: Endpoint,
  peer: Endpoint,
  port: PortQuery,
  options: Options,
): PlainSide {
  const verdict = networkPolicyVerdict(cluster, direction, subject, peer, port, options);
  const { pod } = subject;
  const rules = !pod
    ? []
    : cluster.policies
        .filter((policy) => isolates(policy, pod, direction))
        .flatMap((policy) => rulesOf(policy, direction).map((rule) => ({ rule, namespace: namespaceOf(policy) })));
  const opening = rules.filter(({ rule, namespace }) => {
    const single = (rule.ports ?? []).filter((one) => one.port && (!one.endPort || one.endPort === one.port));
    const destination = direction === 'Egress' ? peer.pod : pod;
    return (
      single.length > 0 &&
      portsAllow(single, destination, port) &&
      peersMatch(cluster, rule.peers, namespace, peer, options) === 'yes'
    );
  });
  const isForAnyone = ({ rule }: (typeof rules)[number]) => !rule.peers || rule.peers.length === 0;
  return { verdict, opensForAnyone: opening.some(isForAnyone), opensByName: opening.some((one) => !isForAnyone(one)) };
}

/** What NetworkPolicies and policies of Cilium say together. */
export function verdictWithCilium(
  cluster: Cluster,
  nodes: Address[],
  query: Query,
  options: Options,
  policies: CiliumPolicy[],
): CiliumVerdict {
  const source = resolve(cluster, query.from);
  const destination = resolve(cluster, query.to);
  if (source.pod && source.pod === destination.pod) return 'allowed';
  const side = (direction: Direction, subject: Endpoint, peer: Endpoint) =>
    openVerdict(cluster, direction, subject, peer) ??
    ciliumSide(
      cluster,
      nodes,
      policies,
      direction,
      subject,
      peer,
      query,
      plainSide(cluster, direction, subject, peer, query, options),
    );
  const sides = [side('Egress', source, destination), side('Ingress', destination, source)];
  return (['denied', 'undefined', 'conditional'] as const).find((one) => sides.includes(one)) ?? 'allowed';
}

/** A policy isolates the pods of its own namespace that its podSelector matches, in the directions it has. */
function isolates(policy: NetworkPolicy, pod: Pod, direction: Direction): boolean {
  return selection(policy, pod, direction) === 'yes';
}

function selection(policy: NetworkPolicy, pod: Pod, direction: Direction): Match {
  if (namespaceOf(policy) !== namespaceOf(pod) || !policyTypes(policy).includes(direction)) return 'no';
  return judge(policy.spec?.podSelector ?? {}, labelsOf(pod));
}

/** Without policyTypes: Ingress always, and Egress where there is at least one egress rule. */
function policyTypes(policy: NetworkPolicy): Direction[] {
  const written = policy.spec?.policyTypes ?? [];
  if (written.length > 0) return written;
  return (policy.spec?.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

interface Rule {
  peers: Peer[] | null | undefined;
  ports: PolicyPort[] | null | undefined;
}

/** No list and an empty list hold no rule and so allow nothing; an empty rule allows everything. */
function rulesOf(policy: NetworkPolicy, direction: Direction): Rule[] {
  return direction === 'Egress'
    ? (policy.spec?.egress ?? []).map((rule) => ({ peers: rule?.to, ports: rule?.ports }))
    : (policy.spec?.ingress ?? []).map((rule) => ({ peers: rule?.from, ports: rule?.ports }));
}

/** No list and an empty list mean every peer, inside and outside the cluster. */
function peersMatch(
  cluster: Cluster,
  peers: Peer[] | null | undefined,
  policyNamespace: string,
  endpoint: Endpoint,
  options: Options,
): Match {
  if (!peers || peers.length === 0) return 'yes';
  const all = peers.map((peer) => peerMatches(cluster, peer, policyNamespace, endpoint, options));
  return all.includes('yes') ? 'yes' : all.includes('unknown') ? 'unknown' : 'no';
}

function peerMatches(
  cluster: Cluster,
  peer: Peer,
  policyNamespace: string,
  endpoint: Endpoint,
  options: Options,
): Match {
  const is = (matches: boolean): Match => (matches ? 'yes' : 'no');
  const { ipBlock, podSelector, namespaceSelector } = peer;

  if (ipBlock) {
    if (endpoint.address) return is(ipBlockContains(ipBlock, endpoint.address));
    if (options.ipBlockMatchesPods === 'never' || hasHostNetwork(endpoint.pod)) return 'no';
    return is(podAddresses(endpoint.pod).some((address) => ipBlockContains(ipBlock, address)));
  }

  // Selectors select pods, never addresses.
  const pod = endpoint.pod;
  if (!pod || hasHostNetwork(pod)) return 'no';

  // An absent namespaceSelector means the policy's own namespace, an empty one every namespace.
  const namespaceMatches = namespaceSelector
    ? selectorMatches(namespaceSelector, namespaceLabels(cluster, namespaceOf(pod)))
    : namespaceOf(pod) === policyNamespace;
  return namespaceMatches ? judge(podSelector ?? {}, labelsOf(pod)) : 'no';
}

function resolve(cluster: Cluster, ref: EndpointRef): Endpoint {
  if ('ip' in ref) return { address: parseAddress(ref.ip) };
  const pod = cluster.pods.find((candidate) => ('pod' in ref ? isNamed(candidate, ref.pod) : isOneOf(candidate, ref)));
  if (!pod) throw new Error(`No endpoint ${JSON.stringify(ref)}: no such pod, or it has run to its end`);
  return { pod };
}

function isNamed(pod: Pod, id: string): boolean {
  const [namespace, name] = id.split('/');
  return pod.metadata?.name === name && namespaceOf(pod) === namespace;
}

function isOneOf(pod: Pod, { workload, replica }: { workload: string; replica?: number }): boolean {
  return controllerOf(pod) === workload && (replica === undefined || replicaOf(pod) === replica);
}

function controllerOf(pod: Pod): string | undefined {
  const owner = pod.metadata?.ownerReferences?.find(({ controller }) => controller);
  return owner && `${namespaceOf(pod)}/${owner.name}[${owner.kind}]`;
}

function replicaOf(pod: Pod): number {
  return Number(labelsOf(pod)['apps.kubernetes.io/pod-index']);
}

function sameAddress(a: Address, b: Address): boolean {
  return a.bits === b.bits && a.value === b.value;
}
