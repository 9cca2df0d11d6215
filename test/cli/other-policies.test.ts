import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files } from './shop';

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
const unread = `---
apiVersion: example.com/v1
kind: SuperNetworkPolicy
metadata: { name: deny-all, namespace: shop }
spec: { endpointSelector: {}, ingress: [], egress: [] }
`;
const deny = (kind: string) => `---
apiVersion: networking.k8s.io/v1
${kind}
metadata: { name: deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress] }
`;
const assertions = (expectation: string) =>
  `assertions: [{ from: shop/web, to: shop/db, port: TCP/80, expect: ${expectation} }]\n`;

describe('a policy of another API', () => {
  const input = files({
    'all.yaml': workloads + unread,
    'allow.yaml': assertions('allow'),
    'deny.yaml': assertions('deny'),
  });
  const all = input['all.yaml']!;

  test.each(['text', 'json', 'csv', 'markdown'])(
    'leaves connections undefined in reach --format %s',
    async (format) => {
      const { code, out } = await runCli('reach', all, '--format', format);
      expect(code).toBe(0);
      expect(out).toMatch(/undefined/i);
      if (format !== 'csv') expect(out).toContain('deny-all');
      const rows = out.split('\n').filter((line) => line.includes('web') && line.includes('db'));
      expect(rows.join('\n')).not.toContain('allowed\r');
    },
  );

  test('is named by explain, in words and in JSON', async () => {
    const ask = ['explain', all, '--from', 'shop/web', '--to', 'shop/db', '--port', 'TCP/80'];
    expect((await runCli(...ask)).out).toContain('SuperNetworkPolicy shop/deny-all could decide and is not analysed');
    const { out } = await runCli(...ask, '--format', 'json');
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'undefined',
      because: [{ ingress: { reason: 'other policy', undefinedBy: ['SuperNetworkPolicy shop/deny-all'] } }],
    });
  });

  test.each(['allow', 'deny'])('fails an assertion that expects %s', async (expectation) => {
    const { code, out } = await runCli('test', all, '--assertions', input[`${expectation}.yaml`]!);
    expect(code).toBe(1);
    expect(out).toContain('SuperNetworkPolicy shop/deny-all');
  });

  test('is objected to by check, which does not say that there is no policy', async () => {
    const { out } = await runCli('check', all);
    expect(out).toContain('[other-policy-api]');
    expect(out).not.toContain('no NetworkPolicy.');
    expect(out).not.toContain('othing to object to');
    const { out: alone } = await runCli('check', files({ 'cnp.yaml': unread })['cnp.yaml']!);
    expect(alone).toContain('[other-policy-api]');
  });
});

test('a policy of another API that comes is what diff blames', async () => {
  const input = files({ 'old.yaml': workloads, 'new.yaml': workloads + unread });
  const { out } = await runCli('diff', input['old.yaml']!, input['new.yaml']!, '--format', 'json');
  const { undefined: open } = JSON.parse(out) as { undefined: { by: object[] }[] };
  expect(open.length).toBeGreaterThan(0);
  expect(open[0]!.by[0]).toMatchObject({ policy: 'SuperNetworkPolicy shop/deny-all', change: 'added' });
});

test('reach can be focused on an address of a pod or a Service', async () => {
  const owned = `${workloads}---
apiVersion: v1
kind: Pod
metadata: { name: srv, namespace: shop, labels: { app: srv } }
status: { podIP: 10.244.1.9 }
---
apiVersion: v1
kind: Service
metadata: { name: srv, namespace: shop }
spec: { clusterIP: 10.96.0.7, selector: { app: srv }, ports: [{ port: 80 }] }
`;
  const input = files({ 'a.yaml': owned })['a.yaml']!;
  const focused = async (peer: string) =>
    (await runCli('reach', input, '--focus', 'workload=shop/web', '--focus', `peer=${peer}`, '--format', 'csv')).out;
  const expected = await focused('shop/srv');
  expect(expected).toContain('shop/web[Pod],shop/srv[Pod],all,allowed');
  expect(await focused('10.244.1.9')).toBe(expected);
  expect(await focused('10.96.0.7')).toBe(expected);
});

describe('what is meant as a policy and is none', () => {
  test.each([
    ['kind: networkPolicy'],
    ['kind: NetworkPolicies'],
    ['kind: Networkpolicy'],
    ['Kind: NetworkPolicy'],
    ['# no kind at all'],
  ])('%s is an error in check, alone and beside workloads, and named elsewhere', async (kind) => {
    for (const text of [deny(kind), workloads + deny(kind)]) {
      const { code, out } = await runCli('check', files({ 'a.yaml': text })['a.yaml']!);
      expect(code).toBe(1);
      expect(out).toMatch(/error.*(networkPolicy|NetworkPolicies|Networkpolicy|"Kind"|content of a NetworkPolicy)/);
    }
    const { err, out } = await runCli(
      'reach',
      files({ 'a.yaml': workloads + deny(kind) })['a.yaml']!,
      '--format',
      'csv',
    );
    expect(err).toMatch(
      /(warning|error).*(networkPolicy|NetworkPolicies|Networkpolicy|"Kind"|content of a NetworkPolicy)/,
    );
    expect(out).toContain('shop/web[Pod],shop/db[Pod],all,allowed');
  });
});

describe('an input without workloads', () => {
  const input = files({ 'deny.yaml': deny('kind: NetworkPolicy') })['deny.yaml']!;

  test.each(['text', 'json', 'markdown'])('is said in reach --format %s, with what to add', async (format) => {
    const { code, out } = await runCli('reach', input, '--format', format);
    expect(code).toBe(0);
    expect(out).toMatch(/1 policy and no workloads/);
    expect(out).toContain('Add the manifests of the workloads');
  });

  test('custom resources whose pods an operator makes are no workloads', async () => {
    const prometheus =
      '---\napiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: p, namespace: shop }\n';
    const { out } = await runCli('reach', files({ 'a.yaml': deny('kind: NetworkPolicy') + prometheus })['a.yaml']!);
    expect(out).toContain('custom resources whose pods an operator makes are not enough');
  });
});

test('a policy that selects pods which an operator makes is a remark, and no warning', async () => {
  const policy = (labels: string) => `---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: p, namespace: shop }
spec: { podSelector: { matchLabels: ${labels} }, policyTypes: [Ingress] }
`;
  const prometheus =
    '---\napiVersion: monitoring.coreos.com/v1\nkind: Prometheus\nmetadata: { name: p, namespace: shop }\n';
  const input = files({
    'without.yaml': workloads + policy('{ app: prometheus }'),
    'with.yaml': workloads + policy('{ app: prometheus }') + prometheus,
  });
  const said = async (file: string) => {
    const { out } = await runCli('check', input[file]!, '--rule', 'policy-selects-nothing');
    return out;
  };
  expect(await said('without.yaml')).toMatch(/warning .*matches none of the workloads in shop\./);
  expect(await said('with.yaml')).toMatch(/info .*custom resources there \(Prometheus\) may make such pods/);
});
