import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { Protocol } from '../../../src/model/protocol';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { flowBetween } from '../../../src/reachability/question/flow';
import { Analysis } from '../../../src/reachability/relation/analysis';
import type { EngineOptions } from '../../../src/reachability/universe/engine-options';
import { nodes, policyApiPolicies } from '../../arbitraries/policy-api';
import { scenarioArbitrary } from '../../arbitraries/queries';
import { endOf } from '../../conformance/engine-subject';
import { readCluster } from '../../naive/cluster';
import { verdictIn } from '../../naive/naive';
import { throughPolicyApi } from '../../naive/policy-api';
import { withWorkloadPods } from '../../naive/workload-pods';
import { expectRelationOfFlows } from '../../reachability/relation-of-flows';

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
      expectRelationOfFlows(analysis);
    }),
    { numRuns: numRuns / 10 },
  );
});
