import { expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files, policies, workloads } from './shop';
import { schemaErrors } from '../support/schema';

const { 'w.yaml': w, 'p.yaml': p } = files({ 'w.yaml': workloads, 'p.yaml': policies(9090) });

const explain = (from: string, to: string, ...rest: string[]) =>
  runCli('explain', w, p, '--from', from, '--to', to, ...rest);

test('a denied flow names the rule that comes nearest, with its line, and what to add where', async () => {
  const { code, out } = await explain('shop/web', 'orders/orders-api', '--port', 'TCP/8443');
  expect(code).toBe(0);
  expect(out).toContain('No: shop/web[Deployment] may not reach orders/orders-api[Deployment] on TCP 8443.');
  expect(out).toContain('No policy selects it for egress');
  expect(out).toContain('spec.ingress[0] (line 9) matches shop/web[Deployment], but allows only TCP 9090.');
  expect(out).toContain('orders/default-deny');
  expect(out).toContain(`Add to spec.ingress[0].ports of orders/orders-api (${p}:11):`);
  expect(out).toContain('port: 8443');
});

test('an allowed flow names the rule that allows it', async () => {
  const { out } = await explain('shop/web', 'orders/orders-api', '--port', 'TCP/9090');
  expect(out).toContain('Yes: shop/web[Deployment] may reach orders/orders-api[Deployment] on TCP 9090.');
  expect(out).toContain(`Take away spec.ingress[0] of orders/orders-api (${p}:9).`);
});

test('a block that is partly allowed is explained both ways', async () => {
  const { out } = await explain('10.0.0.0/7', 'orders/orders-api', '--port', 'TCP/8443');
  expect(out).toContain('Some of it is allowed and some is not.');
  expect(out).toContain('Yes: 10.0.0.0 may reach');
  expect(out).toContain('No: 11.0.0.0 may not reach');
});

test('a pod that does not exist is judged by its labels', async () => {
  const { out } = await explain('ops:{app=debug}', 'orders/orders-api').catch((error: unknown) => ({
    out: String(error),
  }));
  expect(out).toBe('');
  const known = await explain('shop:{app=debug}', 'orders/orders-api', '--port', 'TCP/9090');
  expect(known.out).toContain('Yes: shop:{app=debug} may reach');
});

test.each([
  ['shop/web', 'orders/orders-api', 'TCP/8443', 'deny'],
  ['shop/web', 'orders/orders-api', 'TCP/9090', 'allow'],
  ['shop/web', 'orders/orders-api', '*', 'partly'],
  ['orders/orders-api', '8.8.8.8', 'UDP/53', 'allow'],
  ['8.8.8.8', 'orders/orders-api', 'TCP/8443', 'deny'],
])('%s to %s on %s, as JSON: %s', async (from, to, port, verdict) => {
  const { out } = await explain(from, to, '--port', port, '--format', 'json');
  const report = JSON.parse(out) as { verdict: string };
  expect(schemaErrors('netpol.explain.v1', report)).toEqual([]);
  expect(report.verdict).toBe(verdict);
});

test('an unknown workload is unusable input, with the nearest name', async () => {
  const { code, err } = await explain('shop/wen', 'orders/orders-api');
  expect(code).toBe(2);
  expect(err).toContain('shop/web');
});

test('a port out of range is unusable input', async () => {
  expect(await explain('shop/web', 'orders/orders-api', '--port', 'TCP/70000')).toMatchObject({
    code: 2,
    err: expect.stringContaining('70000'),
  });
});

const replicated = files({
  'in.json': JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      ...['web', 'api'].map((name) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, namespace: 'shop', labels: { app: name } },
        spec: { containers: [] },
      })),
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: 'q', namespace: 'shop' },
        spec: { replicas: 3, template: { metadata: { labels: { app: 'q' } }, spec: { containers: [] } } },
      },
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'q-1', namespace: 'shop' },
        spec: {
          podSelector: { matchLabels: { 'statefulset.kubernetes.io/pod-name': 'q-1' } },
          ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
        },
      },
    ],
  }),
})['in.json']!;

test('replicas with two answers have two names, as reach calls them', async () => {
  const { out } = await runCli('explain', replicated, '--from', 'shop/api', '--to', 'shop/q');
  expect(out).toContain('Yes: shop/api[Pod] may reach shop/q[StatefulSet]{q-0 +1} on all ports.');
  expect(out).toContain('No: shop/api[Pod] may not reach shop/q[StatefulSet]{q-1} on all ports.');
  const one = await runCli('explain', replicated, '--from', 'shop/api', '--to', 'shop/q-1');
  expect(one.out).toContain('No: shop/api[Pod] may not reach shop/q[StatefulSet]{q-1} on all ports.');
});

