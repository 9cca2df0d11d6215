import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files } from './shop';
import { namespace, policy } from '../fixtures/objects';
import { schemaErrors } from '../support/schema';

const list = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const web = { podSelector: { matchLabels: { app: 'web' } } };
const closed = policy('shop/closed', { podSelector: {}, policyTypes: ['Ingress'] });
const open = policy('shop/web', { ...web, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080 }] }] });
const paths = files({
  'closed.json': list(closed),
  'open.json': list(closed, open),
  'none.json': list(),
  'bare.json': list(namespace('shop')),
  'foreign.json': list(closed, {
    apiVersion: 'example.com/v1',
    kind: 'SuperNetworkPolicy',
    metadata: { name: 'x', namespace: 'shop' },
    spec: {},
  }),
  'broken.yaml': 'a: [',
});
const implies = (first: string, second: string, ...rest: string[]) =>
  runCli('implies', paths[first]!, paths[second]!, ...rest);

describe('netpol implies', () => {
  test.each([
    ['closed.json', 'closed.json', [], 0, 'Yes'],
    ['closed.json', 'open.json', [], 0, 'Yes'],
    ['open.json', 'closed.json', [], 1, 'No'],
    ['open.json', 'closed.json', ['--permit'], 0, 'Yes'],
    ['closed.json', 'open.json', ['--permit'], 1, 'No'],
    ['bare.json', 'closed.json', [], 1, 'No'],
    ['bare.json', 'closed.json', ['--permit'], 0, 'Yes'],
    ['closed.json', 'bare.json', [], 0, 'Yes'],
  ])('%s and %s %j: exit code %i', async (first, second, options, code, word) => {
    const result = await implies(first, second, ...options);
    expect(result.code).toBe(code);
    expect(result.out).toMatch(new RegExp(`^${word}: `));
  });

  test.each([
    ['none.json', 'closed.json'],
    ['closed.json', 'none.json'],
  ])('%s and %s: a side without any object is no answer', async (first, second) => {
    const { code, out, err } = await implies(first, second);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`There is no Kubernetes object in ${JSON.stringify(paths['none.json'])}.`);
  });

  test('a no comes with a connection, and with the policies that decide it', async () => {
    const { out } = await implies('open.json', 'closed.json');
    expect(out).toContain(`No: ${paths['open.json']} does not forbid everything that ${paths['closed.json']} forbids.`);
    expect(out).toContain('  from a pod without labels of the namespace shop\n');
    expect(out).toContain('  to   a pod with app=web of the namespace shop\n');
    expect(out).toContain('  on   TCP 8080\n');
    expect(out).toContain(`${paths['open.json']} allows it, and ${paths['closed.json']} does not:`);
    expect(out).toContain('shop/closed');
  });

  test.each([
    ['open.json', 'closed.json', 'no'],
    ['closed.json', 'open.json', 'yes'],
  ])('the JSON of %s and %s keeps to its schema and says %s', async (first, second, answer) => {
    const report = JSON.parse((await implies(first, second, '--format', 'json')).out) as Record<string, unknown>;
    expect(schemaErrors('netpol.implies.v1', report)).toEqual([]);
    expect(report).toMatchObject({ question: 'forbid', answer });
    expect('counterexample' in report).toBe(answer === 'no');
  });

  test('the counterexample is whole', async () => {
    const { out } = await implies('open.json', 'closed.json', '--format', 'json');
    const { counterexample } = JSON.parse(out) as { counterexample: object };
    const name = { 'kubernetes.io/metadata.name': 'shop' };
    expect(counterexample).toEqual({
      from: { kind: 'pod', namespace: 'shop', namespaceLabels: name, labels: {} },
      to: { kind: 'pod', namespace: 'shop', namespaceLabels: name, labels: { app: 'web' } },
      protocol: 'TCP',
      port: 8080,
      allowedBy: paths['open.json'],
      deniedBy: paths['closed.json'],
      direction: 'Ingress',
      policies: ['shop/closed'],
    });
  });

  test('says what it leaves out', async () => {
    const { out } = await implies('foreign.json', 'closed.json');
    expect(out).toContain('1 policy of another API is left out: the answer is about NetworkPolicies alone.');
    const json = JSON.parse((await implies('foreign.json', 'closed.json', '--format', 'json')).out) as object;
    expect(schemaErrors('netpol.implies.v1', json)).toEqual([]);
    expect(json).toMatchObject({ limits: [expect.stringContaining('left out')] });
  });

  test('input that cannot be read is unusable, whatever the answer', async () => {
    expect((await implies('broken.yaml', 'closed.json')).code).toBe(2);
    expect((await runCli('implies', 'nowhere', paths['closed.json']!)).code).toBe(2);
    expect((await runCli('implies', paths['closed.json']!)).code).toBe(2);
  });
});
