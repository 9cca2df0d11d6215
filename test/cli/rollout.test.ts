import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files, policies, workloads } from './shop';
import { schemaErrors } from '../support/schema';

const paths = files({
  'w.yaml': workloads,
  'old.yaml': policies(9090),
  'new.yaml': policies(8443, '10.0.0.0/7'),
  'only-deny.yaml': policies(9090).split('---')[1]!,
  'hostile.yaml': policies(9090).replaceAll('namespace: orders', 'namespace: ../../orders'),
  'broken.yaml': 'a: [',
});
const empty = mkdtempSync(join(tmpdir(), 'netpol-empty-'));
const plan = (old: string, now: string, ...rest: string[]) =>
  runCli('rollout', 'plan', paths[old] ?? old, paths[now] ?? now, '--with', paths['w.yaml']!, ...rest);

interface Step {
  kind: string;
  moves: { action: string; policy: string; role: string; manifest?: { spec: unknown } }[];
  changes: unknown[];
}

describe('netpol rollout plan', () => {
  test('the first policies of a namespace come with a companion, and close in the last step', async () => {
    const { code, out } = await plan(empty, 'old.yaml');
    expect(code).toBe(0);
    expect(out.replace(empty, 'OLD').replace(paths['old.yaml']!, 'NEW')).toMatchSnapshot();
  });

  test('an old side without any object is planned for, and named', async () => {
    const alone = await runCli('rollout', 'plan', empty, paths['old.yaml']!);
    expect(alone.code).toBe(0);
    expect(alone.err).toContain(`There is no Kubernetes object in ${JSON.stringify(empty)}.`);
    const beside = await plan(empty, 'old.yaml');
    expect(beside).toMatchObject({ code: 0, err: expect.stringContaining('There is no Kubernetes object') as string });
  });

  test('the JSON report keeps to its schema and holds the helpers that are written nowhere else', async () => {
    const { out } = await plan(empty, 'old.yaml', '--format', 'json');
    const report = JSON.parse(out) as { steps: Step[]; cautions: unknown[] };
    expect(schemaErrors('netpol.rollout-plan.v1', report)).toEqual([]);
    expect(report.steps.map(({ kind }) => kind)).toEqual(['open', 'add', 'close']);
    expect(report.steps[0]!.moves[0]!.manifest?.spec).toEqual({
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{}],
    });
    expect(report.steps.map(({ changes }) => changes.length > 0)).toEqual([false, false, true]);
  });

  test('every caution keeps to the schema', async () => {
    const { old, now } = files({
      old: `${workloads}---\n${policies(9090)}---\napiVersion: crd.antrea.io/v1beta1\nkind: NetworkPolicy\nmetadata: { name: a }\n`,
      now: workloads.replace('metadata: { name: orders }', 'metadata: { name: orders, labels: { a: b } }'),
    });
    const report = JSON.parse((await plan(old!, now!, '--format', 'json')).out) as { cautions: { kind: string }[] };
    expect(schemaErrors('netpol.rollout-plan.v1', report)).toEqual([]);
    expect(report.cautions.map(({ kind }) => kind)).toContain('other-apis');
  });

  test('a policy changed in place is one step, without helpers', async () => {
    const { out } = await plan('old.yaml', 'new.yaml');
    expect(out).toContain('1 step from');
    expect(out).toContain('apply orders/orders-api  (changed, allows and forbids)');
    expect(out).not.toContain('companion');
  });

  test('equal sets need nothing', async () => {
    expect((await plan('old.yaml', 'old.yaml')).out).toMatch(/There is nothing to do/);
    expect((await plan('old.yaml', 'old.yaml', '--format', 'markdown')).out).toContain('**There is nothing to do**');
  });

  test('the markdown has a section and boxes to tick for each step', async () => {
    const { out } = await plan(empty, 'old.yaml', '--format', 'markdown');
    expect(out).toContain('### Step 1: Open companions');
    expect(out).toContain('- [ ] apply `orders/rollout-companion`');
    expect(out).toContain('<details><summary>closes</summary>');
  });

  test('--write makes a folder for each step with all policies of that moment', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'netpol-steps-')), 'steps');
    const { code } = await plan(empty, 'old.yaml', '--write', folder);
    expect(code).toBe(0);
    expect(readdirSync(folder)).toEqual(['1-open', '2-add', '3-close']);
    const names = readdirSync(folder).map((step) =>
      [...readFileSync(join(folder, step, 'orders.yaml'), 'utf8').matchAll(/^ {2}name: (.*)$/gm)].map(
        ([, name]) => name,
      ),
    );
    expect(names).toEqual([
      ['rollout-companion'],
      ['rollout-companion', 'orders-api', 'default-deny'],
      ['orders-api', 'default-deny'],
    ]);
    expect(readFileSync(join(folder, '3-close', 'kustomization.yaml'), 'utf8')).toContain('- orders.yaml');
    const last = await runCli('diff', join(folder, '3-close'), paths['old.yaml']!, '--with', paths['w.yaml']!);
    expect(last.out).toContain('Nothing differs');
  });

  test('--write loses no namespace, whatever kustomize or a file system makes of its name', async () => {
    const namespaces = ['con', 'kustomization', 'lpt1', 'shop'];
    const [policy] = policies(9090).split('---');
    const { strange } = files({
      strange: namespaces.map((name) => policy!.replaceAll('namespace: orders', `namespace: ${name}`)).join('---\n'),
    });
    const folder = join(mkdtempSync(join(tmpdir(), 'netpol-steps-')), 'steps');
    expect((await runCli('rollout', 'plan', empty, strange!, '--write', folder)).code).toBe(0);
    for (const step of readdirSync(folder)) {
      const names = readdirSync(join(folder, step)).sort();
      expect(names).toEqual([
        'kustomization.yaml',
        'namespace_con.yaml',
        'namespace_kustomization.yaml',
        'namespace_lpt1.yaml',
        'shop.yaml',
      ]);
      const kustomization = readFileSync(join(folder, step, 'kustomization.yaml'), 'utf8');
      for (const name of names.slice(1)) expect(kustomization).toContain(`- ${name}\n`);
      const written = names
        .slice(1)
        .map((name) => readFileSync(join(folder, step, name), 'utf8'))
        .join('');
      for (const namespace of namespaces) expect(written).toContain(`  namespace: ${namespace}\n`);
    }
    const last = readdirSync(folder).sort().at(-1)!;
    const target = join(folder, last);
    expect((await runCli('diff', target, strange!, '--with', paths['w.yaml']!)).out).toContain('Nothing differs');
  });

  test('--write never touches a folder that holds something, nor writes outside of it', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'netpol-steps-'));
    const occupied = join(parent, 'occupied');
    mkdirSync(occupied);
    writeFileSync(join(occupied, 'mine.txt'), 'mine');
    const { code, err } = await plan(empty, 'old.yaml', '--write', occupied);
    expect([code, readdirSync(occupied)]).toEqual([2, ['mine.txt']]);
    expect(err).toContain('holds something');
    const hostile = await plan(empty, 'hostile.yaml', '--write', join(parent, 'steps'));
    expect(hostile.code).toBe(2);
    expect(hostile.err).toContain('"../../orders"');
    expect(readdirSync(parent)).toEqual(['occupied']);
  });

  test('what cannot be read makes no plan to follow', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'netpol-steps-')), 'steps');
    const { code } = await plan('old.yaml', 'broken.yaml', '--write', folder);
    expect([code, existsSync(folder)]).toEqual([2, false]);
  });
});