test('many ends at once are a table, each pair once', async () => {
  const { out } = await runCli('explain', replicated, '--from', 'shop/*', '--to', 'shop/*', '--port', 'TCP/80');
  const table = out.split('\n').slice(0, out.split('\n').indexOf(''));
  const cells = table.map((line) => line.split(/ {2,}/).join(' | '));
  expect(cells[0]).toBe('from | to | allowed | egress | ingress');
  expect(cells.slice(1).sort()).toEqual([
    'shop/api[Pod] | shop/q[StatefulSet]{q-0 +1} | yes | allowed | allowed',
    'shop/api[Pod] | shop/q[StatefulSet]{q-1} | no | allowed | denied',
    'shop/api[Pod] | shop/web[Pod] | yes | allowed | allowed',
    'shop/q[StatefulSet]{q-0 +1} | shop/api[Pod] | yes | allowed | allowed',
    'shop/q[StatefulSet]{q-0 +1} | shop/q[StatefulSet]{q-0 +1} | yes | allowed | allowed',
    'shop/q[StatefulSet]{q-0 +1} | shop/q[StatefulSet]{q-1} | no | allowed | denied',
    'shop/q[StatefulSet]{q-0 +1} | shop/web[Pod] | yes | allowed | allowed',
    'shop/q[StatefulSet]{q-1} | shop/api[Pod] | yes | allowed | allowed',
    'shop/q[StatefulSet]{q-1} | shop/q[StatefulSet]{q-0 +1} | yes | allowed | allowed',
    'shop/q[StatefulSet]{q-1} | shop/web[Pod] | yes | allowed | allowed',
    'shop/web[Pod] | shop/api[Pod] | yes | allowed | allowed',
    'shop/web[Pod] | shop/q[StatefulSet]{q-0 +1} | yes | allowed | allowed',
    'shop/web[Pod] | shop/q[StatefulSet]{q-1} | yes | allowed | allowed',
  ]);
  const json = await runCli('explain', replicated, '--from', 'shop/*', '--to', 'shop/*', '--format', 'json');
  const report = JSON.parse(json.out) as { ends: unknown[]; endsLeftOut: number };
  expect(schemaErrors('netpol.explain.v1', report)).toEqual([]);
  expect(report.ends).toHaveLength(13);
  expect(report.endsLeftOut).toBe(0);
});

test('one pair of ends needs no table', async () => {
  const { out } = await explain('shop/web', 'orders/orders-api', '--port', 'TCP/9090');
  expect(out).not.toContain('ingress\n');
  const json = await explain('shop/web', 'orders/orders-api', '--format', 'json');
  expect(JSON.parse(json.out)).not.toHaveProperty('ends');
});

test('a label is written so that it is read as the same text again', async () => {
  const input = files({
    'in.yaml': `apiVersion: v1
kind: Pod
metadata: { name: a, namespace: shop, labels: { "on": "yes", version: "1.10", code: "0123" } }
spec: { containers: [] }
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: {} }
`,
  })['in.yaml']!;
  const { out } = await runCli('explain', input, '--from', '8.8.8.8', '--to', 'shop/a', '--port', 'TCP/80');
  expect(out).toContain('"on": "yes"');
  expect(out).toContain('version: "1.10"');
  expect(out).toContain('code: "0123"');
});

test.each([
  ['name', 'shop/srv', true],
  ['address', '10.96.0.9', false],
])('a Service asked about by its %s is answered once for each port that policies see', async (_, to, both) => {
  const input = files({
    'service.yaml': `apiVersion: v1
kind: Pod
metadata: { name: cli, namespace: shop, labels: { app: cli } }
---
apiVersion: v1
kind: Pod
metadata: { name: srv, namespace: shop, labels: { app: srv } }
spec: { containers: [{ name: c, image: i, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: srv, namespace: shop }
spec: { clusterIP: 10.96.0.9, selector: { app: srv }, ports: [{ port: 80, targetPort: 8080 }] }
`,
  })['service.yaml']!;
  const { out } = await runCli('explain', input, '--from', 'shop/cli', '--to', to, '--port', 'TCP/80');
  expect(out.match(/may reach shop\/srv\[Pod\] on TCP 8080\./g)).toHaveLength(1);
  expect(out.includes('On 80 itself, as asked')).toBe(both);
  expect(out).not.toMatch(/\n\n\n/);
});

test('what a change leaves undefined is no connection that it closes, and no second side effect', async () => {
  const input = files({
    'host.yaml': `apiVersion: v1
kind: Pod
metadata: { name: cli, namespace: shop, labels: { app: cli } }
---
apiVersion: v1
kind: Pod
metadata: { name: srv, namespace: shop, labels: { app: srv } }
---
apiVersion: v1
kind: Pod
metadata: { name: agent, namespace: shop, labels: { app: agent } }
spec: { hostNetwork: true, containers: [{ name: c, image: i }] }
`,
  })['host.yaml']!;
  const { out } = await runCli('explain', input, '--from', 'shop/cli', '--to', 'shop/srv', '--port', 'TCP/80');
  expect(out).toContain('shop/cli[Pod] -> shop/agent[Pod] becomes undefined on all ports');
  expect(out).not.toContain('closes shop/cli[Pod] -> shop/agent[Pod]');
});

test('a node, which is in the cluster, is not said to be outside', async () => {
  const input = files({
    'node.yaml': `apiVersion: v1
kind: Node
metadata: { name: n1 }
status: { addresses: [{ type: InternalIP, address: 192.168.7.5 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: cli, namespace: shop }
`,
  })['node.yaml']!;
  const { out } = await runCli('explain', input, '--from', 'shop/cli', '--to', '192.168.7.5', '--port', 'TCP/22');
  expect(out).toContain('192.168.7.5 is an address of the node n1');
  expect(out).not.toContain('outside');
});
