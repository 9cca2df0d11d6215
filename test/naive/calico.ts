/**
 * The meaning of Calico's policies for one packet, as its documentation tells it: no index, no cache, no set algebra.
 * It shares nothing with the engine. NetworkPolicies of Kubernetes are turned into policies of Calico, as Calico does.
 */
import { cidrContains, parseAddress } from './addresses';

/** Objects as they stand in JSON; only those are read that these evaluators ask for. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Json = any;

export interface CalicoPacket {
  /** `namespace/pod`, or an address. */
  from: string;
  to: string;
  protocol: string;
  port?: number;
  sourcePort?: number;
  icmpType?: number;
  icmpCode?: number;
}

/** Something with an address: a pod, or the outside. */
interface End {
  pod?: Json;
  address: string;
}

interface Policy {
  tier: string;
  order: number;
  key: string;
  /** Undefined for one of the whole cluster. */
  namespace?: string;
  spec: Json;
  kind: string;
}

const PROTOCOLS: Record<string, number> = { tcp: 6, udp: 17, sctp: 132, icmp: 1, icmpv6: 58, udplite: 136 };

export function calicoVerdict(objects: Json[], packet: CalicoPacket): 'allowed' | 'denied' {
  const world = new World(objects);
  const [from, to] = [world.end(packet.from), world.end(packet.to)];
  if (from.pod && from.pod === to.pod) return 'allowed';
  const allowed = world.side('egress', from, from, to, packet) && world.side('ingress', to, from, to, packet);
  return allowed ? 'allowed' : 'denied';
}

class World {
  private readonly pods: Json[];
  private readonly policies: Policy[];

  constructor(private readonly objects: Json[]) {
    this.pods = this.all('v1', 'Pod');
    this.policies = objects.flatMap((object) => this.policyOf(object) ?? []);
  }

