import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { Protocol } from '../../../src/model/protocol';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { flowBetween } from '../../../src/reachability/question/flow';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { connectionsOf } from '../../../src/reachability/relation/connections';
import type { EngineOptions } from '../../../src/reachability/universe/engine-options';
import { nodes, policyApiPolicies } from '../../arbitraries/policy-api';
import { scenarioArbitrary } from '../../arbitraries/queries';
import { endOf } from '../../conformance/engine-subject';
import { readCluster } from '../../naive/cluster';
import { verdictIn } from '../../naive/naive';
import { throughPolicyApi } from '../../naive/policy-api';
import { withWorkloadPods } from '../../naive/workload-pods';
import { memberEnd } from '../../reachability/support';

const numRuns = process.env.NETPOL_DEEP ? 100_000 : 200;

const analyse = (objects: object[], options: EngineOptions) =>
  Analysis.of(inventoryOf(plainDocuments(objects)), options);

test('flows among NetworkPolicies and the tiers of administrators are what the naive evaluator says', () => {
  fc.assert(
    fc.property(scenarioArbitrary(), policyApiPolicies, nodes, ({ objects, queries, options }, policies, own) => {
      const all = [...objects, ...own];
      const cluster = readCluster(withWorkloadPods(all));
      const analysis = analyse([...all, ...policies], options);
      expect(analysis.findings).toEqual([]);
      for (const query of queries) {
        const flow = flowBetween(analysis, endOf(analysis, query.from), endOf(analysis, query.to));
        const has = (ports: typeof flow.allowed) => ports.has(query.protocol as Protocol, query.port);
        const given = has(flow.allowed) ? 'allowed' : has(flow.undefinedPorts) ? 'undefined' : 'denied';
        expect([query, given]).toEqual([query, verdictIn(cluster, query, options, throughPolicyApi(policies))]);
      }
    }),
    { numRuns },
  );
});

test('the relation is what the flows say', () => {
  fc.assert(
    fc.property(scenarioArbitrary(1), policyApiPolicies, nodes, ({ objects, options }, policies, own) => {
      const analysis = analyse([...objects, ...own, ...policies], options);
      const { workloads, addresses, allowed, undefinedByApi } = connectionsOf(analysis);
      const listed = (list: typeof allowed) =>
        new Map(list.map(({ from, to, ports }) => [`${from.id} ${to.id}`, ports.toString()]));
      const [sure, open] = [listed(allowed), listed(undefinedByApi)];
      const ends = [
        ...workloads.map(({ id, members }) => {
          const end = memberEnd(analysis, members[0]);
          // That a node reaches its own pods is no matter of policies, and the relation does not speak of it.
          return { id, end: { ...end, nodeAddresses: [] } };
        }),
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
    { numRuns: numRuns / 10 },
  );
});
