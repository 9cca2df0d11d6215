/**
 * Policies of a kind made up for tests, which can say everything that a policy program can: any tiers, any order, three
 * actions. This evaluates them one connection at a time, straight from their JSON: where something is open (which of two
 * policies with one place comes first, whether a rule matches that nobody can judge), it tries every way it could be.
 */
import { ipBlockContains, parseAddress } from './addresses';
import { labelsOf, namespaceLabels, namespaceOf, podAddresses, type Cluster } from './cluster';
import { hasHostNetwork, type Endpoint } from './endpoint';
import type { Direction, LabelSelector, Pod, PolicyPort } from './kubernetes';
import { portsAllow, type PortQuery } from './ports';
import { judge, selectorMatches } from './selectors';
import type { PlainVerdict, Side, SideJudge } from './side';

export const TIER_POLICY = { apiVersion: 'toy.example/v1', kind: 'TierPolicy' };

export interface TierPolicy {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: {
    tier: { name: string; rank: number; undecided: 'deny' | 'pass' | 'allow' };
    order: number;
    among: 'tie' | 'union';
    isolates: boolean;
    /** Without this, the policy is of one namespace, and peers without namespaces are of that too. */
    subject: { namespaces?: LabelSelector; pods: LabelSelector };
    namespace?: string;
    ingress?: TierRule[];
    egress?: TierRule[];
  };
}

export interface TierRule {
  action: 'allow' | 'deny' | 'pass';
  peers?: TierPeer[];
  ports?: PolicyPort[];
  /** Only for these of the pods that the policy selects. */
  only?: { namespaces: LabelSelector; pods: LabelSelector };
}

export type TierPeer =
  | { namespaces?: LabelSelector; pods: LabelSelector }
  | { networks: string[]; matchesPods: boolean }
  | { names: string };

type Outcome = 'allow' | 'deny' | 'pass' | 'none';
type End = 'allowed' | 'denied';

/** What all tiers together say about one side of a connection. */
export function throughTiers(policies: TierPolicy[]): SideJudge {
  return (side) => verdictThroughTiers(policies, side);
}

function verdictThroughTiers(
  policies: TierPolicy[],
  { cluster, direction, subject, peer, query: port, plain }: Side,
): 'allowed' | 'denied' | 'undefined' {
  // Whether a policy selects the pod at all may hang on a label that a controller writes: then nobody can judge.
  if (policies.some((policy) => concerns(cluster, policy, direction, subject) === 'perhaps')) return 'undefined';
  const asked = policies.filter((policy) => concerns(cluster, policy, direction, subject) === 'yes');
  const tiers = new Map<string, { rank: number; undecided: string; policies: TierPolicy[] }>();
  if (plain !== undefined) tiers.set('default', { rank: 1_000_000, undecided: 'deny', policies: [] });
  for (const policy of asked) {
    const { name, rank, undecided } = policy.spec.tier;
    const tier = tiers.get(name) ?? { rank, undecided, policies: [] };
    tier.policies.push(policy);
    tiers.set(name, tier);
  }
  const inOrder = [...tiers].sort(([a, { rank }], [b, other]) => rank - other.rank || (a < b ? -1 : 1));

  const endsFrom = (index: number): Set<End> => {
    if (index === inOrder.length) return new Set(['allowed']);
    const [name, { undecided, policies: own }] = inOrder[index];
    const hasPlain = name === 'default' && plain !== undefined;
    const isolated = hasPlain || own.some(({ spec }) => spec.isolates);
    const ends = new Set<End>();
    const add = (outcome: Outcome) => {
      const decided = outcome !== 'none' ? outcome : isolated ? undecided : 'pass';
      if (decided === 'allow') ends.add('allowed');
      else if (decided === 'deny') ends.add('denied');
      else for (const end of endsFrom(index + 1)) ends.add(end);
    };
    for (const outcome of outcomesOfTier(own, hasPlain ? plain : undefined)) add(outcome);
    return ends;
  };

  const outcomesOfTier = (own: TierPolicy[], ofPlain: PlainVerdict): Set<Outcome> => {
    const places = new Map<string, { order: number; among: string; policies: TierPolicy[]; plain: PlainVerdict }>();
    if (ofPlain !== undefined) places.set('1000 union', { order: 1000, among: 'union', policies: [], plain: ofPlain });
    for (const policy of own) {
      const { order, among } = policy.spec;
      const key = `${order} ${among}`;
      const place = places.get(key) ?? { order, among, policies: [], plain: undefined };
      place.policies.push(policy);
      places.set(key, place);
    }
    const stages = [...places.values()].sort((a, b) => a.order - b.order || (a.among < b.among ? -1 : 1));
    const outcomes = new Set<Outcome>();
    for (const stage of stages) {
      const here =
        stage.among === 'union' ? outcomesOfUnion(stage.policies, stage.plain) : outcomesOfTie(stage.policies);
      for (const outcome of here) if (outcome !== 'none') outcomes.add(outcome);
      if (!here.has('none')) return outcomes;
    }
    return outcomes.add('none');
  };

  const outcomesOfTie = (own: TierPolicy[]): Set<Outcome> => {
    const outcomes = new Set<Outcome>();
    for (const order of permutations(own)) {
      for (const rules of waysToMatch(order.flatMap((policy) => rulesOf(policy)))) {
        outcomes.add(rules.length === 0 ? 'none' : rules[0]!);
      }
    }
    return outcomes;
  };

  const outcomesOfUnion = (own: TierPolicy[], ofPlain: PlainVerdict): Set<Outcome> => {
    const rules = own.flatMap((policy) => rulesOf(policy));
    if (ofPlain === 'allowed') rules.push({ action: 'allow', match: 'yes' });
    if (ofPlain === 'undefined') rules.push({ action: 'allow', match: 'perhaps' });
    const outcomes = new Set<Outcome>();
    for (const matching of waysToMatch(rules)) {
      outcomes.add((['deny', 'allow', 'pass'] as const).find((action) => matching.includes(action)) ?? 'none');
    }
    return outcomes;
  };

  const rulesOf = (policy: TierPolicy): { action: TierRule['action']; match: Match }[] =>
    (direction === 'Ingress' ? policy.spec.ingress! : policy.spec.egress!).map((rule) => ({
      action: rule.action,
      match: matchOf(cluster, policy, rule, direction, subject, peer, port),
    }));

  const ends = endsFrom(0);
  return ends.size > 1 ? 'undefined' : [...ends][0]!;
}

