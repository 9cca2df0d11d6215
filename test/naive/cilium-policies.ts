/**
 * Policies of Cilium on layers 3 and 4, one connection at a time, straight from their JSON. Rules have no order: what
 * any rule denies is denied, else what any rule or NetworkPolicy allows is allowed, and what is left is denied where
 * one of them says so. What only a running cluster decides (names, requests, nodes that no manifest shows) is tried
 * both ways.
 */
import { cidrContains, parseAddress, type Address } from './addresses';
import { labelsOf, namespaceLabels, namespaceOf, nodeAddresses, type Cluster } from './cluster';
import { hasHostNetwork, type Endpoint } from './endpoint';
import type { Direction, LabelSelector, Metadata, Pod } from './kubernetes';
import type { Verdict } from './naive';
import { declaresPort, type PortQuery } from './ports';
import { judge, type PodLabels } from './selectors';

export interface CiliumPolicy {
  apiVersion: string;
  kind: 'CiliumNetworkPolicy' | 'CiliumClusterwideNetworkPolicy';
  metadata: Metadata;
  spec?: CiliumRule;
  specs?: CiliumRule[];
}

export interface CiliumRule {
  endpointSelector: LabelSelector;
  ingress?: CiliumEntry[];
  ingressDeny?: CiliumEntry[];
  egress?: CiliumEntry[];
  egressDeny?: CiliumEntry[];
  enableDefaultDeny?: { ingress?: boolean; egress?: boolean };
}

/** Peers as they stand under `from…` or `to…`. */
export interface CiliumEntry {
  fromEndpoints?: LabelSelector[];
  fromEntities?: string[];
  fromCIDR?: string[];
  fromCIDRSet?: { cidr: string; except?: string[] }[];
  toEndpoints?: LabelSelector[];
  toEntities?: string[];
  toCIDR?: string[];
  toCIDRSet?: { cidr: string; except?: string[] }[];
  toFQDNs?: { matchPattern: string }[];
  toPorts?: { ports?: CiliumPort[]; rules?: { http: { method?: string }[] } }[];
  icmps?: { fields: { type: number }[] }[];
}

export interface CiliumPort {
  port: string;
  endPort?: number;
  protocol?: string;
}

export type CiliumVerdict = Verdict | 'conditional';

type Match = 'yes' | 'no' | 'if' | 'unknown';

/** What NetworkPolicies say of one side, and where their rules name the port itself. */
export interface PlainSide {
  /** Undefined where none selects the pod. */
  verdict: Verdict | undefined;
  opensForAnyone: boolean;
  opensByName: boolean;
}

interface FoundRule {
  deny: boolean;
  match: Match;
  filtered: boolean;
  /** Whether it is for everyone. */
  anyone: boolean;
  /** Whether it names the port by itself, and not all ports or a range. */
  single: boolean;
}

/** What policies of Cilium make of one side of a connection, together with NetworkPolicies. */
export function ciliumSide(
  cluster: Cluster,
  nodes: Address[],
  policies: CiliumPolicy[],
  direction: Direction,
  subject: Endpoint,
  peer: Endpoint,
  port: PortQuery,
  plain: PlainSide,
): CiliumVerdict {
  const { pod } = subject;
  if (!pod) return 'allowed';
  if (direction === 'Ingress' && nodeAddresses(pod).some((own) => isSame(own, peer.address))) return 'allowed';
  if (hasHostNetwork(pod)) return plain.verdict ?? 'allowed';

  let isolated = plain.verdict !== undefined;
  const found: FoundRule[] = [];
  for (const policy of policies) {
    for (const rule of [...(policy.spec ? [policy.spec] : []), ...(policy.specs ?? [])]) {
      const allows = (direction === 'Ingress' ? rule.ingress : rule.egress) ?? [];
      const denies = (direction === 'Ingress' ? rule.ingressDeny : rule.egressDeny) ?? [];
      if (allows.length + denies.length === 0) continue;
      const selects = selectsSubject(cluster, policy, rule, pod);
      if (selects === 'unknown') return 'undefined';
      if (selects === 'no') continue;
      const deniesRest = direction === 'Ingress' ? rule.enableDefaultDeny?.ingress : rule.enableDefaultDeny?.egress;
      if (deniesRest ?? true) isolated = true;
      const destination = direction === 'Ingress' ? pod : peer.pod;
      for (const [entries, deny] of [
        [allows, false],
        [denies, true],
      ] as const) {
        for (const entry of entries) {
          const { match, anyone } = peersOf(cluster, nodes, policy, entry, direction, peer);
          for (const { single, filtered } of portsOf(entry, destination, port)) {
            found.push({ deny, match, anyone, single, filtered });
          }
        }
      }
    }
  }

  const outcome = (areMet: boolean, plainIsOpen: boolean, isBest: boolean): boolean => {
    const counts = ({ match, deny }: FoundRule) => {
      if (match === 'yes') return true;
      if (match === 'if') return deny ? !areMet : areMet;
      return match === 'unknown' && (deny ? !isBest : isBest);
    };
    if (found.some((rule) => rule.deny && counts(rule))) return false;
    const allows = found.filter(({ deny }) => !deny);
    // A request may be refused, unless a rule for the same port lets all of them through.
    const opened = (byName: boolean) =>
      allows.some((r) => r.match === 'yes' && !r.filtered && r.single && r.anyone !== byName) ||
      (byName ? plain.opensByName : plain.opensForAnyone);
    const isHeld = allows.some(
      (rule) => rule.filtered && rule.match !== 'no' && !opened(true) && !(rule.anyone && opened(false)),
    );
    if (isHeld && !areMet) return false;
    if (allows.some(counts) || plain.verdict === 'allowed' || (plain.verdict === 'undefined' && plainIsOpen)) {
      return true;
    }
    return !isolated;
  };
  if (outcome(false, false, false)) return 'allowed';
  if (outcome(true, false, false)) return 'conditional';
  return outcome(true, true, true) ? 'undefined' : 'denied';
}

