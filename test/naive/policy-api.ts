/**
 * The policies of policy.networking.k8s.io, one connection at a time, straight from the comments of their types and the
 * pages of the API: https://network-policy-api.sigs.k8s.io/api-overview/. Admin policies by priority and rules in order,
 * the first that matches decides, Pass leaves the tier; then NetworkPolicy, which is final for the pods it selects; then
 * Baseline. Where something is open (which of two equal priorities comes first, names, addresses nobody knows), every way
 * it could be is tried.
 */
import { cidrBounds, cidrContains } from './addresses';
import { labelsOf, namespaceLabels, namespaceOf, podAddresses, type Cluster } from './cluster';
import { hasHostNetwork, type Endpoint } from './endpoint';
import type { Direction, LabelSelector, Pod } from './kubernetes';
import { declaresPort, type PortQuery } from './ports';
import { judge } from './selectors';
import type { PlainVerdict, Side, SideJudge } from './side';

export interface PolicyApiPolicy {
  apiVersion: string;
  kind: 'ClusterNetworkPolicy' | 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy';
  metadata: { name: string };
  spec: {
    tier?: 'Admin' | 'Baseline';
    priority?: number;
    subject: PolicyApiSelection;
    ingress?: PolicyApiRule[];
    egress?: PolicyApiRule[];
  };
}

export interface PolicyApiSelection {
  namespaces?: LabelSelector;
  pods?: { namespaceSelector?: LabelSelector; podSelector: LabelSelector };
}

export interface PolicyApiRule {
  name?: string;
  action: 'Accept' | 'Allow' | 'Deny' | 'Pass';
  from?: PolicyApiPeer[];
  to?: PolicyApiPeer[];
  protocols?: PolicyApiProtocol[];
  ports?: PolicyApiPort[];
}

export interface PolicyApiPeer extends PolicyApiSelection {
  networks?: string[];
  nodes?: LabelSelector;
  domainNames?: string[];
}

interface NumberOrRange {
  destinationPort: { number?: number; range?: { start: number; end: number } };
}

export interface PolicyApiProtocol {
  tcp?: NumberOrRange;
  udp?: NumberOrRange;
  sctp?: NumberOrRange;
  destinationNamedPort?: string;
}

export interface PolicyApiPort {
  portNumber?: { protocol?: string; port: number };
  portRange?: { protocol?: string; start: number; end: number };
  namedPort?: string;
}

export const POLICY_API = 'policy.networking.k8s.io';

type Match = 'yes' | 'no' | 'perhaps';
type Outcome = 'allow' | 'deny' | 'pass' | 'none';

/** What all tiers together say about one side of a connection. */
export function throughPolicyApi(policies: PolicyApiPolicy[]): SideJudge {
  return (side) => verdictOfPolicyApi(policies, side);
}

function verdictOfPolicyApi(
  policies: PolicyApiPolicy[],
  { cluster, direction, subject, peer, query, plain }: Side,
): 'allowed' | 'denied' | 'undefined' {
  const { pod } = subject;
  const unclear = (one: PolicyApiPolicy) =>
    pod && rulesOf(one, direction).length > 0 && selects(cluster, one, pod) === 'perhaps';
  if (policies.some(unclear)) return 'undefined';
  const asked = policies.filter((one) => pod && !hasHostNetwork(pod) && selects(cluster, one, pod) === 'yes');
  const inTier = (tier: string) => asked.filter((one) => tierOf(one) === tier);
  const outcomesIn = (tier: string) =>
    outcomesOf(inTier(tier), (one) =>
      rulesOf(one, direction).map((rule) => ({
        does: failClosed(rule),
        matches: ruleMatches(cluster, rule, direction, subject, peer, query),
      })),
    );

  const verdicts = new Set<'allowed' | 'denied'>();
  const endsWith = (verdict: PlainVerdict) => {
    if (verdict !== 'denied') verdicts.add('allowed');
    if (verdict !== 'allowed') verdicts.add('denied');
  };
  for (const admin of outcomesIn('Admin')) {
    if (admin === 'allow') verdicts.add('allowed');
    else if (admin === 'deny') verdicts.add('denied');
    else if (plain !== undefined) endsWith(plain);
    else for (const last of outcomesIn('Baseline')) verdicts.add(last === 'deny' ? 'denied' : 'allowed');
  }
  return verdicts.size > 1 ? 'undefined' : [...verdicts][0];
}

function tierOf({ kind, spec }: PolicyApiPolicy): string {
  if (kind === 'AdminNetworkPolicy') return 'Admin';
  return kind === 'BaselineAdminNetworkPolicy' ? 'Baseline' : spec.tier!;
}

function rulesOf({ spec }: PolicyApiPolicy, direction: Direction): PolicyApiRule[] {
  return (direction === 'Ingress' ? spec.ingress : spec.egress) ?? [];
}

interface JudgedRule {
  does: Outcome;
  matches: Match;
}

/** Lower priorities first; those with one priority in every order. */
function outcomesOf(policies: PolicyApiPolicy[], rulesIn: (policy: PolicyApiPolicy) => JudgedRule[]): Set<Outcome> {
  const priorities = [...new Set(policies.map(({ spec }) => spec.priority ?? 1001))].sort((a, b) => a - b);
  const outcomes = new Set<Outcome>();
  for (const priority of priorities) {
    const same = policies.filter(({ spec }) => (spec.priority ?? 1001) === priority);
    const here = new Set(orders(same).flatMap((order) => firstMatches(order.flatMap(rulesIn))));
    for (const outcome of here) if (outcome !== 'none') outcomes.add(outcome);
    if (!here.has('none')) return outcomes;
  }
  return outcomes.add('none');
}

