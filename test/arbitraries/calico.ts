import fc from 'fast-check';
import type { CalicoPacket } from '../naive/calico';

/** Clusters of a few pods in two namespaces, with every kind of object that policies of Calico speak of. */

type Json = Record<string, unknown>;

const V3 = 'projectcalico.org/v3';
const NAMESPACES = ['n1', 'n2'];

/** Without what is undefined, as YAML would have it. */
const some = (object: Json): Json =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });
const listOf = <T>(arbitrary: fc.Arbitrary<T>, maxLength = 2) => fc.array(arbitrary, { minLength: 1, maxLength });

const labels = fc
  .record({ app: maybe(fc.constantFrom('a', 'b', 'ab')), tier: maybe(fc.constantFrom('x', 'y'), 1) })
  .map((own) => some(own) as Record<string, string>);

const leaf = fc.constantFrom(
  "app == 'a'",
  "app != 'a'",
  'has(app)',
  '!has(tier)',
  "app in {'a', 'b'}",
  "app not in {'b'}",
  "app starts with 'a'",
  "app ends with 'b'",
  "app contains 'b'",
  "tier == 'x'",
  'all()',
  "projectcalico.org/namespace == 'n1'",
  "pcns.env == 'dev'",
  "pcns.env != 'dev'",
  "projectcalico.org/serviceaccount == 'web'",
  "pcsa.role == 'r'",
  "projectcalico.org/orchestrator == 'k8s'",
);
const selector = fc.oneof(
  { weight: 5, arbitrary: leaf },
  { weight: 2, arbitrary: fc.tuple(leaf, fc.constantFrom('&&', '||'), leaf).map((parts) => parts.join(' ')) },
  { weight: 1, arbitrary: fc.tuple(leaf, leaf, leaf).map(([a, b, c]) => `!(${a} || ${b}) && ${c}`) },
);
const namespaceSelector = fc.constantFrom(
  'all()',
  'global()',
  "env == 'dev'",
  "env != 'dev'",
  'has(env)',
  "projectcalico.org/name == 'n2'",
);
const accountSelector = fc.constantFrom("role == 'r'", "role != 'r'", 'has(role)');
const net = fc.constantFrom(
  '10.0.1.0/24',
  '10.0.0.0/16',
  '0.0.0.0/0',
  '203.0.113.0/24',
  '10.0.1.1/32',
  '198.51.100.7/32',
);
const notNet = net.filter((one) => one !== '0.0.0.0/0');

const entity = (port: fc.Arbitrary<unknown>): fc.Arbitrary<Json> =>
  fc
    .record({
      selector: maybe(selector),
      notSelector: maybe(selector, 1),
      namespaceSelector: maybe(namespaceSelector, 1),
      nets: maybe(listOf(net), 1),
      notNets: maybe(listOf(notNet), 1),
      ports: maybe(listOf(port), 1),
      notPorts: maybe(listOf(port), 1),
      serviceAccounts: maybe(
        fc.record({ names: maybe(listOf(fc.constantFrom('web', 'api'))), selector: maybe(accountSelector) }).map(some),
        1,
      ),
    })
    .map(some);

const protocols = fc.constantFrom('TCP', 'udp', 6);
const number = fc.constantFrom<unknown>(80, 81, '80:90', 8080);
const name = fc.constantFrom('http', 'none');

/** Ports have a protocol, and names need none. */
const rule: fc.Arbitrary<Json> = fc
  .oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        protocol: protocols,
        source: maybe(entity(number)),
        destination: maybe(entity(fc.oneof(number, name))),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        notProtocol: maybe(fc.constantFrom('UDP', 'ICMP'), 1),
        source: maybe(entity(name)),
        destination: maybe(entity(name)),
      }),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({
          icmp: maybe(fc.constantFrom({ type: 8 }, { type: 3, code: 4 }), 1),
          notICMP: maybe(fc.constantFrom({ type: 8 }), 1),
          source: maybe(entity(name)),
        })
        .map((own) => ({
          ...own,
          protocol: 'ICMP',
          source: own.source && { ...own.source, ports: undefined, notPorts: undefined },
        })),
    },
  )
  .chain((own) =>
    fc
      .constantFrom('Allow', 'Allow', 'Allow', 'Deny', 'Deny', 'Pass', 'Log')
      .map((action) => clean({ action, ...own })),
  );