/** Nodes that the input shows: by their objects, and by the pods that run on them. */
export function knownNodes(cluster: Cluster, objects: { kind?: unknown; status?: unknown }[]): Address[] {
  const written = objects
    .filter(({ kind }) => kind === 'Node')
    .flatMap(({ status }) => (status as { addresses: { address: string }[] }).addresses)
    .map(({ address }) => parseAddress(address));
  return [...written, ...cluster.pods.flatMap((pod) => nodeAddresses(pod))];
}

function isSame(a: Address, b: Address | undefined): boolean {
  return b !== undefined && a.bits === b.bits && a.value === b.value;
}

/** A policy of a namespace is about pods of that namespace, whatever it says. */
function selectsSubject(cluster: Cluster, policy: CiliumPolicy, { endpointSelector }: CiliumRule, pod: Pod): Match {
  if (policy.kind === 'CiliumNetworkPolicy' && namespaceOf(policy) !== namespaceOf(pod)) return 'no';
  const own = policy.kind === 'CiliumNetworkPolicy';
  const labels = { ...endpointSelector.matchLabels };
  if (own) delete labels['k8s:io.kubernetes.pod.namespace'];
  return podMatches(cluster, { ...endpointSelector, matchLabels: labels }, pod);
}

const POD_NAMESPACE = 'io.kubernetes.pod.namespace';
const NAMESPACE_LABELS = 'io.cilium.k8s.namespace.labels.';

function withoutSource(key: string): string {
  return key.replace(/^(k8s|any):/, '');
}

/** A pod as Cilium labels it: its own labels, its namespace and the labels of that. */
function podMatches(cluster: Cluster, { matchLabels, matchExpressions }: LabelSelector, pod: Pod): Match {
  const labels: PodLabels = { ...labelsOf(pod), [POD_NAMESPACE]: namespaceOf(pod) };
  for (const [key, value] of Object.entries(namespaceLabels(cluster, namespaceOf(pod)))) {
    labels[`${NAMESPACE_LABELS}${key}`] = value;
  }
  const byLabels = Object.entries(matchLabels ?? {}).map(([key, value]) =>
    judge({ matchLabels: { [withoutSource(key)]: value } }, labels),
  );
  const byExpressions = (matchExpressions ?? []).map((one) =>
    judge({ matchExpressions: [{ ...one, key: withoutSource(one.key) }] }, labels),
  );
  const all = [...byLabels, ...byExpressions];
  return all.includes('no') ? 'no' : all.includes('unknown') ? 'unknown' : 'yes';
}