type Match = 'yes' | 'no' | 'perhaps';

/** Every list of actions of rules that match, where each rule that perhaps matches does or does not. */
function waysToMatch(rules: { action: TierRule['action']; match: Match }[]): TierRule['action'][][] {
  return rules.reduce<TierRule['action'][][]>(
    (ways, { action, match }) => {
      if (match === 'no') return ways;
      const matching = ways.map((way) => [...way, action]);
      return match === 'yes' ? matching : [...ways, ...matching];
    },
    [[]],
  );
}

function permutations<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest]),
  );
}

/** Pods with hostNetwork are no subjects and no peers. */
function concerns(cluster: Cluster, { spec }: TierPolicy, direction: Direction, { pod }: Endpoint): Match {
  if (!pod || hasHostNetwork(pod)) return 'no';
  if ((direction === 'Ingress' ? spec.ingress : spec.egress) === undefined) return 'no';
  return isAmong(cluster, spec.subject, spec.namespace, pod);
}

function isAmong(
  cluster: Cluster,
  { namespaces, pods }: { namespaces?: LabelSelector; pods: LabelSelector },
  ownNamespace: string | undefined,
  pod: Pod,
): Match {
  const namespace = namespaceOf(pod);
  const inNamespace = namespaces
    ? selectorMatches(namespaces, namespaceLabels(cluster, namespace))
    : namespace === ownNamespace;
  if (!inNamespace) return 'no';
  const matches = judge(pods, labelsOf(pod));
  return matches === 'unknown' ? 'perhaps' : matches;
}

function matchOf(
  cluster: Cluster,
  { spec: { namespace } }: TierPolicy,
  { only, peers, ports }: TierRule,
  direction: Direction,
  subject: Endpoint,
  peer: Endpoint,
  port: PortQuery,
): Match {
  if (only && isAmong(cluster, only, undefined, subject.pod!) !== 'yes') return 'no';
  if (!portsAllow(ports, direction === 'Ingress' ? subject.pod : peer.pod, port)) return 'no';
  if (!peers) return 'yes';
  const matches = peers.map((one) => peerMatch(cluster, one, namespace, peer));
  return matches.includes('yes') ? 'yes' : matches.includes('perhaps') ? 'perhaps' : 'no';
}

/** Ranges from which pods have addresses that no manifest tells. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.18.0.0/15', 'fc00::/7'];

function mayHold(networks: string[], onHost: boolean): Match {
  if (networks.includes('0.0.0.0/0')) return 'yes';
  if (onHost) return networks.length > 0 ? 'perhaps' : 'no';
  const overlap = (a: string, b: string) =>
    ipBlockContains({ cidr: a }, parseAddress(b.split('/')[0]!)) ||
    ipBlockContains({ cidr: b }, parseAddress(a.split('/')[0]!));
  return networks.some((network) => PRIVATE.some((range) => overlap(network, range))) ? 'perhaps' : 'no';
}

function peerMatch(cluster: Cluster, peer: TierPeer, ownNamespace: string | undefined, end: Endpoint): Match {
  if ('names' in peer) return 'perhaps';
  if ('networks' in peer) {
    if (end.pod && !peer.matchesPods) return 'no';
    const addresses = end.pod ? podAddresses(end.pod) : [end.address];
    if (addresses.length === 0) return mayHold(peer.networks, hasHostNetwork(end.pod!));
    return peer.networks.some((cidr) => addresses.some((address) => ipBlockContains({ cidr }, address))) ? 'yes' : 'no';
  }
  return end.pod && !hasHostNetwork(end.pod) ? isAmong(cluster, peer, ownNamespace, end.pod) : 'no';
}
