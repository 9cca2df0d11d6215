import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PolicyType } from '../../../src/model/network-policy';
import { cniProfile } from '../../../src/platform/cni-profiles/cni-profiles';
import { flowBetween } from '../../../src/reachability/question/flow';
import type { Analysis } from '../../../src/reachability/relation/analysis';
import { connectionsOf } from '../../../src/reachability/relation/connections';
import type { FlowEnd, PodsEnd } from '../../../src/reachability/relation/flow-end';
import { Relation } from '../../../src/reachability/relation/relation';
import { portsAt } from '../../../src/reachability/sets/port-map';
import type { IpBlockMatchesPods } from '../../../src/reachability/universe/engine-options';
import { clusterArbitrary } from '../../arbitraries/cluster';
import { analyse, memberEnd } from '../support';

const blocks = fc.constantFrom<IpBlockMatchesPods>('never', 'known-ips', 'unknown');
const plugins = fc.constantFrom(undefined, cniProfile('calico'));
const numRuns = process.env.NETPOL_DEEP ? 30_000 : 600;

/** Two pods that are certainly two. */
const twins = (end: PodsEnd): [PodsEnd, PodsEnd] => [
  { ...end, pod: 'ns/one' },
  { ...end, pod: 'ns/other' },
];

test('the relation between classes says of every pair what the walk through the rules says', () => {
  fc.assert(
    fc.property(clusterArbitrary, blocks, plugins, (objects, ipBlocks, plugin) => {
      const analysis = analyse(objects, ipBlocks, plugin);
      const { ports } = analysis.universe;
      const relation = new Relation(analysis);
      for (const source of analysis.members) {
        for (const destination of analysis.members) {
          const [from, to] =
            source === destination
              ? twins(memberEnd(analysis, source))
              : [memberEnd(analysis, source), memberEnd(analysis, destination)];
          if (from.pod !== undefined && from.pod === to.pod) continue;
          const { allowed, undefinedPorts } = flowBetween(analysis, from, to);
          const sure = ports.get(relation.portsBetween(source.classId, destination.classId));
          const possible = ports.get(relation.possibleBetween(source.classId, destination.classId));
          expect(sure.toString()).toBe(allowed.toString());
          expect(possible.subtract(sure).toString()).toBe(undefinedPorts.toString());
        }
      }
    }),
    { numRuns },
  );
});

test('rows say of every atom of the address space what the walk through the rules says', () => {
  fc.assert(
    fc.property(clusterArbitrary, (objects) => {
      const analysis = analyse(objects);
      const { atoms, ports } = analysis.universe;
      for (const member of analysis.members) {
        // Own nodes are a matter of single pods, so rows do not know them.
        const pods: FlowEnd = { ...memberEnd(analysis, member), nodeAddresses: [] };
        for (let atom = 0; atom < atoms.count; atom++) {
          const { family, first, last } = atoms.rangeOf(atom, atom + 1);
          for (const value of [first, last]) {
            const address: FlowEnd = { kind: 'address', address: { family, value } };
            const out = portsAt(analysis.row(PolicyType.EGRESS, member.classId).atoms, atom);
            const into = portsAt(analysis.row(PolicyType.INGRESS, member.classId).atoms, atom);
            expect(ports.get(out).toString()).toBe(flowBetween(analysis, pods, address).allowed.toString());
            expect(ports.get(into).toString()).toBe(flowBetween(analysis, address, pods).allowed.toString());
          }
        }
      }
    }),
    { numRuns: numRuns / 2 },
  );
});

test('visiting and counting find every pair of classes that may talk, and each once', () => {
  fc.assert(
    fc.property(clusterArbitrary, blocks, (objects, ipBlocks) => {
      const analysis = analyse(objects, ipBlocks);
      const relation = new Relation(analysis);
      const visited: string[] = [];
      relation.forEachPair((source, destination, ports) => visited.push(`${source} ${destination} ${ports}`));
      const { classes } = analysis.universe;
      const expected = classes.flatMap((_, source) =>
        classes.flatMap((__, destination) => {
          const ports = relation.portsBetween(source, destination);
          return ports === 0 ? [] : `${source} ${destination} ${ports}`;
        }),
      );
      expect(visited.sort()).toEqual(expected.sort());

      const weights = classes.map((_, id) => 1 + (id % 3));
      const pairs = expected.reduce((sum, text) => {
        const [source, destination] = text.split(' ').map(Number);
        return sum + weights[source] * (weights[destination] - (source === destination ? 1 : 0));
      }, 0);
      expect(relation.countPairs(weights)).toBe(pairs);
    }),
    { numRuns },
  );
});

test('endpoints of one workload are merged only where every pod is treated alike', () => {
  fc.assert(
    fc.property(clusterArbitrary, blocks, (objects, ipBlocks) => {
      const analysis = analyse(objects, ipBlocks);
      const relation = new Relation(analysis);
      const { workloads, allowed } = connectionsOf(analysis);
      expect(new Set(workloads.map(({ id }) => id)).size).toBe(workloads.length);
      const listed = new Map(allowed.map(({ from, to, ports }) => [`${from.id} ${to.id}`, ports.toString()]));
      for (const from of workloads) {
        for (const to of workloads) {
          if (from === to) continue;
          for (const source of from.members) {
            for (const destination of to.members) {
              const ports = analysis.universe.ports.get(relation.portsBetween(source.classId, destination.classId));
              expect(listed.get(`${from.id} ${to.id}`) ?? 'none').toBe(ports.toString());
            }
          }
        }
      }
    }),
    { numRuns },
  );
});

/** Everything an analysis says, in words that do not depend on how it numbers things. */
function meaning(analysis: Analysis): string[] {
  const { allowed, undefinedByApi } = connectionsOf(analysis);
  return [...allowed, ...undefinedByApi].map(({ from, to, ports }) => `${from.id} => ${to.id}: ${ports.toString()}`);
}

const isPolicy = (object: object) => 'kind' in object && object.kind === 'NetworkPolicy';

test('an analysis with one policy changed is the analysis of the changed policies', () => {
  fc.assert(
    fc.property(clusterArbitrary, clusterArbitrary, blocks, fc.nat(), (objects, others, ipBlocks, pick) => {
      const plain = objects.flatMap((object) => ('items' in object ? (object.items as object[]) : [object]));
      const [replacement] = others.filter(isPolicy) as { apiVersion: string; spec?: object }[];
      const before = analyse(plain, ipBlocks);
      const documents = before.inventory.policies;
      fc.pre(replacement?.apiVersion === 'networking.k8s.io/v1' && documents.length > 0);
      const chosen = documents[pick % documents.length].object;
      const changed = { ...chosen, spec: replacement.spec };

      const expected = analyse(
        plain.map((object) => (object === chosen ? changed : object)),
        ipBlocks,
      );
      const document = { object: changed, origin: {}, positionOf: () => undefined };
      expect(meaning(before.withPolicy(document))).toEqual(meaning(expected));

      const without = analyse(
        plain.filter((object) => object !== chosen),
        ipBlocks,
      );
      const { namespace, name } = before.policies.find((policy) => policy.document.object === chosen)!;
      expect(meaning(before.withoutPolicy(namespace, name))).toEqual(meaning(without));
    }),
    { numRuns },
  );
});