/** What the first rule that matches does, for every way in which those that perhaps match do or do not. */
function firstMatches(rules: JudgedRule[]): Outcome[] {
  const found: Outcome[] = [];
  for (const { does, matches } of rules) {
    if (matches !== 'no') found.push(does);
    if (matches === 'yes') return found;
  }
  return [...found, 'none'];
}

function orders<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) => orders(items.filter((_, i) => i !== index)).map((rest) => [item, ...rest]));
}

function selects(cluster: Cluster, { spec }: PolicyApiPolicy, pod: Pod): Match {
  return hasHostNetwork(pod) ? 'no' : isAmong(cluster, spec.subject, pod);
}

function isAmong(cluster: Cluster, { namespaces, pods }: PolicyApiSelection, pod: Pod): Match {
  const ofNamespace = namespaces ?? pods!.namespaceSelector ?? {};
  if (judge(ofNamespace, namespaceLabels(cluster, namespaceOf(pod))) !== 'yes') return 'no';
  const matches = judge(pods?.podSelector ?? {}, labelsOf(pod));
  return matches === 'unknown' ? 'perhaps' : matches;
}

/** A peer that cannot be read must not open anything: what would allow does nothing, all else denies everything. */
function isUnreadable(rule: PolicyApiRule): boolean {
  return JSON.stringify([rule.from, rule.to]).includes('"operator":"Like"');
}

function failClosed(rule: PolicyApiRule): Outcome {
  if (rule.action === 'Accept' || rule.action === 'Allow') return 'allow';
  return rule.action === 'Deny' || isUnreadable(rule) ? 'deny' : 'pass';
}

function ruleMatches(
  cluster: Cluster,
  rule: PolicyApiRule,
  direction: Direction,
  subject: Endpoint,
  peer: Endpoint,
  query: PortQuery,
): Match {
  if (isUnreadable(rule)) return failClosed(rule) === 'allow' ? 'no' : 'yes';
  if (!portsMatch(rule, direction === 'Ingress' ? subject.pod : peer.pod, query)) return 'no';
  const matches = (rule.from ?? rule.to)!.map((one) => peerMatches(cluster, one, peer));
  return matches.includes('yes') ? 'yes' : matches.includes('perhaps') ? 'perhaps' : 'no';
}

function portsMatch({ protocols, ports }: PolicyApiRule, receiver: Pod | undefined, query: PortQuery): boolean {
  const isNamed = (name: string) => receiver !== undefined && declaresPort(receiver, name, query);
  const { protocol, port } = query;
  if (protocols) {
    return protocols.some(({ destinationNamedPort, ...numbers }) => {
      if (destinationNamedPort !== undefined) return isNamed(destinationNamedPort);
      const own = numbers[protocol.toLowerCase() as 'tcp' | 'udp' | 'sctp']?.destinationPort;
      return own !== undefined && (own.range ? own.range.start <= port && port <= own.range.end : own.number === port);
    });
  }
  if (!ports) return true;
  return ports.some(({ namedPort, portNumber, portRange }) => {
    if (namedPort !== undefined) return isNamed(namedPort);
    if (portNumber) return (portNumber.protocol ?? 'TCP') === protocol && portNumber.port === port;
    return (portRange!.protocol ?? 'TCP') === protocol && portRange!.start <= port && port <= portRange!.end;
  });
}

/** Selectors are about pods with addresses of their own; networks, nodes and names about addresses, whoever has them. */
function peerMatches(cluster: Cluster, peer: PolicyApiPeer, end: Endpoint): Match {
  const { pod } = end;
  if (peer.networks) return networksMatch(peer.networks, end);
  if (peer.nodes) return pod && !hasHostNetwork(pod) ? 'no' : nodesMatch(cluster, peer.nodes, end);
  if (peer.domainNames) {
    const ofServices = peer.domainNames.some((name) => /\.svc|\.local/.test(name));
    return pod && !hasHostNetwork(pod) && !ofServices ? 'no' : 'perhaps';
  }
  return pod && !hasHostNetwork(pod) ? isAmong(cluster, peer, pod) : 'no';
}

function addressesOf({ pod, address }: Endpoint) {
  return pod ? podAddresses(pod) : [address!];
}

function networksMatch(networks: string[], end: Endpoint): Match {
  const addresses = addressesOf(end);
  if (addresses.length > 0) {
    return networks.some((cidr) => addresses.some((address) => cidrContains(cidr, address))) ? 'yes' : 'no';
  }
  // A pod whose address nobody knows has one of IPv4; on the pod network, one of a private range.
  if (networks.includes('0.0.0.0/0')) return 'yes';
  return hasHostNetwork(end.pod!) || networks.some((network) => PRIVATE.some((range) => overlap(network, range)))
    ? 'perhaps'
    : 'no';
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15', 'fc00::/7'];

function overlap(a: string, b: string): boolean {
  return cidrContains(a, cidrBounds(b).first) || cidrContains(b, cidrBounds(a).first);
}

function nodesMatch({ nodes }: Cluster, selector: LabelSelector, end: Endpoint): Match {
  const selected = nodes.filter((node) => judge(selector, labelsOf(node)) === 'yes');
  if (nodes.length === 0 || selected.some(({ status }) => !status?.addresses?.length)) return 'perhaps';
  const addresses = addressesOf(end);
  if (addresses.length === 0) return selected.length === 0 ? 'no' : 'perhaps';
  const cidrs = selected.flatMap(({ status }) =>
    status!.addresses!.map(({ address }) => `${address}/${address.includes(':') ? 128 : 32}`),
  );
  return cidrs.some((cidr) => addresses.some((address) => cidrContains(cidr, address))) ? 'yes' : 'no';
}
