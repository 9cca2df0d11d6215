import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readManifests } from '../../src/manifests/read-manifests';
import { NetworkPolicyManifest } from '../../src/model/kubernetes-object';

const ROOT = resolve(__dirname, '../..');
const BINARIES = join(ROOT, 'node_modules/.bin');

/** The folder of the example, and beside it: the story links the library by a path from there. */
let folder: string;
const outputs = new Map<string, string>();

/** Every command of the story, in its order. */
const commands = [...readFileSync(join(__dirname, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(
  ([, block]) => block!.trimEnd().split('\n'),
);

beforeAll(() => {
  folder = mkdtempSync(join(ROOT, 'examples', '.flat-'));
  for (const file of ['cluster.yaml', 'netpol.yaml', 'make-log.mjs', 'review.mjs', 'reviewed.txt']) {
    cpSync(join(__dirname, file), join(folder, file));
  }
  const shims = join(folder, '.bin');
  mkdirSync(shims);
  // What npx finds in a checkout: its own command line as it was compiled, and the tools of the repository.
  const run =
    'const { main } = require(process.argv[1]); main(process.argv.slice(2), { out: process.stdout, err: process.stderr }).then((code) => { process.exitCode = code; });';
  writeFileSync(
    join(shims, 'npx'),
    `#!/bin/sh\ntool="$1"; shift\nif [ "$tool" = netpol ]; then exec node -e '${run}' '${join(ROOT, 'lib/cli/main.js')}' "$@"; fi\nexec "${BINARIES}/$tool" "$@"\n`,
  );
  chmodSync(join(shims, 'npx'), 0o755);
  const PATH = [shims, BINARIES, process.env.PATH].join(delimiter);
  for (const command of commands) {
    outputs.set(
      command,
      execFileSync('sh', ['-e', '-c', command], {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
        env: { ...process.env, PATH, CDK8S_CHECK_UPGRADE: 'false', NODE_OPTIONS: '', VITEST: undefined },
      }),
    );
  }
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const outputOf = (start: string) => [...outputs].find(([command]) => command.startsWith(start))![1];
const policies = () =>
  new Map(
    readManifests([join(folder, 'drafted/dist')]).documents.map(({ object }) => {
      const { metadata, spec } = object as unknown as NetworkPolicyManifest;
      return [`${metadata.namespace}/${metadata.name}`, spec] as const;
    }),
  );

test('every command of the story ends well', () => {
  expect([...outputs.keys()]).toEqual(commands);
  expect(commands.length).toBeGreaterThan(8);
});

test('the draft says what it proved, and finds what was hidden in the week', () => {
  const said = outputOf('npx netpol draft');
  expect(said).toContain('proved: 50 records of traffic that passed are allowed by the draft');
  expect(said).toContain('Looks like somebody trying doors');
  expect(said).toContain('TCP/9004 and 35 more, 40 connections');
  expect(said).toContain('37 addresses were seen, under the names api-0.acquirer.example');
  expect(said).toContain('shop/legacy-admin[Deployment]: egress and ingress');
});

test('retries are one connection a day, and the job of every night is one flow', () => {
  const source = readFileSync(join(folder, 'drafted/namespaces/shop.ts'), 'utf8');
  expect(source).toMatch(/TCP\/5433, 7 connections/);
  expect(source.match(/new AllowFlow\(stack, 'report-to-orders-db'/g)).toHaveLength(1);
});

test('the instance of a chart stays in its selector, and a hash never gets there', () => {
  expect(policies().get('payments/allow-payments-from-shop.orders')!.podSelector!.matchLabels).toEqual({
    'app.kubernetes.io/instance': 'eu',
    'app.kubernetes.io/name': 'payments',
  });
  expect(JSON.stringify([...policies()])).not.toContain('pod-template-hash');
});

test('both namespaces deny by default in the end', () => {
  for (const namespace of ['shop', 'payments']) {
    expect(policies().get(`${namespace}/default-deny`)).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  }
});

test('the rollout has steps', () => {
  expect(readFileSync(join(folder, 'rollout.md'), 'utf8')).toMatch(/Step 3/);
});

test('with the policies in force the doors are closed, and nothing else is', () => {
  const rows = readFileSync(join(folder, 'after.csv'), 'utf8').trimEnd().split('\n');
  const denied = rows.filter((row) => row.includes('denied'));
  expect(denied).toHaveLength(40);
  expect(denied.every((row) => row.includes('legacy-admin'))).toBe(true);
});
