import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainDocument, plainDocuments } from '../../../src/manifests/plain-document';
import { Protocol } from '../../../src/model/protocol';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { flowBetween } from '../../../src/reachability/question/flow';
import { Analysis } from '../../../src/reachability/relation/analysis';
import type { IpBlockMatchesPods } from '../../../src/reachability/universe/engine-options';
import { scenarioArbitrary } from '../../arbitraries/queries';
import { tierPolicies } from '../../arbitraries/tier-policies';
import { endOf } from '../../conformance/engine-subject';
import { namespace, pod, policy } from '../../fixtures/objects';
import { readCluster } from '../../naive/cluster';
import { verdictIn } from '../../naive/naive';
import { TIER_POLICY, throughTiers, type TierPolicy, type TierRule } from '../../naive/tier-policies';
import { withWorkloadPods } from '../../naive/workload-pods';
import { KINDS_WITH_TOY } from '../../policy-kinds/toy-kind/toy-kind';
import { expectRelationOfFlows } from '../relation-of-flows';

const numRuns = process.env.NETPOL_DEEP ? 10_000 : 600;

function analyse(objects: object[], policies: TierPolicy[], blocks: IpBlockMatchesPods = 'never') {
  const inventory = inventoryOf(plainDocuments([...objects, ...policies]), { kinds: KINDS_WITH_TOY });
  return Analysis.of(inventory, { ipBlockMatchesPods: blocks }, KINDS_WITH_TOY);
}

test('flows through all tiers are what the naive evaluator says', () => {
  fc.assert(
    fc.property(scenarioArbitrary(), tierPolicies, ({ objects, queries, options }, policies) => {
      const cluster = readCluster(withWorkloadPods(objects));
      const analysis = analyse(objects, policies, options.ipBlockMatchesPods);
      for (const query of queries) {
        const flow = flowBetween(analysis, endOf(analysis, query.from), endOf(analysis, query.to));
        const has = (ports: typeof flow.allowed) => ports.has(query.protocol as Protocol, query.port);
        const given = has(flow.allowed)
          ? 'allowed'
          : has(flow.undefinedPorts.union(flow.conditionalPorts))
            ? 'undefined'
            : 'denied';
        expect([query, given]).toEqual([query, verdictIn(cluster, query, options, throughTiers(policies))]);
      }
    }),
    { numRuns },
  );
});

test('the relation through all tiers is what the flows say', () => {
  fc.assert(
    fc.property(scenarioArbitrary(1), tierPolicies, ({ objects, options }, policies) => {
      const analysis = analyse(objects, policies, options.ipBlockMatchesPods);
      expectRelationOfFlows(analysis);
    }),
    { numRuns },
  );
});

test('one policy more, less or in the place of another makes the analysis that reading all of them anew makes', () => {
  const pick = fc.tuple(fc.nat(), fc.boolean());
  fc.assert(
    fc.property(
      scenarioArbitrary(3),
      tierPolicies,
      pick,
      ({ objects, queries, options }, policies, [which, changes]) => {
        const index = which % policies.length;
        const others = policies.filter((_, place) => place !== index);
        const changed = changes
          ? { ...policies[index], spec: { ...policies[index].spec, isolates: !policies[index].spec.isolates } }
          : policies[index];
        const started = analyse(objects, changes ? policies : others, options.ipBlockMatchesPods);
        const changedOne = started.withPolicy(plainDocument(changed as unknown as Parameters<typeof plainDocument>[0]));
        const anew = analyse(objects, [...others, changed], options.ipBlockMatchesPods);
        for (const query of queries) {
          const [given, expected] = [changedOne, anew].map((analysis) => {
            const flow = flowBetween(analysis, endOf(analysis, query.from), endOf(analysis, query.to));
            return [flow.allowed, flow.conditionalPorts, flow.undefinedPorts].map(String);
          });
          expect(given).toEqual(expected);
        }
      },
    ),
    { numRuns: numRuns / 4 },
  );
});

