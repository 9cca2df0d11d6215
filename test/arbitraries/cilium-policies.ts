import fc from 'fast-check';
import { podLabels } from './policies';
import { cidrs, complete, namespaceNames, nodeAddresses, portNames, portNumbers } from './vocabulary';
import { cidrBounds, cidrContains } from '../naive/addresses';
import type { CiliumEntry, CiliumPolicy, CiliumPort, CiliumRule } from '../naive/cilium-policies';
import type { LabelSelector } from '../naive/kubernetes';

const PREFIXES = ['', 'k8s:', 'any:'];

/** Labels that selectors of Cilium can ask for, with values. */
const labels: Record<string, string[]> = {
  app: podLabels.app,
  tier: podLabels.tier,
  'statefulset.kubernetes.io/pod-name': podLabels['statefulset.kubernetes.io/pod-name'],
};
const namespaceKeys: Record<string, string[]> = {
  'io.kubernetes.pod.namespace': [...namespaceNames, 'nowhere'],
  'io.cilium.k8s.namespace.labels.team': ['one', 'two'],
};

function requirement(vocabulary: Record<string, string[]>) {
  return fc.tuple(fc.constantFrom(...Object.keys(vocabulary)), fc.constantFrom(...PREFIXES)).chain(([key, prefix]) =>
    fc.oneof(
      complete({
        key: fc.constant(prefix + key),
        operator: fc.constantFrom('In', 'In', 'NotIn'),
        values: fc.uniqueArray(fc.constantFrom(...vocabulary[key]), { minLength: 1, maxLength: 2 }),
      }),
      complete({ key: fc.constant(prefix + key), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
    ),
  );
}

const matchLabels = fc
  .tuple(fc.constantFrom(...Object.keys(labels)), fc.constantFrom(...PREFIXES))
  .chain(([key, prefix]) => fc.constantFrom(...labels[key]).map((value) => ({ [prefix + key]: value })));

const selector: fc.Arbitrary<LabelSelector> = fc.oneof(
  fc.constant({}),
  complete({ matchLabels }),
  complete({ matchExpressions: fc.array(requirement(labels), { minLength: 1, maxLength: 2 }) }),
  complete({ matchLabels, matchExpressions: fc.array(requirement(namespaceKeys), { minLength: 1, maxLength: 1 }) }),
  complete({ matchExpressions: fc.array(requirement(namespaceKeys), { minLength: 1, maxLength: 2 }) }),
);

const list = <T>(item: fc.Arbitrary<T>) =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<T[]>([]) },
    { weight: 6, arbitrary: fc.array(item, { minLength: 1, maxLength: 2 }) },
  );

const entity = fc.constantFrom('all', 'world', 'cluster', 'host', 'remote-node', 'kube-apiserver', 'health', 'none');
const cidr = fc.constantFrom(...cidrs);
const cidrRule = cidr.chain((block) => {
  const inside = cidrs.filter((other) => other !== block && cidrContains(block, cidrBounds(other).first));
  const except = inside.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...inside), { maxLength: 2 });
  return complete({ cidr: fc.constant(block), except });
});

const number = fc.constantFrom(...portNumbers);
const port: fc.Arbitrary<CiliumPort> = fc
  .tuple(
    fc.oneof(
      number.map((one) => ({ port: String(one) })),
      fc.tuple(number, number).map(([one, endPort]) => ({ port: String(one), endPort })),
      fc.constantFrom(...portNames).map((name) => ({ port: name })),
      fc.constant({ port: '0' }),
    ),
    fc.constantFrom(undefined, 'ANY', 'TCP', 'UDP'),
  )
  .map(([one, protocol]) => (protocol ? { ...one, protocol } : one));

const http: fc.Arbitrary<NonNullable<CiliumEntry['toPorts']>[number]> = complete({
  ports: fc.array(
    number.map((one) => ({ port: String(one), protocol: 'TCP' })),
    { minLength: 1, maxLength: 2 },
  ),
  rules: fc.constant<{ http: { method?: string }[] }>({ http: [{ method: 'GET' }] }),
});

/** One of the lists of peers at most, as the agent asks; deny rules know no names and no layer 7. */
function entry(ingress: boolean, deny: boolean): fc.Arbitrary<CiliumEntry> {
  const side = ingress ? 'from' : 'to';
  const peers: fc.Arbitrary<CiliumEntry> = fc.oneof(
    { weight: 2, arbitrary: fc.constant({}) },
    { weight: 4, arbitrary: list(selector).map((own) => ({ [`${side}Endpoints`]: own })) },
    { weight: 3, arbitrary: list(entity).map((own) => ({ [`${side}Entities`]: own })) },
    { weight: 2, arbitrary: list(cidr).map((own) => ({ [`${side}CIDR`]: own })) },
    { weight: 2, arbitrary: list(cidrRule).map((own) => ({ [`${side}CIDRSet`]: own })) },
    {
      weight: ingress || deny ? 0 : 2,
      arbitrary: list(fc.constant({ matchPattern: '*.example.com' })).map((toFQDNs) => ({ toFQDNs })),
    },
  );
  const plain = complete({ ports: list(port) });
  const limits: fc.Arbitrary<CiliumEntry> = fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 4, arbitrary: list(plain).map((toPorts) => ({ toPorts })) },
    { weight: deny ? 0 : 3, arbitrary: fc.array(http, { minLength: 1, maxLength: 1 }).map((toPorts) => ({ toPorts })) },
    { weight: 1, arbitrary: fc.constant<CiliumEntry>({ icmps: [{ fields: [{ type: 8 }] }] }) },
  );
  return fc.tuple(peers, limits).map(([a, b]) => ({ ...a, ...b }));
}

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const rule: fc.Arbitrary<CiliumRule> = complete({
  endpointSelector: selector,
  ingress: optional(fc.array(entry(true, false), { maxLength: 2 })),
  ingressDeny: optional(fc.array(entry(true, true), { maxLength: 2 })),
  egress: optional(fc.array(entry(false, false), { maxLength: 2 })),
  egressDeny: optional(fc.array(entry(false, true), { maxLength: 2 })),
  enableDefaultDeny: optional(complete({ ingress: optional(fc.boolean()), egress: optional(fc.boolean()) })),
})
  .map((one) => JSON.parse(JSON.stringify(one)) as CiliumRule)
  // A rule of nothing is refused.
  .filter((one) => [one.ingress, one.ingressDeny, one.egress, one.egressDeny].some((section) => section?.length));

/** Policies that Cilium takes, of both kinds, and nodes now and then. */
export const ciliumPolicies: fc.Arbitrary<CiliumPolicy[]> = fc
  .array(
    fc.tuple(fc.boolean(), fc.constantFrom(...namespaceNames), rule, fc.option(rule, { nil: undefined, freq: 5 })),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((all) =>
    all.map(([namespaced, namespace, spec, another], index) => ({
      apiVersion: 'cilium.io/v2',
      kind: namespaced ? 'CiliumNetworkPolicy' : 'CiliumClusterwideNetworkPolicy',
      metadata: { name: `c${index}`, ...(namespaced ? { namespace } : {}) },
      spec,
      ...(another ? { specs: [another] } : {}),
    })),
  );

/** Objects of nodes, or none. */
export const ciliumNodes: fc.Arbitrary<object[]> = fc.subarray(nodeAddresses).map((addresses) =>
  addresses.map((address, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `n${index}` },
    status: { addresses: [{ type: 'InternalIP', address }] },
  })),
);
