import fc from 'fast-check';
import { namespaceSelector, podSelector } from './policies';
import { cidrs, complete, portNames, portNumbers } from './vocabulary';
import type { Action, ClusterNetworkPolicy, ClusterPeer, ClusterPort, ClusterSubject } from '../naive/tiers';

const subject: fc.Arbitrary<ClusterSubject> = fc.oneof(
  complete({ namespaces: namespaceSelector }),
  complete({ pods: complete({ namespaceSelector, podSelector }) }),
);

const peer: fc.Arbitrary<ClusterPeer> = fc.oneof(
  { weight: 2, arbitrary: subject },
  {
    weight: 1,
    arbitrary: complete({ networks: fc.uniqueArray(fc.constantFrom(...cidrs), { minLength: 1, maxLength: 2 }) }),
  },
);

const number = fc.constantFrom(...portNumbers);
const destinationPort = fc.oneof(
  complete({ number }),
  fc
    .tuple(number, number)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => ({ range: { start: Math.min(a, b), end: Math.max(a, b) } })),
);
const port: fc.Arbitrary<ClusterPort> = fc.oneof(
  complete({ tcp: complete({ destinationPort }) }),
  complete({ udp: complete({ destinationPort }) }),
  complete({ destinationNamedPort: fc.constantFrom(...portNames) }),
);

const action = fc.constantFrom<Action>('Accept', 'Deny', 'Deny', 'Pass');
const protocols = fc.oneof(fc.constant({}), complete({ protocols: fc.array(port, { minLength: 1, maxLength: 2 }) }));
const rule = <T extends object>(peers: fc.Arbitrary<T>) =>
  fc
    .tuple(complete({ action }), peers, protocols)
    .map((parts) => Object.assign({}, ...parts) as T & { action: Action });
const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 2 });

/** Policies of both tiers, with priorities that now and then are equal. */
export const clusterPolicies: fc.Arbitrary<ClusterNetworkPolicy[]> = fc
  .array(
    complete({
      tier: fc.constantFrom<'Admin' | 'Baseline'>('Admin', 'Baseline'),
      priority: fc.nat({ max: 4 }),
      subject,
      ingress: fc.array(rule(complete({ from: list(subject) })), { maxLength: 3 }),
      egress: fc.array(rule(complete({ to: list(peer) })), { maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((specs) => specs.map((spec, index) => ({ metadata: { name: `c${index}` }, spec })));