function clean(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

const rules = maybe(fc.array(rule, { maxLength: 3 }), 3);

const policy = fc
  .record({
    isGlobal: fc.boolean(),
    namespace: fc.constantFrom(...NAMESPACES),
    // Of a policy, global() has no meaning.
    namespaceSelector: maybe(namespaceSelector.filter((text) => text !== 'global()')),
    tier: maybe(fc.constantFrom('t1', 't2', 'default')),
    order: maybe(fc.constantFrom(-1, 1, 1.5, 999, 2000), 3),
    selector: maybe(selector),
    serviceAccountSelector: maybe(accountSelector, 1),
    types: maybe(fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress'])),
    ingress: rules,
    egress: rules,
  })
  .map(({ isGlobal, namespace, namespaceSelector: inNamespaces, ...spec }) => (index: number): Json => ({
    apiVersion: V3,
    kind: isGlobal ? 'GlobalNetworkPolicy' : 'NetworkPolicy',
    metadata: { name: `p${index}`, ...(!isGlobal && { namespace }) },
    spec: some({ ...spec, ...(isGlobal && { namespaceSelector: inNamespaces }) }),
  }));

const plainPeer = fc.constantFrom<Json>(
  { podSelector: { matchLabels: { app: 'a' } } },
  { podSelector: {} },
  { namespaceSelector: { matchLabels: { env: 'dev' } } },
  { ipBlock: { cidr: '10.0.0.0/16', except: ['10.0.1.0/24'] } },
  { ipBlock: { cidr: '0.0.0.0/0' } },
);
const plainPort = fc.constantFrom<Json>({ port: 80 }, { protocol: 'UDP', port: 81 }, { protocol: 'TCP' });
const plainRules = (field: string) =>
  fc.array(
    fc.record({ [field]: maybe(listOf(plainPeer)), ports: maybe(listOf(plainPort), 1) }).map((one) => some(one)),
    { maxLength: 2 },
  );

/** A NetworkPolicy of Kubernetes, which stands among those of Calico. */
const plainPolicy = fc
  .record({
    namespace: fc.constantFrom(...NAMESPACES),
    podSelector: fc.constantFrom<Json>({}, { matchLabels: { app: 'a' } }, { matchLabels: { tier: 'x' } }),
    policyTypes: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    ingress: plainRules('from'),
    egress: plainRules('to'),
  })
  .map(({ namespace, ...spec }) => (index: number): Json => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `k${index}`, namespace },
    spec,
  }));

const networkSet = fc
  .record({
    isGlobal: fc.boolean(),
    namespace: fc.constantFrom(...NAMESPACES),
    own: labels,
    nets: listOf(fc.oneof(net, fc.constantFrom('10.0.2.1', '198.51.100.7'))),
  })
  .map(({ isGlobal, namespace, own, nets }) => (index: number): Json => ({
    apiVersion: V3,
    kind: isGlobal ? 'GlobalNetworkSet' : 'NetworkSet',
    metadata: { name: `s${index}`, labels: own, ...(!isGlobal && { namespace }) },
    spec: { nets },
  }));

const ports = fc.subarray<Json>([
  { name: 'http', containerPort: 8080 },
  { name: 'http', containerPort: 81, protocol: 'UDP' },
]);
const pod = (namespace: string, index: number) =>
  fc
    .record({ own: labels, account: maybe(fc.constantFrom('web', 'api')), ports })
    .map(({ own, account, ports: declared }): Json => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `w${index}`, namespace, labels: own },
      spec: { ...(account && { serviceAccountName: account }), containers: [{ name: 'c', ports: declared }] },
      status: { phase: 'Running', podIP: `10.0.${namespace.slice(1)}.${index}` },
    }));

const tier = (own: string) =>
  fc
    .record({
      order: maybe(fc.constantFrom(10, 500_000, 2_000_000), 4),
      defaultAction: maybe(fc.constantFrom('Pass', 'Deny')),
    })
    .map((spec): Json => ({ apiVersion: V3, kind: 'Tier', metadata: { name: own }, spec: some(spec) }));

export const calicoCluster: fc.Arbitrary<Json[]> = fc
  .record({
    envs: fc.tuple(maybe(fc.constantFrom('dev', 'prod')), maybe(fc.constantFrom('dev', 'prod'))),
    pods: fc.tuple(pod('n1', 1), pod('n1', 2), pod('n2', 1)),
    tiers: fc.tuple(tier('t1'), tier('t2')),
    policies: fc.array(policy, { minLength: 1, maxLength: 4 }),
    plain: fc.array(plainPolicy, { maxLength: 2 }),
    sets: fc.array(networkSet, { maxLength: 2 }),
  })
  .map(({ envs, pods, tiers, policies, plain, sets }) => [
    ...NAMESPACES.map((namespace, index) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: some({ env: envs[index] }) },
    })),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: 'n1', labels: { role: 'r' } } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'api', namespace: 'n2', labels: { role: 's' } } },
    ...pods,
    ...tiers,
    ...[...policies, ...plain, ...sets].map((make, index) => make(index)),
  ]);

const ENDS = ['n1/w1', 'n1/w2', 'n2/w1', '198.51.100.7', '203.0.113.5'];

/** Every pair of ends but the outside with itself, on ports and messages that rules speak of and on others. */
export const CALICO_PACKETS: readonly CalicoPacket[] = ENDS.flatMap((from) =>
  ENDS.filter((to) => from !== to && (from.includes('/') || to.includes('/'))).flatMap((to) => [
    ...['TCP', 'UDP', 'SCTP'].flatMap((protocol) =>
      [80, 81, 85, 8080].map((port) => ({ from, to, protocol, port, sourcePort: 85 })),
    ),
    { from, to, protocol: 'TCP', port: 80, sourcePort: 40_000 },
    { from, to, protocol: 'ICMP', icmpType: 8, icmpCode: 0 },
    { from, to, protocol: 'ICMP', icmpType: 3, icmpCode: 4 },
  ]),
);