  end(text: string): End {
    if (!text.includes('/')) return { address: text };
    const pod = this.pods.find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === text);
    return { pod, address: pod.status.podIP };
  }

  /** Whether what has a say at one end lets the packet through. */
  side(direction: 'ingress' | 'egress', subject: End, from: End, to: End, packet: CalicoPacket): boolean {
    if (!subject.pod || subject.pod.spec?.hostNetwork) return true;
    const mine = this.policies.filter(
      (policy) => typesOf(policy.spec).includes(direction) && this.selects(policy, subject.pod),
    );
    const tiers = [...new Set(mine.map(({ tier }) => tier))].sort(
      (a, b) => this.tier(a).order - this.tier(b).order || (a < b ? -1 : 1),
    );
    for (const tier of tiers) {
      const own = mine
        .filter((policy) => policy.tier === tier)
        .sort((a, b) => (a.order === b.order ? (a.key < b.key ? -1 : 1) : a.order - b.order));
      const action = this.firstAction(own, direction, from, to, packet) ?? this.tier(tier).action;
      if (action !== 'Pass') return action === 'Allow';
    }
    // The profile of every namespace allows what no tier decides.
    return true;
  }

  private firstAction(policies: Policy[], direction: string, from: End, to: End, packet: CalicoPacket) {
    for (const policy of policies) {
      for (const rule of policy.spec[direction] ?? []) {
        if (rule.action !== 'Log' && this.matches(rule, policy.namespace, from, to, packet)) {
          return rule.action as string;
        }
      }
    }
    return undefined;
  }

  private matches(rule: Json, namespace: string | undefined, from: End, to: End, packet: CalicoPacket): boolean {
    const protocol = PROTOCOLS[packet.protocol.toLowerCase()];
    if (rule.ipVersion !== undefined && rule.ipVersion !== (to.address.includes(':') ? 6 : 4)) return false;
    if (rule.protocol !== undefined && numberOf(rule.protocol) !== protocol) return false;
    if (rule.notProtocol !== undefined && numberOf(rule.notProtocol) === protocol) return false;
    if (rule.icmp && !isMessage(rule.icmp, packet)) return false;
    if (rule.notICMP && isMessage(rule.notICMP, packet)) return false;
    return (
      this.entityMatches(rule.source ?? {}, namespace, from, packet.protocol, packet.sourcePort) &&
      this.entityMatches(rule.destination ?? {}, namespace, to, packet.protocol, packet.port)
    );
  }

  private entityMatches(
    entity: Json,
    namespace: string | undefined,
    end: End,
    protocol: string,
    port: number | undefined,
  ): boolean {
    const inNets = (nets: string[]) => nets.some((net) => cidrContains(net, parseAddress(end.address)));
    const test = this.entityTest(entity, namespace);
    if (test && !this.holders(test, end.address)) return false;
    if (entity.nets?.length > 0 && !inNets(entity.nets)) return false;
    if (entity.notNets?.length > 0 && inNets(entity.notNets)) return false;
    if (entity.notSelector && this.holders(compile(entity.notSelector), end.address)) return false;
    const isOne = (ports: (number | string)[]) =>
      ports.some((one) => this.isPort(one, protocol, port, end.address, test));
    if (entity.ports?.length > 0 && !isOne(entity.ports)) return false;
    return !(entity.notPorts?.length > 0 && isOne(entity.notPorts));
  }

  /** A name is the number that some endpoint with this address gives it, of those that the entity selects. */
  private isPort(
    written: number | string,
    protocol: string,
    port: number | undefined,
    address: string,
    test: Test | undefined,
  ): boolean {
    if (port === undefined) return false;
    const range = /^(\d+)(?::(\d+))?$/.exec(String(written));
    if (range) return Number(range[1]) <= port && port <= Number(range[2] ?? range[1]);
    return this.pods.some(
      (pod) =>
        !pod.spec?.hostNetwork &&
        pod.status.podIP === address &&
        (!test || test(this.podLabels(pod))) &&
        (pod.spec?.containers ?? []).some((container: Json) =>
          (container.ports ?? []).some(
            (own: Json) =>
              own.name === written && own.containerPort === port && (own.protocol ?? 'TCP') === protocol.toUpperCase(),
          ),
        ),
    );
  }

  /** What the selectors of an entity ask together; undefined where it has none. */
  private entityTest(entity: Json, namespace: string | undefined): Test | undefined {
    const tests: Test[] = [];
    if (entity.selector) tests.push(compile(entity.selector));
    const { names = [], selector } = entity.serviceAccounts ?? {};
    if (names.length > 0) tests.push((labels) => names.includes(labels['projectcalico.org/serviceaccount']));
    if (selector) tests.push(compile(selector, 'pcsa.'));
    if (entity.namespaceSelector) {
      tests.push(namespaceTest(entity.namespaceSelector));
    } else if (namespace !== undefined && (tests.length > 0 || entity.notSelector)) {
      tests.push((labels) => labels['projectcalico.org/namespace'] === namespace);
    }
    return tests.length === 0 ? undefined : (labels) => tests.every((test) => test(labels));
  }

  /** Whether something whose labels pass the test has the address. */
  private holders(test: Test, address: string): boolean {
    const pods = this.pods.filter((pod) => !pod.spec?.hostNetwork && pod.status.podIP === address);
    const sets = [
      ...this.all('projectcalico.org/v3', 'GlobalNetworkSet'),
      ...this.all('projectcalico.org/v3', 'NetworkSet'),
    ].filter(({ spec }) =>
      (spec.nets as string[]).some((net) =>
        net.includes('/') ? cidrContains(net, parseAddress(address)) : net === address,
      ),
    );
    return pods.some((pod) => test(this.podLabels(pod))) || sets.some((set) => test(this.setLabels(set)));
  }

  private podLabels({ metadata, spec }: Json): Labels {
    const account = spec?.serviceAccountName ?? 'default';
    const object = this.all('v1', 'ServiceAccount').find(
      (one) => one.metadata.name === account && one.metadata.namespace === metadata.namespace,
    );
    return {
      ...prefixed('pcsa.', object?.metadata.labels),
      ...this.namespaceLabels(metadata.namespace),
      'projectcalico.org/orchestrator': 'k8s',
      'projectcalico.org/serviceaccount': account,
      ...metadata.labels,
    };
  }

  private setLabels({ kind, metadata }: Json): Labels {
    return { ...(kind === 'NetworkSet' && this.namespaceLabels(metadata.namespace)), ...metadata.labels };
  }

  private namespaceLabels(name: string): Labels {
    const object = this.all('v1', 'Namespace').find(({ metadata }) => metadata.name === name);
    return {
      'projectcalico.org/namespace': name,
      ...prefixed('pcns.', { 'projectcalico.org/name': name, ...object?.metadata.labels }),
    };
  }

  private selects({ namespace, spec }: Policy, pod: Json): boolean {
    const labels = this.podLabels(pod);
    if (namespace !== undefined && pod.metadata.namespace !== namespace) return false;
    if (spec.namespaceSelector && !namespaceTest(spec.namespaceSelector)(labels)) return false;
    if (spec.serviceAccountSelector && !compile(spec.serviceAccountSelector, 'pcsa.')(labels)) return false;
    return compile(spec.selector ?? '')(labels);
  }

  private tier(name: string): { order: number; action: string } {
    if (name === 'default') return { order: 1_000_000, action: 'Deny' };
    const { spec } = this.all('projectcalico.org/v3', 'Tier').find(({ metadata }) => metadata.name === name);
    return { order: spec.order ?? Infinity, action: spec.defaultAction ?? 'Deny' };
  }

  private policyOf({ apiVersion, kind, metadata, spec }: Json): Policy | undefined {
    const isCalico = apiVersion === 'projectcalico.org/v3';
    if (apiVersion === 'networking.k8s.io/v1' && kind === 'NetworkPolicy') {
      return { tier: 'default', order: 1000, key: '', namespace: metadata.namespace, spec: fromKubernetes(spec), kind };
    }
    if (!isCalico || (kind !== 'NetworkPolicy' && kind !== 'GlobalNetworkPolicy')) return undefined;
    return {
      tier: spec.tier ?? 'default',
      order: spec.order ?? Infinity,
      key: `${metadata.name}/${metadata.namespace ?? ''}/${kind}`,
      namespace: kind === 'NetworkPolicy' ? metadata.namespace : undefined,
      spec,
      kind,
    };
  }

  private all(apiVersion: string, kind: string): Json[] {
    return this.objects.filter((object) => object.apiVersion === apiVersion && object.kind === kind);
  }
}

