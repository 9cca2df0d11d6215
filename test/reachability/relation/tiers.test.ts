import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildInventory } from '../../../src/manifests/build-inventory';
import { plainDocument, plainDocuments } from '../../../src/manifests/plain-document';
import { Protocol } from '../../../src/model/protocol';
import { flowBetween } from '../../../src/reachability/question/flow';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { connectionsOf } from '../../../src/reachability/relation/connections';
import type { IpBlockMatchesPods } from '../../../src/reachability/universe/engine-options';
import { clusterPolicies } from '../../arbitraries/cluster-policies';
import { scenarioArbitrary } from '../../arbitraries/queries';
import { endOf } from '../../conformance/engine-subject';
import { namespace, pod, policy } from '../../fixtures/objects';
import { readCluster } from '../../naive/cluster';
import { verdictIn } from '../../naive/naive';
import type { ClusterNetworkPolicy } from '../../naive/tiers';
import { withWorkloadPods } from '../../naive/workload-pods';
import { tiersOf } from '../cluster-policies';
import { memberEnd } from '../support';

const numRuns = process.env.NETPOL_DEEP ? 10_000 : 600;

function analyse(objects: object[], policies: ClusterNetworkPolicy[], blocks: IpBlockMatchesPods = 'never') {
  const inventory = buildInventory(plainDocuments(objects));
  return Analysis.of(inventory, { ipBlockMatchesPods: blocks }, tiersOf(policies));
}

test('flows through all tiers are what the naive evaluator says', () => {
  fc.assert(
    fc.property(scenarioArbitrary(), clusterPolicies, ({ objects, queries, options }, policies) => {
      const cluster = readCluster(withWorkloadPods(objects));
      const analysis = analyse(objects, policies, options.ipBlockMatchesPods);
      for (const query of queries) {
        const flow = flowBetween(analysis, endOf(analysis, query.from), endOf(analysis, query.to));
        const has = (ports: typeof flow.allowed) => ports.has(query.protocol as Protocol, query.port);
        const given = has(flow.allowed) ? 'allowed' : has(flow.undefinedPorts) ? 'undefined' : 'denied';
        expect([query, given]).toEqual([query, verdictIn(cluster, query, options, policies)]);
      }
    }),
    { numRuns },
  );
});

test('the relation through all tiers is what the flows say', () => {
  fc.assert(
    fc.property(scenarioArbitrary(1), clusterPolicies, ({ objects, options }, policies) => {
      const analysis = analyse(objects, policies, options.ipBlockMatchesPods);
      const { workloads, addresses, allowed, undefinedByApi } = connectionsOf(analysis);
      const listed = (list: typeof allowed) =>
        new Map(list.map(({ from, to, ports }) => [`${from.id} ${to.id}`, ports.toString()]));
      const [sure, open] = [listed(allowed), listed(undefinedByApi)];
      const ends = [
        ...workloads.map(({ id, members }) => ({ id, end: { ...memberEnd(analysis, members[0]), nodeAddresses: [] } })),
        ...addresses.map(({ id, range: { family, first } }) => ({
          id,
          end: { kind: 'address' as const, address: { family, value: first } },
        })),
      ];
      for (const from of ends) {
        for (const to of ends) {
          if (from === to || (from.end.kind === 'address' && to.end.kind === 'address')) continue;
          const flow = flowBetween(analysis, from.end, to.end);
          const key = `${from.id} ${to.id}`;
          expect([key, sure.get(key) ?? 'none']).toEqual([key, flow.allowed.toString()]);
          expect([key, open.get(key) ?? 'none']).toEqual([key, flow.undefinedPorts.toString()]);
        }
      }
    }),
    { numRuns },
  );
});

