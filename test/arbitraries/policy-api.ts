import fc from 'fast-check';
import { namespaceSelector, podSelector } from './policies';
import { cidrs, complete, nodeAddresses, portNames, portNumbers } from './vocabulary';
import {
  POLICY_API,
  type PolicyApiPeer,
  type PolicyApiPolicy,
  type PolicyApiPort,
  type PolicyApiProtocol,
  type PolicyApiRule,
  type PolicyApiSelection,
} from '../naive/policy-api';

/** Random policies of policy.networking.k8s.io that the API server takes. */

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 3 });
/** Without keys that are undefined or null, which custom resources may not have. */
const written = <T extends object>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_, inner: unknown) => (inner === null ? undefined : inner)) as T;

const pods = (old: boolean) =>
  complete({ namespaceSelector: old ? namespaceSelector : optional(namespaceSelector), podSelector });

const selection = (old: boolean): fc.Arbitrary<PolicyApiSelection> =>
  fc.oneof(complete({ namespaces: namespaceSelector }), complete({ pods: pods(old) }));

const nodeSelector = fc.constantFrom(
  {},
  { matchLabels: { role: 'worker' } },
  { matchExpressions: [{ key: 'role', operator: 'NotIn', values: ['worker'] }] },
);
const names = fc.constantFrom('*.example.com', 'www.example.com', 'db.shop.svc.cluster.local');
/** Stored by the API server, since the definitions ask little of selectors, and read by nobody. */
const unreadable: fc.Arbitrary<PolicyApiPeer> = fc.constant({
  namespaces: { matchExpressions: [{ key: 'team', operator: 'Like', values: ['a'] }] },
});

const peer = (kind: PolicyApiPolicy['kind'], direction: 'ingress' | 'egress'): fc.Arbitrary<PolicyApiPeer> => {
  const old = kind !== 'ClusterNetworkPolicy';
  return fc.oneof(
    { weight: 12, arbitrary: selection(old) as fc.Arbitrary<PolicyApiPeer> },
    { weight: 1, arbitrary: unreadable },
    ...(direction === 'ingress'
      ? []
      : [
          {
            weight: 8,
            arbitrary: complete({
              networks: fc.uniqueArray(fc.constantFrom(...cidrs), { minLength: 1, maxLength: 2 }),
            }) as fc.Arbitrary<PolicyApiPeer>,
          },
          { weight: 3, arbitrary: complete({ nodes: nodeSelector }) as fc.Arbitrary<PolicyApiPeer> },
          {
            weight: kind === 'BaselineAdminNetworkPolicy' ? 0 : 1,
            arbitrary: complete({ domainNames: names.map((name) => [name]) }) as fc.Arbitrary<PolicyApiPeer>,
          },
        ]),
  );
};

const number = fc.constantFrom(...portNumbers);
const range = fc
  .uniqueArray(number, { minLength: 2, maxLength: 2 })
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
const name = fc.constantFrom(...portNames);

const protocol: fc.Arbitrary<PolicyApiProtocol> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('tcp', 'tcp', 'udp', 'sctp'),
      fc.oneof(complete({ number }), complete({ range }), fc.constant({ range: { start: 1, end: 65535 } })),
    )
    .map(([own, destinationPort]) => ({ [own]: { destinationPort } })),
  complete({ destinationNamedPort: name }),
);

const oldProtocol = fc.constantFrom(undefined, 'TCP', 'UDP', 'SCTP', 'ICMP');
const port: fc.Arbitrary<PolicyApiPort> = fc.oneof(
  complete({ portNumber: complete({ protocol: oldProtocol, port: number }) }) as fc.Arbitrary<PolicyApiPort>,
  fc
    .tuple(oldProtocol, number, number)
    .map(([own, start, end]) => ({ portRange: { protocol: own, start, end } })) as fc.Arbitrary<PolicyApiPort>,
  complete({ namedPort: name }) as fc.Arbitrary<PolicyApiPort>,
);

const rule = (kind: PolicyApiPolicy['kind'], direction: 'ingress' | 'egress'): fc.Arbitrary<PolicyApiRule> => {
  const old = kind !== 'ClusterNetworkPolicy';
  const allow = old ? 'Allow' : 'Accept';
  const actions: PolicyApiRule['action'][] = [allow, allow, 'Deny', 'Deny', 'Pass'];
  return complete({
    action: fc.constantFrom(...(kind === 'BaselineAdminNetworkPolicy' ? actions.slice(0, 4) : actions)),
    [direction === 'ingress' ? 'from' : 'to']: fc.array(peer(kind, direction), { minLength: 1, maxLength: 2 }),
    [old ? 'ports' : 'protocols']: optional(
      fc.array((old ? port : protocol) as fc.Arbitrary<object>, { minLength: 1, maxLength: 2 }),
    ),
  } as never);
};

const priority = fc.constantFrom(0, 10, 10, 20, 1000);

const policy = (kind: PolicyApiPolicy['kind']): fc.Arbitrary<Omit<PolicyApiPolicy, 'metadata'>> => {
  const old = kind !== 'ClusterNetworkPolicy';
  return complete({
    apiVersion: fc.constant(`${POLICY_API}/${old ? 'v1alpha1' : 'v1alpha2'}`),
    kind: fc.constant(kind),
    spec: complete({
      ...(old ? {} : { tier: fc.constantFrom('Admin', 'Admin', 'Baseline') }),
      ...(kind === 'BaselineAdminNetworkPolicy' ? {} : { priority }),
      subject: selection(old),
      ingress: optional(fc.array(rule(kind, 'ingress'), { maxLength: 3 })),
      egress: optional(fc.array(rule(kind, 'egress'), { maxLength: 3 })),
    } as never),
  } as never);
};

/** As a cluster has them: of one version of the API, with one baseline in the older one. */
export const policyApiPolicies: fc.Arbitrary<PolicyApiPolicy[]> = fc
  .oneof(
    fc.array(policy('ClusterNetworkPolicy'), { minLength: 1, maxLength: 4 }),
    fc
      .tuple(
        fc.array(policy('AdminNetworkPolicy'), { maxLength: 3 }),
        fc.array(policy('BaselineAdminNetworkPolicy'), { maxLength: 1 }),
      )
      .map((lists) => lists.flat()),
  )
  .map((policies) =>
    policies.map((one, index) =>
      written({ ...one, metadata: { name: one.kind === 'BaselineAdminNetworkPolicy' ? 'default' : `p${index}` } }),
    ),
  );

/** None, or some: then they are all that there are. */
export const nodes: fc.Arbitrary<object[]> = fc.subarray([
  ...nodeAddresses.map((address, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: `node-${index}`, labels: { role: index === 0 ? 'worker' : 'infra' } },
    status: { addresses: [{ type: 'InternalIP', address }] },
  })),
  { apiVersion: 'v1', kind: 'Node', metadata: { name: 'starting', labels: { role: 'worker' } } },
]);