/** A NetworkPolicy of Kubernetes with matchLabels, blocks and numbers of ports, as Calico reads it. */
function fromKubernetes({ podSelector, policyTypes, ingress = [], egress = [] }: Json): Json {
  const selectorOf = (selector: Json) =>
    Object.entries(selector?.matchLabels ?? {})
      .map(([key, value]) => `${key} == '${String(value)}'`)
      .join(' && ') || 'all()';
  const entityOf = (peer: Json) =>
    peer.ipBlock
      ? { nets: [peer.ipBlock.cidr], notNets: peer.ipBlock.except }
      : {
          // Sets of addresses are never peers of such a policy.
          selector: `projectcalico.org/orchestrator == 'k8s' && ${selectorOf(peer.podSelector)}`,
          ...(peer.namespaceSelector && { namespaceSelector: selectorOf(peer.namespaceSelector) }),
        };
  const rulesOf = (rules: Json[], field: 'from' | 'to') =>
    rules.flatMap((rule) =>
      (rule[field]?.length > 0 ? rule[field] : [undefined]).flatMap((peer: Json) =>
        (rule.ports?.length > 0 ? rule.ports : [undefined]).map((port: Json) => ({
          action: 'Allow',
          ...(port && { protocol: port.protocol ?? 'TCP' }),
          [field === 'from' ? 'source' : 'destination']: peer ? entityOf(peer) : {},
          ...(port?.port && {
            destination: { ...(field === 'to' && peer ? entityOf(peer) : {}), ports: [port.port] },
          }),
        })),
      ),
    );
  return {
    selector: selectorOf(podSelector),
    types: policyTypes,
    ingress: rulesOf(ingress, 'from'),
    egress: rulesOf(egress, 'to'),
  };
}