describe('tiers in order', () => {
  const everywhere = { namespaces: {} };
  const objects = [
    namespace('shop', { team: 'shop' }),
    namespace('ops', { team: 'ops' }),
    pod('shop/web', { labels: { app: 'web' }, status: { podIP: '10.0.0.1' } }),
    pod('shop/db', { labels: { app: 'db' } }),
    pod('ops/scraper', { labels: { app: 'scraper' } }),
  ];
  const fromOps = { namespaces: { matchLabels: { team: 'ops' } } };
  const closed = policy('shop/closed', { podSelector: {}, policyTypes: ['Ingress'] });
  const openDb = policy('shop/open', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{}] });

  const cluster = (
    tier: 'Admin' | 'Baseline',
    rules: Pick<ClusterNetworkPolicy['spec'], 'ingress' | 'egress'>,
    priority = 10,
  ): ClusterNetworkPolicy => ({ metadata: { name: tier }, spec: { tier, priority, subject: everywhere, ...rules } });
  const deny = { ingress: [{ action: 'Deny' as const, from: [fromOps] }] };
  const accept = { ingress: [{ action: 'Accept' as const, from: [fromOps] }] };
  const pass = { ingress: [{ action: 'Pass' as const, from: [fromOps] }] };

  const flow = (extra: object[], policies: ClusterNetworkPolicy[], from = 'ops/scraper', to = 'shop/db') => {
    const analysis = analyse([...objects, ...extra], policies);
    return flowBetween(analysis, endOf(analysis, { pod: from }), endOf(analysis, { pod: to })).allowed.toString();
  };

  test('Admin denies what NetworkPolicies allow, and accepts what they deny', () => {
    expect(flow([openDb], [cluster('Admin', deny)])).toBe('none');
    expect(flow([closed], [cluster('Admin', accept)])).toBe('all');
    expect(flow([closed], [cluster('Admin', accept)], 'shop/web')).toBe('none');
  });

  test('a rule that passes leaves the tier, whatever comes behind it in the tier', () => {
    expect(flow([openDb], [cluster('Admin', pass, 1), cluster('Admin', deny, 2)])).toBe('all');
    expect(flow([openDb], [cluster('Admin', pass, 2), cluster('Admin', deny, 1)])).toBe('none');
    expect(flow([], [cluster('Admin', pass), cluster('Baseline', deny)])).toBe('none');
  });

  test('Baseline is not asked about pods that a NetworkPolicy isolates', () => {
    expect(flow([], [cluster('Baseline', deny)])).toBe('none');
    expect(flow([openDb], [cluster('Baseline', deny)])).toBe('all');
    expect(flow([closed], [cluster('Baseline', accept)])).toBe('none');
  });

  test('lower priorities come first, and ports that one rule leaves are for the next', () => {
    const web = [{ tcp: { destinationPort: { number: 80 } } }];
    const acceptWeb = { ingress: [{ action: 'Accept' as const, from: [fromOps], protocols: web }] };
    expect(flow([], [cluster('Admin', deny, 20), cluster('Admin', acceptWeb, 10)])).toBe('TCP 80');
    expect(flow([], [cluster('Admin', deny, 10), cluster('Admin', acceptWeb, 20)])).toBe('none');
  });

  test('networks match the addresses of pods, unlike an ipBlock', () => {
    const network = { egress: [{ action: 'Deny' as const, to: [{ networks: ['10.0.0.0/8'] }] }] };
    expect(flow([], [cluster('Admin', network)], 'ops/scraper', 'shop/web')).toBe('none');
    expect(flow([], [cluster('Admin', network)], 'ops/scraper', 'shop/db')).toBe('all');
  });

  test('pods with hostNetwork are neither subjects nor peers', () => {
    const onHost = pod('ops/agent', { spec: { hostNetwork: true } });
    expect(flow([onHost], [cluster('Admin', deny)], 'ops/agent')).toBe('all');
    const inward = { ingress: [{ action: 'Deny' as const, from: [everywhere] }] };
    expect(flow([onHost], [cluster('Admin', inward)], 'shop/web', 'ops/agent')).toBe('all');
  });

  test('a NetworkPolicy that comes later stays between the tiers', () => {
    const analysis = analyse(objects, [cluster('Admin', deny), cluster('Baseline', accept)]);
    const document = plainDocument(openDb as Parameters<typeof plainDocument>[0]);
    const names = ({ allowed }: ReturnType<typeof connectionsOf>) =>
      allowed.map(({ from, to }) => `${from.id} ${to.id}`);
    const expected = names(
      connectionsOf(analyse([...objects, openDb], [cluster('Admin', deny), cluster('Baseline', accept)])),
    );
    expect(names(connectionsOf(analysis.withPolicy(document)))).toEqual(expected);
    expect(expected).not.toContain('ops/scraper[Pod] shop/db[Pod]');
  });
});
