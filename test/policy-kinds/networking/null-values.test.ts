import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainDocument, plainDocuments } from '../../../src/manifests/plain-document';
import { readTexts } from '../../../src/manifests/read-manifests';
import { KubernetesObject } from '../../../src/model/kubernetes-object';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { judgeNetworkPolicy } from '../../../src/policy-kinds/networking/validate-policy';
import { ProgramReader } from '../../../src/policy-kinds/program-reader';

const policyOf = (spec: unknown): KubernetesObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'p', namespace: 'shop' },
  spec,
});

/** What the engine makes of a policy, as text; undefined where it leaves it out. */
function meaningOf(object: KubernetesObject): unknown {
  const compiler = new ProgramReader();
  const [compiled] = compiler.read(plainDocument(object));
  if (!compiled) return undefined;
  const { subject, rules } = compiled;
  // Ids say in which order selectors were read.
  const seen = JSON.stringify({ subject, rules }, (key, value: unknown) =>
    key === 'id' ? undefined : typeof value === 'bigint' ? `${value}n` : value,
  );
  return seen;
}

test.each([
  [
    'a null label to match',
    { podSelector: { matchLabels: { app: null } } },
    { podSelector: { matchLabels: { app: '' } } },
  ],
  [
    'a null among values',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', null] }] } },
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web', ''] }] } },
  ],
  ['null lists', { podSelector: {}, ingress: [{ from: null, ports: null }] }, { podSelector: {}, ingress: [{}] }],
  ['a null rule', { podSelector: {}, egress: [null], policyTypes: null }, { podSelector: {}, egress: [{}] }],
  ['a null port', { podSelector: {}, ingress: [{ ports: [null] }] }, { podSelector: {}, ingress: [{ ports: [{}] }] }],
  ['a null selector', { podSelector: null, ingress: [] }, { podSelector: {}, ingress: [] }],
])('%s means to check and engine what the API server decodes it to', (_, written, decoded) => {
  expect(judgeNetworkPolicy(policyOf(written)).problems).toEqual([]);
  expect(meaningOf(policyOf(written))).toBe(meaningOf(policyOf(decoded)));
  expect(meaningOf(policyOf(decoded))).toBeDefined();
});

test('a null label of a pod is the empty text, with a remark', () => {
  const text =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: , tier: x}}\nspec: {}\n';
  const { workloads, findings } = inventoryOf(readTexts([{ file: 'a.yaml', text }]).documents);
  expect(workloads[0]!.podGroups[0]!.labels).toEqual({ app: '', tier: 'x' });
  expect(findings.filter(({ rule }) => rule === 'wrong-type')).toMatchObject([
    {
      severity: 'warning',
      message: 'metadata.labels[app] has no value; the API server reads it as the empty text.',
      fix: 'Write the value, or "" for the empty text.',
    },
  ]);
});

const text = fc.constantFrom<unknown>('web', 'a', '', null, null, 80, true, [], {});
const label = fc.dictionary(fc.constantFrom('app', 'tier', 'a/b', ''), text, { maxKeys: 2 });
const requirement = fc.record(
  {
    key: fc.constantFrom<unknown>('app', 'tier', null),
    operator: fc.constantFrom<unknown>('In', 'NotIn', 'Exists', 'DoesNotExist', null, 'in'),
    values: fc.oneof(fc.constant(null), fc.array(text, { maxLength: 2 })),
  },
  { requiredKeys: [] },
);
const nullable = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 6, arbitrary: value }, fc.constantFrom<unknown>(null, undefined, 'x', 5));
const selector = nullable(
  fc.record(
    { matchLabels: nullable(label), matchExpressions: nullable(fc.array(nullable(requirement), { maxLength: 2 })) },
    { requiredKeys: [] },
  ),
);
const block = fc.record(
  {
    cidr: fc.constantFrom<unknown>('10.0.0.0/8', '::/0', '10.0.0.0/33', null, ''),
    except: nullable(fc.array(fc.constantFrom<unknown>('10.1.0.0/16', '192.168.0.0/16', null), { maxLength: 2 })),
  },
  { requiredKeys: [] },
);
const peer = fc.record(
  { podSelector: selector, namespaceSelector: selector, ipBlock: nullable(block) },
  { requiredKeys: [] },
);
const port = fc.record(
  {
    protocol: fc.constantFrom<unknown>('TCP', 'UDP', 'tcp', null),
    port: fc.constantFrom<unknown>(80, 0, 'http', 'HTTP!', '', null, 80.5),
    endPort: fc.constantFrom<unknown>(90, 10, null),
  },
  { requiredKeys: [] },
);
const rules = (peers: string) =>
  nullable(
    fc.array(
      nullable(
        fc.record(
          {
            [peers]: nullable(fc.array(nullable(peer), { maxLength: 2 })),
            ports: nullable(fc.array(nullable(port), { maxLength: 2 })),
          },
          { requiredKeys: [] },
        ),
      ),
      { maxLength: 2 },
    ),
  );
const spec = fc.record(
  {
    podSelector: selector,
    ingress: rules('from'),
    egress: rules('to'),
    policyTypes: nullable(fc.array(fc.constantFrom<unknown>('Ingress', 'Egress', null, 'ingress'), { maxLength: 2 })),
  },
  { requiredKeys: [] },
);

test('a policy that check takes counts for the engine, and means what the API server decodes', () => {
  fc.assert(
    fc.property(nullable(spec), (written) => {
      const object = policyOf(written);
      const { problems, decoded } = judgeNetworkPolicy(object);
      if (problems.some(({ severity }) => severity === 'error')) return;
      const inventory = inventoryOf(plainDocuments([object]));
      expect(inventory.policies).toHaveLength(1);
      expect(meaningOf(object)).toBeDefined();
      expect(meaningOf(object)).toBe(meaningOf(decoded as KubernetesObject));
    }),
    { numRuns: process.env.NETPOL_DEEP ? 200_000 : 4_000 },
  );
});