type Labels = Record<string, string>;
type Test = (labels: Labels) => boolean;

function typesOf({ types, ingress = [], egress = [] }: Json): string[] {
  if (types?.length > 0) return (types as string[]).map((type) => type.toLowerCase());
  if (egress.length === 0) return ['ingress'];
  return ingress.length === 0 ? ['egress'] : ['ingress', 'egress'];
}

function numberOf(protocol: string | number): number {
  return PROTOCOLS[String(protocol).toLowerCase()] ?? Number(protocol);
}

function isMessage({ type, code }: { type?: number; code?: number }, packet: CalicoPacket): boolean {
  if (!/^icmp/i.test(packet.protocol)) return false;
  return (type === undefined || type === packet.icmpType) && (code === undefined || code === packet.icmpCode);
}

function prefixed(prefix: string, labels: Labels | undefined): Labels {
  return Object.fromEntries(Object.entries(labels ?? {}).map(([key, value]) => [prefix + key, value]));
}

function namespaceTest(text: string): Test {
  if (text === 'all()') return (labels) => 'projectcalico.org/namespace' in labels;
  if (text === 'global()') return (labels) => !('projectcalico.org/namespace' in labels);
  return compile(text, 'pcns.');
}

/** A selector as a test of labels. It takes sound selectors only. */
function compile(text: string, prefix = ''): Test {
  const tokens = text.match(/'[^']*'|"[^"]*"|&&|\|\||==|!=|[!(){},]|[\w./-]+/g) ?? [];
  if (tokens.length === 0) return () => true;
  let at = 0;
  const or = (): Test => {
    const parts = [and()];
    while (tokens[at] === '||') (at++, parts.push(and()));
    return (labels) => parts.some((part) => part(labels));
  };
  const and = (): Test => {
    const parts = [term()];
    while (tokens[at] === '&&') (at++, parts.push(term()));
    return (labels) => parts.every((part) => part(labels));
  };
  const quoted = () => tokens[at++]!.slice(1, -1);
  const term = (): Test => {
    const token = tokens[at++]!;
    if (token === '!') {
      const inner = term();
      return (labels) => !inner(labels);
    }
    if (token === '(') {
      const inner = or();
      at++;
      return inner;
    }
    if ((token === 'all' || token === 'global') && tokens[at] === '(') {
      at += 2;
      return () => true;
    }
    if (token === 'has' && tokens[at] === '(') {
      const key = prefix + tokens[at + 1]!;
      at += 3;
      return (labels) => key in labels;
    }
    const key = prefix + token;
    let operator = tokens[at++]!;
    if (['not', 'starts', 'ends'].includes(operator)) operator += ` ${tokens[at++]!}`;
    if (operator === 'in' || operator === 'not in') {
      at++;
      const values: string[] = [];
      while (tokens[at] !== '}') {
        if (tokens[at] === ',') at++;
        else values.push(quoted());
      }
      at++;
      return (labels) => (key in labels && values.includes(labels[key]!)) === (operator === 'in');
    }
    const value = quoted();
    return (labels) => {
      const own = labels[key];
      if (operator === '!=') return own !== value;
      if (own === undefined) return false;
      if (operator === '==') return own === value;
      if (operator === 'contains') return own.includes(value);
      return operator === 'starts with' ? own.startsWith(value) : own.endsWith(value);
    };
  };
  return or();
}
