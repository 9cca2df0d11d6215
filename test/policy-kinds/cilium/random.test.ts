import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { PortSet } from '../../../src/model/port-set';
import type { Protocol } from '../../../src/model/protocol';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { flowBetween } from '../../../src/reachability/question/flow';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { connectionsOf } from '../../../src/reachability/relation/connections';
import type { IpBlockMatchesPods } from '../../../src/reachability/universe/engine-options';
import { ciliumNodes, ciliumPolicies } from '../../arbitraries/cilium-policies';
import { scenarioArbitrary } from '../../arbitraries/queries';
import { endOf } from '../../conformance/engine-subject';
import { knownNodes } from '../../naive/cilium-policies';
import { readCluster } from '../../naive/cluster';
import { verdictWithCilium } from '../../naive/naive';
import { withWorkloadPods } from '../../naive/workload-pods';
import { memberEnd } from '../../reachability/support';

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
      const { workloads, addresses, allowed, conditional, undefinedByApi } = connectionsOf(analysis);
      const listed = (list: typeof allowed) => {
        const found = new Map<string, PortSet>();
        for (const { from, to, ports } of list) {
          const key = `${from.id} ${to.id}`;
          found.set(key, ports.union(found.get(key) ?? PortSet.EMPTY));
        }
        return (key: string) => (found.get(key) ?? PortSet.EMPTY).toString();
      };
      const [sure, ifMet, open] = [allowed, conditional, undefinedByApi].map(listed);
      for (const { subjectTo } of conditional) expect(subjectTo?.join('')).toBeTruthy();
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
          expect([key, sure(key)]).toEqual([key, flow.allowed.toString()]);
          expect([key, ifMet(key)]).toEqual([key, flow.conditionalPorts.toString()]);
          expect([key, open(key)]).toEqual([key, flow.undefinedPorts.toString()]);
        }
      }
    }),
    { numRuns: Math.min(numRuns, 10_000) },
  );
});
