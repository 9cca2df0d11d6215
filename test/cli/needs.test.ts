import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files } from './shop';
import { secret, service, workload } from '../evidence/needs/case';
import { schemaErrors } from '../support/schema';

const list = (...items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const paths = files({
  'shop.json': list(
    ...service('shop/db', [[5432, 5000]]),
    secret('shop/s', { URL: 'postgres://app:hunter2@db/x' }),
    workload({
      env: {
        A: 'http://ordrs',
        DB: { secretKeyRef: { name: 's', key: 'URL' } },
        X: { secretKeyRef: { name: 'gone', key: 'a' } },
      },
    }),
  ),
  'quiet.json': list(workload()),
});

describe('netpol needs', () => {
  test('says who needs whom, by what, and what leads nowhere', async () => {
    const { code, out } = await runCli('needs', paths['shop.json']!);
    expect(code).toBe(0);
    expect(out).toContain('1 need was found in 2 workloads: 1 certain, 0 likely, 0 possible.');
    expect(out).toContain('  certain   shop/db[Deployment] TCP/5000 by Service shop/db:5432');
    expect(out).toContain('shop/web[Deployment] names ordrs: no Service ordrs in shop');
    expect(out).toContain('Secret shop/gone');
  });

  test.each(['text', 'json', 'markdown'])('shows no value of a Secret as %s', async (format) => {
    const { out } = await runCli('needs', paths['shop.json']!, '--format', format);
    expect(out).toMatch(/value withheld/);
    expect(out).not.toContain('hunter2');
    expect(out).not.toContain('app:');
  });

  test('the JSON keeps to its schema', async () => {
    for (const path of Object.values(paths)) {
      const { out } = await runCli('needs', path, '--format', 'json');
      expect(schemaErrors('netpol.needs.v1', JSON.parse(out))).toEqual([]);
    }
  });

  test('is never silent', async () => {
    const { code, out } = await runCli('needs', paths['quiet.json']!);
    expect({ code, out }).toEqual({ code: 0, out: '0 needs found in 1 workload: nothing looked like an address.\n' });
  });

  test('asks the API server on the port of the platform', async () => {
    const file = files({ 'a.json': list(workload({ env: { A: 'https://kubernetes.default' } })) })['a.json']!;
    const { out } = await runCli('needs', file, '--platform', 'eks');
    expect(out).toContain('kube-apiserver TCP/443');
  });

  test('a domain that is none is refused', async () => {
    const { code, err } = await runCli('needs', paths['quiet.json']!, '--cluster-domain', 'a b');
    expect(code).toBe(2);
    expect(err).toContain('cluster.local');
  });
});
