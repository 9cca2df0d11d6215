import { expect, test } from 'vitest';
import { runCli } from '../../test/cli/run-cli';
import { files } from '../../test/cli/shop';
import { synthesise } from '../../test/support/example';
import { relationOf } from '../../test/support/relation';

const example = synthesise('shop-with-gateway');
const folder = __dirname;
const inputs = [`${folder}/expected`, `${folder}/cluster.yaml`];

test('cdk8s synth writes what is in git', () => {
  expect(example.synthesised).toEqual(example.expected);
});

test('the API server takes every policy', () => {
  expect(example.problems).toEqual([]);
});

test('the flows of the program are open, and nothing else', () => {
  const dns = 'kube-system/coredns TCP/53, UDP/53';
  expect(relationOf(example.objects)).toEqual({
    'envoy-gateway-system/envoy-edge-public': ['shop/cart TCP/7070', 'shop/web TCP/8080'],
    'shop/web': [dns, 'shop/cart TCP/7070'],
    'shop/cart': ['data/redis-0 TCP/6379', dns],
    'data/redis-0': [dns],
  });
});

test('netpol reach reads from the outside in', async () => {
  const { code, out } = await runCli('reach', ...inputs);
  expect(code).toBe(0);
  const proxy = 'envoy-gateway-system/envoy-edge-public[Deployment]';
  expect(out).toContain(`from outside
  outside → HTTPRoute shop/store (store.example.com/cart) → ${proxy} → shop/cart[Deployment] TCP/7070: open
  outside → HTTPRoute shop/store (store.example.com) → ${proxy} → shop/web[Deployment] TCP/8080: open
`);
});

test('what the manifests need is open', async () => {
  const { code, out } = await runCli('needs', ...inputs, '--format', 'json');
  const { missing, needs } = JSON.parse(out) as {
    missing: unknown[];
    needs: { from: string; to: string; port: string }[];
  };
  expect({ code, missing }).toEqual({ code: 0, missing: [] });
  expect(needs.map(({ from, to, port }) => `${from} ${to} ${port}`)).toEqual([
    'external(*) envoy-gateway-system/envoy-edge-public[Deployment] TCP/10443',
    'gateway(edge/public) shop/cart[Deployment] TCP/7070',
    'gateway(edge/public) shop/web[Deployment] TCP/8080',
    'shop/cart[Deployment] data/redis[StatefulSet] TCP/6379',
    'shop/web[Deployment] shop/cart[Deployment] TCP/7070',
  ]);
});

test('a port that is closed is named, with what opens it', async () => {
  const shop = example.expected['shop.k8s.yaml']!.replace('port: 6379', 'port: 6380');
  const changed = files({ 'shop.yaml': shop })['shop.yaml']!;
  const { code, out } = await runCli('needs', changed, `${folder}/expected/data.k8s.yaml`, `${folder}/cluster.yaml`);
  expect(code).toBe(1);
  expect(out).toContain('shop/cart[Deployment] needs data/redis[StatefulSet] TCP/6379 (certain)');
  expect(out).toContain('blocked by egress of shop/cart[Deployment]');
  expect(out).toContain("new AllowFlow(stack, 'cart-to-redis', { from: cart, to: redis, ports: [Port.tcp(6379)] });");
});
