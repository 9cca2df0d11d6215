import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { PortSet } from '../../../src/model/port-set';
import type { Protocol } from '../../../src/model/protocol';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { flowBetween } from '../../../src/reachability/question/flow';
import { Analysis } from '../../../src/reachability/relation/analysis';
import type { IpBlockMatchesPods } from '../../../src/reachability/universe/engine-options';
import { ciliumNodes, ciliumPolicies } from '../../arbitraries/cilium-policies';
import { scenarioArbitrary } from '../../arbitraries/queries';
import { endOf } from '../../conformance/engine-subject';
import { knownNodes } from '../../naive/cilium-policies';
import { readCluster } from '../../naive/cluster';
import { verdictWithCilium } from '../../naive/naive';
import { withWorkloadPods } from '../../naive/workload-pods';
import { expectRelationOfFlows } from '../../reachability/relation-of-flows';

const numRuns = process.env.NETPOL_DEEP ? 100_000 : 600;

function analyse(objects: object[], blocks: IpBlockMatchesPods) {
  return Analysis.of(inventoryOf(plainDocuments(objects)), { ipBlockMatchesPods: blocks });
}

test('flows through NetworkPolicies and policies of Cilium are what the naive evaluator says', () => {
  const seen = { allowed: 0, conditional: 0, denied: 0, undefined: 0 };
  fc.assert(
    fc.property(scenarioArbitrary(), ciliumPolicies, ciliumNodes, ({ objects, queries, options }, policies, nodes) => {
      const cluster = readCluster(withWorkloadPods(objects));
      const known = knownNodes(cluster, nodes);
      const analysis = analyse([...objects, ...nodes, ...policies], options.ipBlockMatchesPods);
      for (const query of queries) {
        const flow = flowBetween(analysis, endOf(analysis, query.from), endOf(analysis, query.to));
        const has = (ports: PortSet) => ports.has(query.protocol as Protocol, query.port);
        const given = has(flow.allowed)
          ? 'allowed'
          : has(flow.conditionalPorts)
            ? 'conditional'
            : has(flow.undefinedPorts)
              ? 'undefined'
              : 'denied';
        seen[given]++;
        expect([query, given]).toEqual([query, verdictWithCilium(cluster, known, query, options, policies)]);
      }
    }),
    { numRuns },
  );
  const total = Object.values(seen).reduce((sum, count) => sum + count, 0);
  // A share so small that chance alone does not fall below it in 600 clusters.
  for (const count of Object.values(seen)) expect(count / total).toBeGreaterThan(0.004);
});

test('the relation through policies of Cilium is what the flows say', () => {
  fc.assert(
    fc.property(scenarioArbitrary(1), ciliumPolicies, ({ objects, options }, policies) => {
      const analysis = analyse([...objects, ...policies], options.ipBlockMatchesPods);
      expectRelationOfFlows(analysis);
    }),
    { numRuns: Math.min(numRuns, 10_000) },
  );
});