/** A list that is there and empty selects nobody; without any list everyone, where there are ports. */
function peersOf(
  cluster: Cluster,
  nodes: Address[],
  policy: CiliumPolicy,
  entry: CiliumEntry,
  direction: Direction,
  peer: Endpoint,
): { match: Match; anyone: boolean } {
  const ingress = direction === 'Ingress';
  const lists = {
    endpoints: ingress ? entry.fromEndpoints : entry.toEndpoints,
    entities: ingress ? entry.fromEntities : entry.toEntities,
    cidrs: ingress ? entry.fromCIDR : entry.toCIDR,
    sets: ingress ? entry.fromCIDRSet : entry.toCIDRSet,
  };
  const names = entry.toFQDNs?.length ? entry.toFQDNs : undefined;
  if (lists.entities?.includes('all')) return { match: 'yes', anyone: true };
  if (Object.values(lists).every((list) => list === undefined) && !names) {
    const isLimited = (entry.toPorts?.length ?? 0) + (entry.icmps?.length ?? 0) > 0;
    return { match: isLimited ? 'yes' : 'no', anyone: isLimited };
  }
  const isNode = nodes.some((node) => isSame(node, peer.address));
  const isOutside = peer.address !== undefined && !isNode;
  const matches: Match[] = [
    ...(lists.endpoints ?? []).map((one) => endpointMatches(cluster, policy, one, peer, isOutside)),
    ...entitiesMatch(lists.entities ?? [], nodes, peer, isNode),
    ...(lists.cidrs ?? []).map((cidr): Match => (isOutside && cidrContains(cidr, peer.address!) ? 'yes' : 'no')),
    ...(lists.sets ?? []).map(({ cidr, except = [] }): Match => {
      const holds = (block: string) => cidrContains(block, peer.address!);
      return isOutside && holds(cidr) && !except.some(holds) ? 'yes' : 'no';
    }),
    ...(names && isOutside ? (['if'] as const) : []),
  ];
  const match = (['yes', 'if', 'unknown'] as const).find((one) => matches.includes(one)) ?? 'no';
  return { match, anyone: false };
}

/** Without a namespace in it, a selector means the policy's own; in a policy of the cluster, pods of every namespace. */
function endpointMatches(
  cluster: Cluster,
  policy: CiliumPolicy,
  selector: LabelSelector,
  { pod }: Endpoint,
  isOutside: boolean,
): Match {
  const keys = [
    ...Object.keys(selector.matchLabels ?? {}),
    ...(selector.matchExpressions ?? []).map(({ key }) => key),
  ].map(withoutSource);
  const namesNamespace = keys.some((key) => key === POD_NAMESPACE || key.startsWith(NAMESPACE_LABELS));
  if (!pod) {
    // What asks for no label that an endpoint must have may hold for what has no labels of a pod.
    const asksForSome =
      Object.keys(selector.matchLabels ?? {}).length > 0 ||
      (selector.matchExpressions ?? []).some(({ operator }) => operator === 'In' || operator === 'Exists');
    return namesNamespace && !asksForSome && isOutside ? 'if' : 'no';
  }
  if (hasHostNetwork(pod)) return 'no';
  const isOwn = policy.kind === 'CiliumNetworkPolicy' && !namesNamespace;
  if (isOwn && namespaceOf(policy) !== namespaceOf(pod)) return 'no';
  return podMatches(cluster, selector, pod);
}

function entitiesMatch(entities: string[], nodes: Address[], { pod, address }: Endpoint, isNode: boolean): Match[] {
  const is = (matches: boolean): Match => (matches ? 'yes' : 'no');
  const matches: Match[] = [];
  if (entities.includes('world')) matches.push(is(address !== undefined && !isNode));
  if (entities.includes('cluster')) matches.push(is(isNode || (pod !== undefined && !hasHostNetwork(pod))));
  if (entities.includes('kube-apiserver') && address) matches.push('if');
  const [own, others] = [entities.includes('host'), entities.includes('remote-node')];
  if ((own || others) && address) {
    if (nodes.length === 0) matches.push('if');
    else if (isNode) matches.push(own && others ? 'yes' : 'if');
  }
  return matches;
}

/** The parts of an entry whose ports hold the one that is asked about. */
function portsOf(
  { toPorts = [], icmps = [] }: CiliumEntry,
  destination: Pod | undefined,
  port: PortQuery,
): { single: boolean; filtered: boolean }[] {
  if (icmps.length > 0) return [];
  if (toPorts.length === 0) return [{ single: false, filtered: false }];
  return toPorts.flatMap(({ ports = [], rules }) => {
    const filtered = (rules?.http.length ?? 0) > 0;
    return ports.flatMap((one) => {
      if (one.protocol && one.protocol !== 'ANY' && one.protocol !== port.protocol) return [];
      if (!/^\d+$/.test(one.port)) {
        return destination && declaresPort(destination, one.port, port) ? [{ single: true, filtered }] : [];
      }
      const first = Number(one.port);
      if (first === 0) return [{ single: false, filtered }];
      const last = Math.max(first, one.endPort ?? 0);
      return first <= port.port && port.port <= last ? [{ single: first === last, filtered }] : [];
    });
  });
}