describe('tiers in order', () => {
  const objects = [
    namespace('shop', { team: 'shop' }),
    namespace('ops', { team: 'ops' }),
    pod('shop/web', { labels: { app: 'web' }, status: { podIP: '10.0.0.1' } }),
    pod('shop/db', { labels: { app: 'db' } }),
    pod('ops/scraper', { labels: { app: 'scraper' } }),
  ];
  const everyone = { namespaces: {}, pods: {} };
  const ops = { namespaces: { matchLabels: { team: 'ops' } }, pods: {} };
  const closed = policy('shop/closed', { podSelector: {}, policyTypes: ['Ingress'] });
  const openDb = policy('shop/open', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{}] });

  const TIERS = {
    admin: { name: 'admin', rank: 1000, undecided: 'pass' },
    default: { name: 'default', rank: 1_000_000, undecided: 'deny' },
    baseline: { name: 'baseline', rank: 10_000_000, undecided: 'pass' },
    strict: { name: 'strict', rank: 500, undecided: 'deny' },
  } as const;

  let count = 0;
  const toy = (tier: keyof typeof TIERS, ingress: TierRule[], more: Partial<TierPolicy['spec']> = {}): TierPolicy => ({
    ...TIER_POLICY,
    metadata: { name: `${tier}-${count++}` },
    spec: { tier: TIERS[tier], order: 10, among: 'tie', isolates: false, subject: everyone, ingress, ...more },
  });
  const does = (action: TierRule['action'], more: Partial<TierRule> = {}): TierRule[] => [
    { action, peers: [ops], ...more },
  ];

  const flow = (extra: object[], policies: TierPolicy[], from = 'ops/scraper', to = 'shop/db') => {
    const analysis = analyse([...objects, ...extra], policies);
    const { allowed, conditionalPorts, undefinedPorts } = flowBetween(
      analysis,
      endOf(analysis, { pod: from }),
      endOf(analysis, { pod: to }),
    );
    if (!conditionalPorts.isEmpty) return `${allowed} sure, ${conditionalPorts} conditional`;
    return undefinedPorts.isEmpty ? allowed.toString() : `${allowed} sure, ${undefinedPorts} undefined`;
  };

  test('an earlier tier denies what NetworkPolicies allow, and allows what they deny', () => {
    expect(flow([openDb], [toy('admin', does('deny'))])).toBe('none');
    expect(flow([closed], [toy('admin', does('allow'))])).toBe('all');
    expect(flow([closed], [toy('admin', does('allow'))], 'shop/web')).toBe('none');
  });

  test('a rule that passes leaves the tier, whatever comes behind it in the tier', () => {
    expect(flow([openDb], [toy('admin', does('pass'), { order: 1 }), toy('admin', does('deny'), { order: 2 })])).toBe(
      'all',
    );
    expect(flow([openDb], [toy('admin', does('pass'), { order: 2 }), toy('admin', does('deny'), { order: 1 })])).toBe(
      'none',
    );
    expect(flow([], [toy('admin', does('pass')), toy('baseline', does('deny'))])).toBe('none');
  });

  test('the last tier is not asked about pods that a NetworkPolicy isolates', () => {
    expect(flow([], [toy('baseline', does('deny'))])).toBe('none');
    expect(flow([openDb], [toy('baseline', does('deny'))])).toBe('all');
    expect(flow([closed], [toy('baseline', does('allow'))])).toBe('none');
  });

  test('lower orders come first, and ports that one rule leaves are for the next', () => {
    const web = does('allow', { ports: [{ protocol: 'TCP', port: 80 }] });
    expect(flow([], [toy('admin', does('deny'), { order: 20 }), toy('admin', web)])).toBe('TCP 80');
    expect(flow([], [toy('admin', does('deny'), { order: 5 }), toy('admin', web)])).toBe('none');
  });

  test('of two policies with one place nobody knows which comes first: undefined where they differ', () => {
    expect(flow([], [toy('admin', does('deny')), toy('admin', does('allow'))])).toBe('none sure, all undefined');
    expect(flow([], [toy('admin', does('deny')), toy('admin', does('deny'))])).toBe('none');
    expect(flow([], [toy('admin', does('pass')), toy('admin', does('allow'))])).toBe('all');
    expect(flow([closed], [toy('admin', does('pass')), toy('admin', does('allow'))])).toBe('none sure, all undefined');
  });

  test('in a union a denial beats an allowance, in whichever order they stand', () => {
    const union = { among: 'union' as const };
    expect(flow([], [toy('admin', does('allow'), union), toy('admin', does('deny'), union)])).toBe('none');
    expect(flow([], [toy('admin', does('deny'), union), toy('admin', does('allow'), union)])).toBe('none');
  });

  test('NetworkPolicies stand in the union of their own place', () => {
    const besideThem = { among: 'union' as const, order: 1000, isolates: true };
    expect(flow([closed], [toy('default', does('allow'), besideThem)])).toBe('all');
    expect(flow([openDb], [toy('default', does('deny'), besideThem)])).toBe('none');
    expect(flow([closed], [toy('default', does('allow'), { order: 2000, isolates: true })])).toBe('all');
    expect(flow([openDb], [toy('default', does('deny'), { order: 2000, isolates: true })])).toBe('all');
    expect(flow([openDb], [toy('default', does('deny'), { order: 1, isolates: true })])).toBe('none');
  });

  test('the end of a tier is for pods that one of its policies isolates, and for no others', () => {
    expect(flow([], [toy('strict', [])])).toBe('all');
    expect(flow([], [toy('strict', [], { isolates: true })])).toBe('none');
    expect(flow([], [toy('strict', [], { isolates: true, subject: ops })])).toBe('all');
    expect(flow([], [toy('admin', [], { isolates: true })])).toBe('all');
  });

  test('names and other peers that only a running cluster knows make the verdict undefined, not open or closed', () => {
    const named = [{ action: 'deny' as const, peers: [{ names: '*.example.com' }] }];
    expect(flow([], [toy('admin', named)])).toBe('none sure, all undefined');
    expect(flow([], [toy('admin', [...does('allow'), ...named])])).toBe('all');
  });

  test('networks match the addresses of pods where their kind says so, unlike an ipBlock', () => {
    const network = { egress: [{ action: 'deny' as const, peers: [{ networks: ['10.0.0.0/8'], matchesPods: true }] }] };
    const outside = {
      egress: [{ action: 'deny' as const, peers: [{ networks: ['10.0.0.0/8'], matchesPods: false }] }],
    };
    const only = (more: Partial<TierPolicy['spec']>) => toy('admin', [], { ingress: undefined, ...more });
    expect(flow([], [only(network)], 'ops/scraper', 'shop/web')).toBe('none');
    // Where no manifest tells the address of a pod, it may be one of the network.
    expect(flow([], [only(network)], 'ops/scraper', 'shop/db')).toBe('none sure, all undefined');
    const far = { egress: [{ action: 'deny' as const, peers: [{ networks: ['8.8.8.0/24'], matchesPods: true }] }] };
    expect(flow([], [only(far)], 'ops/scraper', 'shop/db')).toBe('all');
    expect(flow([], [only(outside)], 'ops/scraper', 'shop/web')).toBe('all');
  });

  test('pods with hostNetwork are neither subjects nor peers', () => {
    const onHost = pod('ops/agent', { spec: { hostNetwork: true } });
    expect(flow([onHost], [toy('admin', does('deny'))], 'ops/agent')).toBe('all');
    const inward = [{ action: 'deny' as const, peers: [everyone] }];
    expect(flow([onHost], [toy('admin', inward)], 'shop/web', 'ops/agent')).toBe('all');
  });

  test('a rule for some of the pods of its policy leaves the others alone', () => {
    const onlyDb = { only: { namespaces: {}, pods: { matchLabels: { app: 'db' } } } };
    expect(flow([], [toy('admin', does('deny', onlyDb))], 'ops/scraper', 'shop/db')).toBe('none');
    expect(flow([], [toy('admin', does('deny', onlyDb))], 'ops/scraper', 'shop/web')).toBe('all');
  });
});
