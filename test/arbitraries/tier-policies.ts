import fc from 'fast-check';
import { namespaceSelector, podSelector } from './policies';
import { cidrs, complete, namespaceNames, portNames, portNumbers } from './vocabulary';
import type { PolicyPort } from '../naive/kubernetes';
import { TIER_POLICY, type TierPeer, type TierPolicy, type TierRule } from '../naive/tier-policies';

const pods: fc.Arbitrary<TierPeer> = complete({ namespaces: namespaceSelector, pods: podSelector });

const peer = (ofNamespace: boolean): fc.Arbitrary<TierPeer> =>
  fc.oneof(
    { weight: 6, arbitrary: ofNamespace ? complete({ pods: podSelector }) : pods },
    {
      weight: 3,
      arbitrary: complete({
        networks: fc.uniqueArray(fc.constantFrom(...cidrs), { minLength: 1, maxLength: 2 }),
        matchesPods: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ names: '*.example.com' }) },
  );

const number = fc.constantFrom(...portNumbers);
const protocol = fc.constantFrom<PolicyPort['protocol']>('TCP', 'UDP');
const port: fc.Arbitrary<PolicyPort> = fc.oneof(
  complete({ protocol }),
  complete({ protocol, port: number }),
  complete({ protocol, port: fc.constantFrom(...portNames) }),
  fc
    .tuple(protocol, number, number)
    .map(([own, a, b]) => ({ protocol: own, port: Math.min(a, b), endPort: Math.max(a, b) })),
);

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });

const rule = (ofNamespace: boolean): fc.Arbitrary<TierRule> =>
  complete({
    action: fc.constantFrom<TierRule['action']>('allow', 'allow', 'deny', 'deny', 'pass'),
    peers: optional(fc.array(peer(ofNamespace), { minLength: 1, maxLength: 2 })),
    ports: optional(fc.array(port, { minLength: 1, maxLength: 2 })),
    only: fc.option(complete({ namespaces: namespaceSelector, pods: podSelector }), { nil: undefined, freq: 8 }),
  });

/** Tiers before, behind and around that of NetworkPolicies, which is called default. */
const tiers = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(10, 1000, 500_000, 1_000_000, 2_000_000, 10_000_000), {
      minLength: 2,
      maxLength: 4,
    }),
    fc.array(fc.constantFrom<'deny' | 'pass' | 'allow'>('deny', 'pass', 'allow'), { minLength: 4, maxLength: 4 }),
  )
  .map(([ranks, ends]) => [
    { name: 'default', rank: 1_000_000, undecided: 'deny' as const },
    ...ranks.map((rank, index) => ({ name: `t${index}`, rank, undecided: ends[index] })),
  ]);

/** Programs of three to five tiers, with places that are taken twice now and then. */
export const tierPolicies: fc.Arbitrary<TierPolicy[]> = tiers.chain((all) =>
  fc
    .array(
      fc.boolean().chain((ofNamespace) =>
        complete({
          tier: fc.constantFrom(...all),
          order: fc.constantFrom(1, 2, 1000),
          among: fc.constantFrom<'tie' | 'union'>('tie', 'tie', 'union'),
          isolates: fc.boolean(),
          subject: ofNamespace
            ? complete({ pods: podSelector })
            : (pods as fc.Arbitrary<TierPolicy['spec']['subject']>),
          ...(ofNamespace ? { namespace: fc.constantFrom(...namespaceNames) } : {}),
          ingress: optional(fc.array(rule(ofNamespace), { maxLength: 3 })),
          egress: optional(fc.array(rule(ofNamespace), { maxLength: 3 })),
        }),
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((specs) =>
      specs.map((spec, index) => ({ ...TIER_POLICY, metadata: { name: `p${index}` }, spec }) as TierPolicy),
    ),
);
