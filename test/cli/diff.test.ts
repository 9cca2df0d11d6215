import { expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files, policies, workloads } from './shop';
import { schemaErrors } from '../support/schema';

const paths = files({
  'w.yaml': workloads,
  'old.yaml': policies(9090),
  'new.yaml': policies(8443, '10.0.0.0/7'),
  'same.yaml': policies(9090).replace('policyTypes: [Ingress]', 'podSelector: {}, policyTypes: [Ingress]'),
  'broken.yaml': 'a: [',
});
const diff = (old: string, now: string, ...rest: string[]) =>
  runCli('diff', paths[old], paths[now], '--with', paths['w.yaml'], ...rest);

test('changed connections are listed with the policy that changed them', async () => {
  const { code, out } = await diff('old.yaml', 'new.yaml');
  expect(code).toBe(0);
  expect(out).toContain('+ 11.0.0.0/8 -> orders/orders-api[Deployment]  TCP 8443');
  expect(out).toContain('~ shop/web[Deployment] -> orders/orders-api[Deployment]  TCP 9090 => TCP 8443');
  expect(out).toContain(`by policy orders/orders-api changed (${paths['new.yaml']}:4)`);
});

test('the JSON report keeps to its schema', async () => {
  const { out } = await diff('old.yaml', 'new.yaml', '--format', 'json');
  const report = JSON.parse(out) as { changes: unknown[]; summary: unknown };
  expect(schemaErrors('netpol.diff.v1', report)).toEqual([]);
  expect(report.summary).toEqual({ added: 1, removed: 0, changed: 1 });
  expect(report.changes).toContainEqual({
    change: 'added',
    from: '11.0.0.0-11.255.255.255',
    to: 'orders/orders-api[Deployment]',
    before: [],
    after: ['TCP 8443'],
    by: [{ kind: 'policy', policy: 'orders/orders-api', change: 'changed', file: paths['new.yaml'], line: 4 }],
  });
});

test('the comment for a pull request puts what it opens first', async () => {
  const opening = await diff('old.yaml', 'new.yaml', '--format', 'markdown');
  expect(opening.out).toContain('### Opens');
  expect(opening.out).toContain('addresses outside the cluster');
  expect(opening.out).toContain('| `11.0.0.0/8` | `orders/orders-api[Deployment]` | nothing | TCP 8443 |');
});

test('policies that are written anew and mean the same are said to have no effect', async () => {
  const { code, out } = await diff('old.yaml', 'same.yaml', '--exit-code');
  expect(code).toBe(0);
  expect(out).toContain('Changed without any effect on these workloads: orders/default-deny.');
  expect((await diff('old.yaml', 'same.yaml', '--format', 'markdown')).out).toContain('**Nothing changes**');
});

test('differences are an exit code only where asked for', async () => {
  expect((await diff('old.yaml', 'new.yaml', '--exit-code')).code).toBe(1);
  expect((await diff('old.yaml', 'broken.yaml')).code).toBe(2);
});
