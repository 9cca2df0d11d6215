import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkManifests } from '../../src/lint/check-manifests';
import { decidedByEarlierTier } from '../../src/lint/rules/tiers/decided-by-earlier-tier';
import { runLint } from '../../src/lint/run-lint';
import { plainDocuments } from '../../src/manifests/plain-document';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import { Analysis } from '../../src/reachability/relation/analysis';
import { connectionsOf } from '../../src/reachability/relation/connections';
import { policyApiPolicies } from '../arbitraries/policy-api';
import { scenarioArbitrary } from '../arbitraries/queries';

const numRuns = process.env.NETPOL_DEEP ? 20_000 : 400;

interface Written {
  apiVersion: string;
  kind: string;
  spec?: { policyTypes?: string[]; ingress?: unknown[]; egress?: unknown[] };
}

/** Everything that may talk, for sure or perhaps. */
function relationOf(objects: object[]): string[] {
  const analysis = Analysis.of(inventoryOf(plainDocuments(objects)), { ipBlockMatchesPods: 'never' });
  const { allowed, undefinedByApi } = connectionsOf(analysis);
  const lines = (list: typeof allowed, what: string) =>
    list.map(({ from, to, ports }) => `${what} ${from.id} ${to.id} ${ports.toString()}`);
  return [...lines(allowed, 'sure'), ...lines(undefinedByApi, 'open')].sort();
}

test('a rule that an earlier tier is said to decide can go, and no connection changes', () => {
  let found = 0;
  fc.assert(
    fc.property(scenarioArbitrary(1), policyApiPolicies, ({ objects }, policies) => {
      // Pods with hostNetwork are no subjects of the earlier tier; the rule is about the others.
      if (JSON.stringify(objects).includes('"hostNetwork":true')) return;
      const all = [...objects, ...policies.slice(0, 1)];
      const documents = [...plainDocuments(all)];
      const { findings } = runLint([], documents, {}, [decidedByEarlierTier]);
      for (const { document, field } of findings) {
        found++;
        const [, direction, index] = field as ['spec', 'ingress' | 'egress', number];
        const without = documents.map((one) => {
          const object = JSON.parse(JSON.stringify(one.object)) as Written;
          if (one !== document) return object;
          const { spec } = object;
          const types = spec!.policyTypes?.length
            ? spec!.policyTypes
            : spec!.egress?.length
              ? ['Ingress', 'Egress']
              : ['Ingress'];
          return {
            ...object,
            spec: { ...spec, policyTypes: types, [direction]: spec![direction]!.filter((_, at) => at !== index) },
          };
        });
        expect(relationOf(without)).toEqual(relationOf(all));
      }
    }),
    { numRuns },
  );
  expect(found).toBeGreaterThan(numRuns / 200);
});

test('with equal priorities nothing is said of what comes first', () => {
  const policy = (name: string, action: string) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: { name },
    spec: {
      tier: 'Admin',
      priority: 1,
      subject: { namespaces: {} },
      ingress: [{ action, from: [{ namespaces: {} }] }],
    },
  });
  const own = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'open', namespace: 'shop' },
    spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] },
  };
  const space = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
  const rulesOf = (...objects: object[]) =>
    checkManifests([...plainDocuments(objects)]).findings.map(({ rule }) => rule);
  expect(rulesOf(space, own, policy('a', 'Deny'))).toContain('decided-by-earlier-tier');
  const tied = rulesOf(space, own, policy('a', 'Deny'), policy('b', 'Accept'));
  expect(tied).not.toContain('decided-by-earlier-tier');
  expect(tied.filter((rule) => rule === 'equal-priorities')).toHaveLength(2);
});
