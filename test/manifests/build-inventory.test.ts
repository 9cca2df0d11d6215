import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainDocuments } from '../../src/manifests/plain-document';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';
import { Analysis } from '../../src/reachability/relation/analysis';
import { namespace, pod, policy } from '../fixtures/objects';

const read = (...objects: unknown[]) => inventoryOf(plainDocuments(objects));
const rules = (...objects: unknown[]) => read(...objects).findings.map(({ rule }) => rule);

const owned = (kind: string, name: string) => ({ ownerReferences: [{ kind, name, controller: true }] });
const withMetadata = (object: object, metadata: object) => {
  const { metadata: own } = object as { metadata: object };
  return { ...object, metadata: { ...own, ...metadata } };
};

test('pods belong to the topmost controller that the input knows', () => {
  const replicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web-1', namespace: 'shop', ...owned('Deployment', 'web') },
    spec: { template: { metadata: { labels: { app: 'web' } } } },
  };
  const live = withMetadata(pod('shop/web-1-a'), owned('ReplicaSet', 'web-1'));
  expect(read(live).workloads.map(({ id }) => id)).toEqual(['shop/web-1[ReplicaSet]']);
  expect(read(live, replicaSet).workloads.map(({ id }) => id)).toEqual(['shop/web[Deployment]']);
});

test('a static pod is a pod, and no replica of its node', () => {
  const etcd = withMetadata(pod('kube-system/etcd'), owned('Node', 'one'));
  expect(read(etcd).workloads.map(({ id }) => id)).toEqual(['kube-system/etcd[Pod]']);
});

test('two objects of one name are reported, and the later counts', () => {
  const inventory = read(
    namespace('shop'),
    pod('shop/web', { labels: { v: '1' } }),
    pod('shop/web', { labels: { v: '2' } }),
  );
  expect(inventory.findings.map(({ rule }) => rule)).toEqual(['duplicate-object']);
  expect(inventory.workloads.map(({ podGroups }) => podGroups.map(({ labels }) => labels))).toEqual([[{ v: '2' }]]);
});

test('a namespace without an object exists with the label of its name only, and is reported once', () => {
  const inventory = read(pod('shop/web'), policy('shop/p', {}));
  expect(inventory.namespaces.get('shop')?.labels).toEqual({ 'kubernetes.io/metadata.name': 'shop' });
  expect(inventory.findings.map(({ rule }) => rule)).toEqual(['namespace-unknown']);
});

test('a policy of another API is reported and not read', () => {
  const antrea = {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: 'NetworkPolicy',
    metadata: { name: 'p', namespace: 'shop' },
  };
  const inventory = read(antrea);
  expect(inventory.policies).toEqual([]);
  expect(inventory.findings).toMatchObject([{ rule: 'other-policy-api', severity: 'warning' }]);
});

test('fields of the wrong type are reported where they stand, and the rest counts', () => {
  const web = pod('shop/web', { labels: { app: 'web', version: 1 as unknown as string } });
  const inventory = read(namespace('shop'), web);
  expect(inventory.findings).toMatchObject([{ rule: 'wrong-type', field: ['metadata', 'labels', 'version'] }]);
  expect(inventory.workloads[0].podGroups[0].labels).toEqual({ app: 'web' });
  expect(rules(namespace('shop'), { ...pod('shop/web'), spec: { containers: 'c' } })).toEqual(['wrong-type']);
});

const kinds = fc.constantFrom(
  ['v1', 'Pod'],
  ['v1', 'Namespace'],
  ['v1', 'Service'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['batch/v1', 'CronJob'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
);
const key = fc.constantFrom(
  'metadata',
  'spec',
  'status',
  'labels',
  'template',
  'containers',
  'ports',
  'podSelector',
  'ingress',
  'from',
  'ownerReferences',
  'podIPs',
  '__proto__',
);
const { anything } = fc.letrec((tie) => ({
  anything: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(null, true, 0, 'x', -1.5, '', 'constructor'),
    fc.array(tie('anything'), { maxLength: 2 }),
    fc.dictionary(key, tie('anything'), { maxKeys: 4 }),
  ),
}));

test('no object is strange enough to stop the inventory or the analysis', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(kinds, fc.dictionary(key, anything)), { maxLength: 4 }), (list) => {
      const objects = list.map(([[apiVersion, kind], rest]) => ({ ...rest, apiVersion, kind }));
      const analysis = Analysis.of(read(...objects), { ipBlockMatchesPods: 'known-ips' });
      expect(analysis.policies.length + analysis.findings.length).toBe(analysis.inventory.policies.length);
    }),
    { numRuns: 2000 },
  );
});
