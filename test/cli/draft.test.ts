import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files, policies, workloads } from './shop';
import { filesIn, temporaryFolder } from '../support/folder';
import { schemaErrors } from '../support/schema';

const paths = files({
  'shop.yaml': `${policies(8443)}---${workloads}`,
  'refused.yaml': `${policies(0)}---${workloads}`,
  'none.yaml': workloads,
  'calico.yaml': `${policies(8443)}---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: { name: c, namespace: orders }
spec: {}
`,
});

describe('netpol draft', () => {
  const folder = temporaryFolder();
  const output = () => join(folder.path, 'made', 'policies');
  const draft = (name: string, ...rest: string[]) => runCli('draft', paths[name]!, '--output', output(), ...rest);

  test('writes a project, and says what is proved and what to review', async () => {
    const result = await draft('shop.yaml');
    expect(result.code).toBe(0);
    expect(result.out).toContain('proved: 2 policies of the input mean in the draft what they mean now');
    expect(Object.keys(filesIn(output()))).toEqual(
      expect.arrayContaining(['README.md', 'app.ts', 'main.ts', 'namespaces/orders.ts', 'reachability.test.ts']),
    );
    expect(readFileSync(join(output(), 'README.md'), 'utf8')).toContain('first things first');
  });

  test('writes JSON as its schema says', async () => {
    const report = JSON.parse((await draft('shop.yaml', '--format', 'json')).out) as object;
    expect(schemaErrors('netpol.draft.v1', report)).toEqual([]);
    expect(report).toMatchObject({ namespaces: ['orders'], constructs: { DefaultDeny: 1, WorkloadPolicy: 1 } });
  });

  test('writes the platform it is told', async () => {
    await draft('shop.yaml', '--platform', 'gke', '--cni', 'calico@3.30', '--kubernetes', '1.33');
    expect(readFileSync(join(output(), 'app.ts'), 'utf8')).toContain(
      "Platform.gke({ cni: Cni.calico('3.30'), kubernetesVersion: '1.33' })",
    );
  });

  test('names policies of other kinds, which stay where they are', async () => {
    expect((await draft('calico.yaml')).out).toContain('NetworkPolicy orders/c');
  });

  test('says what the API server refuses, and that the draft is without it', async () => {
    const result = await draft('refused.yaml');
    expect(result.code).toBe(2);
    expect(result.err).toContain('The API server refuses the policy, so it is left out.');
    expect((await runCli('draft', paths['refused.yaml']!, '--output', `${output()}2`, '--allow-refused')).code).toBe(0);
  });

  test('asks for a folder, and writes over nothing', async () => {
    expect((await runCli('draft', paths['shop.yaml']!)).err).toContain('Add --output FOLDER');
    mkdirSync(output(), { recursive: true });
    writeFileSync(join(output(), 'mine.txt'), 'mine');
    const result = await draft('shop.yaml');
    expect(result.code).toBe(2);
    expect(result.err).toContain('holds something already');
    expect(filesIn(output())).toEqual({ 'mine.txt': 'mine' });
  });

  test('refuses an input without policies, with nothing to draft from', async () => {
    const result = await draft('none.yaml');
    expect(result.code).toBe(2);
    expect(result.err).toContain('no NetworkPolicy');
    expect(existsSync(output())).toBe(false);
  });

  const flow = (
    verdict: string,
    source: object = { namespace: 'shop', pod_name: 'web-7d9c5f6b8-abcde', labels: ['k8s:app=web'] },
  ) =>
    JSON.stringify({
      flow: {
        time: '2026-11-03T10:00:00Z',
        verdict,
        IP: { source: '10.0.0.1', destination: '10.0.0.2' },
        l4: { TCP: { source_port: 40000, destination_port: 8443, flags: { SYN: true } } },
        source,
        destination: { namespace: 'orders', pod_name: 'orders-api-7d9c5f6b8-abcde', labels: ['k8s:app=orders-api'] },
        event_type: { type: 4 },
        is_reply: false,
      },
    });
  const logs = files({
    'flows.jsonl': `${flow('FORWARDED')}\n`,
    'no-ports.jsonl': `${flow('FORWARDED').replace(/"l4":\{.*?\}\}\},/, '')}\n`,
  });

  test('drafts what traffic shows, beside the policies that are there', async () => {
    const result = await draft('shop.yaml', '--traffic', logs['flows.jsonl']!, '--as-of', '2026-11-10');
    expect(result.err).toBe('');
    expect(result.code).toBe(0);
    expect(result.out).toContain('proved: 1 record of traffic that passed is allowed by the draft');
    const written = readFileSync(join(output(), 'namespaces/shop.ts'), 'utf8');
    expect(written).toContain("new AllowFlow(stack, 'web-to-orders-orders-api'");
    const evidence = JSON.parse(readFileSync(join(output(), 'evidence/shop.json'), 'utf8')) as object;
    expect(evidence).toMatchObject({ namespace: 'shop' });
  });

  test('needs no manifests where the log has labels', async () => {
    const result = await runCli('draft', '--traffic', logs['flows.jsonl']!, '--output', output(), '-n', 'shop');
    expect(result.err).toBe('');
    expect(Object.keys(filesIn(output())).filter((path) => path.startsWith('namespaces/'))).toEqual([
      'namespaces/shop.ts',
    ]);
  });

  test('a second run prints a patch and writes nothing', async () => {
    await draft('none.yaml', '--traffic', logs['flows.jsonl']!);
    const before = filesIn(output());
    const again = await runCli('draft', paths['none.yaml']!, '--traffic', logs['flows.jsonl']!, '--update', output());
    expect([again.code, again.out]).toEqual([0, '']);
    expect(again.err).toContain('nothing that');
    const other = files({ 'more.jsonl': `${flow('FORWARDED').replaceAll('8443', '9443')}\n` });
    const more = await runCli('draft', paths['none.yaml']!, '--traffic', other['more.jsonl']!, '--update', output());
    expect(more.code).toBe(0);
    expect(more.out).toContain(`+++ ${join(output(), 'namespaces/shop.ts')}`);
    expect(more.out).toMatch(/^\+.*Port\.tcp\(9443\)/m);
    expect(filesIn(output())).toEqual(before);
  });

  test('an update of what no draft wrote is refused', async () => {
    const result = await runCli('draft', '--traffic', logs['flows.jsonl']!, '--update', folder.path);
    expect(result.code).toBe(2);
    expect(result.err).toContain('there is no draft.json');
  });

  test('refuses a log without ports, by name', async () => {
    const result = await draft('shop.yaml', '--traffic', logs['no-ports.jsonl']!);
    expect(result.code).toBe(2);
    expect(result.err).toContain('no ports in this file');
    expect(existsSync(output())).toBe(false);
  });
});
