import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files } from './shop';
import { checkManifests } from '../../src/lint/check-manifests';
import { withoutRefused } from '../../src/lint/refused-policies';
import { readTexts } from '../../src/manifests/read-manifests';
import { inventoryOf } from '../../src/policy-kinds/inventory-of';

const workloads = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
---
apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop, labels: { app: db } }
`;
const deny = (type: string, metadata = 'name: deny') => `${type}
metadata: { ${metadata}, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress] }
`;
const V1 = 'apiVersion: networking.k8s.io/v1';
const inList = (type: string) =>
  `apiVersion: v1\nkind: List\nitems:\n${deny(type).replace(/^/gm, '    ').replace('   ', '  -').trimEnd()}\n`;
const named = { 'open.yaml': workloads, 'other.yaml': `${workloads}---\n${deny(`${V1}\nkind: NetworkPolicy`)}` };

/** Every command whose answer depends on which policies count. */
async function answers(input: string, ...options: string[]) {
  const { 'open.yaml': open, 'a.yaml': assertions } = files({
    ...named,
    'a.yaml': 'assertions: [{ from: shop/web, to: shop/db, port: TCP/80, expect: allow }]\n',
  });
  return {
    reach: await runCli('reach', input, ...options),
    explain: await runCli('explain', input, '--from', 'shop/web', '--to', 'shop/db', '--port', 'TCP/80', ...options),
    test: await runCli('test', input, '--assertions', assertions!, ...options),
    'diff to': await runCli('diff', open!, input, '--exit-code', ...options),
    'diff from': await runCli('diff', input, open!, '--exit-code', ...options),
    'implies first': await runCli('implies', input, open!, ...options),
    'implies second': await runCli('implies', open!, input, ...options),
    'rollout plan': await runCli('rollout', 'plan', open!, input, ...options),
  };
}

describe('what is meant as a NetworkPolicy and the API server refuses', () => {
  test.each([
    ['a version of the core group', deny('apiVersion: v1\nkind: NetworkPolicy')],
    ['a version that does not exist', deny('apiVersion: networking.k8s.io/v2\nkind: NetworkPolicy')],
    ['a version that is gone', deny('apiVersion: extensions/v1beta1\nkind: NetworkPolicy')],
    ['a version that is gone, in a List', inList('apiVersion: extensions/v1beta1\nkind: NetworkPolicy')],
    ['another group of Kubernetes', deny('apiVersion: policy/v1\nkind: NetworkPolicy')],
    ['a group with a letter too many', deny('apiVersion: networkingg.k8s.io/v1\nkind: NetworkPolicy')],
    ['no apiVersion', deny('kind: NetworkPolicy')],
    ['no apiVersion, in a List', inList('kind: NetworkPolicy')],
    ['no apiVersion and no content', 'kind: NetworkPolicy\n'],
    ['an apiVersion that is no text', deny('apiVersion: 1\nkind: NetworkPolicy')],
    ['Kind for kind', deny(`${V1}\nKind: NetworkPolicy`)],
    ['no kind', deny(V1)],
    ['no kind and half of the content', `${V1}\nmetadata: { name: deny }\nspec: { policyTypes: [Ingress] }\n`],
    ...['networkPolicy', 'NetworkPolicies', 'Networkpolicy', 'NetworkPolicyy', 'NetworkPolicie', 'NetowrkPolicy'].map(
      (kind): [string, string] => [`kind: ${kind}`, deny(`${V1}\nkind: ${kind}`)],
    ),
    ['a near miss in a List', inList(`${V1}\nkind: NetworkPolcy`)],
    ['a near miss without apiVersion', deny('kind: NetworkPolicyy')],
    ['a near miss in a group that is gone', deny('apiVersion: extensions/v1beta1\nkind: NetworkPolicyy')],
    ['a field that does not exist', deny(`${V1}\nkind: NetworkPolicy`).replace('podSelector', 'podSelectr')],
  ])('%s: an error of check; left out, named and exit code 2 elsewhere unless it is allowed', async (_what, text) => {
    const input = files({ 'in.yaml': `${workloads}---\n${text}` })['in.yaml']!;
    const { code, out } = await runCli('check', input);
    expect(code).toBe(1);
    expect(out).toMatch(/error /);
    for (const [command, result] of Object.entries(await answers(input))) {
      expect(result.code, command).toBe(2);
      expect(result.err, command).toMatch(/in\.yaml:\d+.*error: /);
    }
    for (const [command, result] of Object.entries(await answers(input, '--allow-refused'))) {
      expect(result.code, `${command} ${result.err}`).toBe(0);
      expect(result.err, command).toMatch(/in\.yaml:\d+.*warning: /);
    }
  });

  test.each(['crd.antrea.io/v1beta1', 'networking.example.com/v1'])(
    'is not the NetworkPolicy of %s, which is another kind',
    async (apiVersion) => {
      const text = deny(`apiVersion: ${apiVersion}\nkind: NetworkPolicy`);
      const input = files({ 'in.yaml': `${workloads}---\n${text}` })['in.yaml']!;
      expect((await runCli('check', input)).code).toBe(0);
      const { code, err } = await runCli('reach', input);
      expect(code).toBe(0);
      expect(err).toContain('warning: ');
    },
  );

  test('what is unreadable for another reason is not allowed by --allow-refused', async () => {
    const input = files({ 'in.yaml': `${workloads}---\nkind: Deployment\nmetadata: { name: a }\n` })['in.yaml']!;
    expect((await runCli('reach', input, '--allow-refused')).code).toBe(2);
  });
});

describe('a policy that leaves its name to the API server', () => {
  const generated = deny(`${V1}\nkind: NetworkPolicy`, 'generateName: pol-');
  const input = files({ 'in.yaml': `${workloads}---\n${generated}` })['in.yaml']!;

  test('counts for every command', async () => {
    expect((await runCli('check', input)).code).toBe(0);
    const { explain, test: tested, 'diff to': diff, 'implies first': implies, reach } = await answers(input);
    expect(reach).toMatchObject({ code: 0, err: '' });
    expect(reach.out).not.toContain('shop/web[Pod] → shop/db[Pod]');
    expect(explain.out).toMatch(/^No/);
    expect(explain.out).toContain('shop/pol-*');
    expect(tested.code).toBe(1);
    expect(diff.code).toBe(1);
    expect(implies.code).toBe(0);
  });

  test('is another one than the next of the same prefix', async () => {
    const second = deny(`${V1}\nkind: NetworkPolicy`, 'generateName: pol-').replace('Ingress', 'Egress');
    const both = files({ 'in.yaml': `${workloads}---\n${generated}---\n${second}` })['in.yaml']!;
    const { err, out } = await runCli('explain', both, '--from', 'shop/web', '--to', 'shop/db', '--port', 'TCP/80');
    expect(err).toBe('');
    expect(out).toContain('shop/pol-*2');
  });

  test('is refused where the name that it writes itself is none', async () => {
    const starred = deny(`${V1}\nkind: NetworkPolicy`, 'generateName: pol-, name: pol-*');
    const { code } = await runCli('reach', files({ 'in.yaml': workloads + `---\n${starred}` })['in.yaml']!);
    expect(code).toBe(2);
  });
});

const word = fc.constantFrom;
const someObject = fc.record({
  apiVersion: word(
    V1,
    'apiVersion: v1',
    'apiVersion: networking.k8s.io/v2',
    'apiVersion: extensions/v1beta1',
    'apiVersion: projectcalico.org/v3',
    'apiVersion: 1',
    '# none',
  ),
  kind: word('NetworkPolicy', 'networkPolicy', 'NetworkPolicies', 'NetworkPolicyy', 'Ingress', 'CiliumNetworkPolicy'),
  metadata: word(
    '{ name: p }',
    '{ name: p, namespace: shop }',
    '{ generateName: pol-, namespace: shop }',
    '{ generateName: pol-, name: p }',
    '{ generateName: pol-, name: "pol-*" }',
    '{ generateName: "-" }',
    '{ generateName: Pol- }',
    '{ generateName: "" }',
    '{ name: "pol-*" }',
    '{ name: P }',
    '{ namespace: shop }',
    '{}',
    'null',
  ),
  spec: word(
    '{ podSelector: {} }',
    '{ podSelector: {}, policyTypes: [Ingress] }',
    '{ podSelectr: {} }',
    '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/33 } }] }] }',
    '{ podSelector: {}, ingress: [{ ports: [{ port: 0 }] }] }',
    '{}',
    'null',
  ),
});

test('check and the engine agree on whether a policy counts, whatever is written', () => {
  fc.assert(
    fc.property(someObject, ({ apiVersion, kind, metadata, spec }) => {
      const text = `${apiVersion}\nkind: ${kind}\nmetadata: ${metadata}\nspec: ${spec}\n`;
      const read = readTexts([{ file: 'in.yaml', text }]);
      const { checked, findings } = checkManifests(read.documents);
      const { documents, findings: refused } = withoutRefused(read.documents, {});
      expect(inventoryOf(documents).policies).toHaveLength(checked.policies);
      // What either of them refuses, the other one names too.
      const errors = (list: typeof findings) =>
        list
          .filter(({ severity, rule }) => severity === 'error' && rule !== 'nameless-object')
          .map(({ rule, field }) => `${rule} ${field?.join('.')}`);
      expect(errors(refused)).toEqual(errors(findings));
    }),
    { numRuns: 2000 },
  );
});
