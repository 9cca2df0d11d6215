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
});