describe('netpol rollout observe', () => {
  const staged = (extra: string) =>
    `${workloads}---\n${policies(9090)}`
      .replaceAll(
        'networking.k8s.io/v1\nkind: NetworkPolicy',
        'projectcalico.org/v3\nkind: StagedKubernetesNetworkPolicy',
      )
      .replace('policyTypes: [Ingress]', `policyTypes: [Ingress]${extra}`);

  test('what staged policies would cut off is listed', async () => {
    const { observed } = files({ observed: staged('') });
    const { code, out, err } = await runCli('rollout', 'observe', observed!);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('~ shop/web[Deployment] -> orders/orders-api[Deployment]  all ports => TCP 9090');
  });

  test('the JSON report is that of netpol diff', async () => {
    const { observed } = files({ observed: staged('') });
    const { out } = await runCli('rollout', 'observe', observed!, '--format', 'json');
    expect(schemaErrors('netpol.diff.v1', JSON.parse(out))).toEqual([]);
  });

  test('a staged deletion takes the policy in force away, and what Calico is to ignore counts for nothing', async () => {
    const inForce = policies(9090).split('---')[1]!;
    const { deletion, ignored } = files({
      deletion: `${inForce}---\n${staged(', stagedAction: Delete')}`,
      ignored: staged(', stagedAction: Ignore').replace('- port: 9090', '- port: 1'),
    });
    const deleted = await runCli('rollout', 'observe', deletion!);
    expect(deleted.out).toContain('policy orders/default-deny removed');
    const rest = await runCli('rollout', 'observe', ignored!);
    expect(rest.out).not.toContain('default-deny');
  });

  test('without staged policies it says what to do instead', async () => {
    const { code, err } = await runCli('rollout', 'observe', paths['old.yaml']!);
    expect(code).toBe(2);
    expect(err).toContain('netpol diff dist/ enforced/');
  });
});
