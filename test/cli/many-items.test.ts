import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files } from './shop';

/** More than fits the stack as arguments of one call. */
const MANY = 200_000;
const times = <T>(make: (index: number) => T) => Array.from({ length: MANY }, (_, index) => make(index));
const address = (index: number) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name } },
  ...more,
});
const policy = (spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'many', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ...spec },
});
const world = { cidr: '0.0.0.0/0', except: times((index) => `${address(index)}/32`) };
const pair = [pod('web'), pod('db')];

describe.each([
  [
    'exceptions of a block',
    [policy({ egress: [{ to: [{ ipBlock: world }] }], ingress: [{ from: [{ ipBlock: world }] }] })],
  ],
  [
    'addresses of a node',
    [
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: 'n' },
        status: { addresses: times((index) => ({ type: 'InternalIP', address: address(index) })) },
      },
      policy({ egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
    ],
  ],
])('many %s', (_what, objects) => {
  const { 'in.json': input, 'a.yaml': assertions } = files({
    'in.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [...pair, ...objects] }),
    'a.yaml': 'assertions: [{ from: shop/web, to: shop/db, port: TCP/80, expect: allow }]\n',
  });

  test.each([
    ['check', [input!]],
    ['reach', [input!]],
    ['explain', [input!, '--from', 'shop/web', '--to', 'shop/db', '--port', 'TCP/80']],
    ['test', [input!, '--assertions', assertions!]],
    ['diff', [input!, input!]],
    ['implies', [input!, input!]],
  ])('%s takes them', async (command, argv) => {
    const { err } = await runCli(command, ...argv);
    expect(err).not.toMatch(/stack|defect|    at /i);
  });
});

test('a key written many times over is one remark, not the end', async () => {
  const { 'in.yaml': input } = files({ 'in.yaml': 'apiVersion: v1\nkind: Pod\n'.repeat(MANY) });
  const { code, err, out } = await runCli('check', input!);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toContain('A line with --- is missing before line 3');
});
