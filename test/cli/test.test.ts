import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runCli } from './run-cli';
import { namespace, pod, policy } from '../fixtures/objects';
import { schemaErrors } from '../support/schema';

let folder: string;
let manifests: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netpol-test-'));
  manifests = join(folder, 'manifests.json');
  const items = [
    namespace('shop'),
    pod('shop/web', { labels: { app: 'web' } }),
    pod('shop/db', { labels: { app: 'db' } }),
    pod('shop/agent', { spec: { hostNetwork: true } }),
    policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress'] }),
    policy('shop/db', {
      podSelector: { matchLabels: { app: 'db' } },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
    }),
  ];
  writeFileSync(manifests, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function assertions(text: string): string {
  const path = join(folder, `assertions-${count++}.yaml`);
  writeFileSync(path, text);
  return path;
}

async function runTest(text: string, ...options: string[]) {
  return runCli('test', manifests, '--assertions', assertions(text), ...options);
}

const HOLDING = `assertions:
  - { name: web may query, from: shop/web, to: shop/db, port: TCP/5432, expect: allow }
  - { from: 8.8.8.8, to: shop/db, port: TCP/5432, expect: deny }
`;

test('assertions that hold are exit code 0', async () => {
  const { code, out, err } = await runTest(HOLDING);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toBe('ok    web may query\nok    8.8.8.8 to shop/db on TCP/5432: deny\n\nAll 2 assertions hold.\n');
  expect(schemaErrors('netpol.assertions.v1', parse(HOLDING))).toEqual([]);
});

test.each([
  ['from: shop/web, to: shop/db, port: TCP/5432, expect: deny', 'allow'],
  ['from: shop/agent, to: lab/x, port: TCP/1, expect: allow', 'unknown'],
  ['from: 8.8.8.8, to: shop/db, port: TCP/5432, expect: allow', 'deny'],
  ['from: shop/web, to: shop/db, port: TCP/5432-5433, expect: allow', 'partly'],
  ['from: shop/web, to: shop/db, port: TCP/5432-5433, expect: deny', 'partly'],
  ['from: shop/web, to: shop/db, expect: deny', 'partly'],
  ['from: shop/web, to: shop/agent, port: TCP/80, expect: deny', 'undefined'],
  ['from: shop/web, to: shop/agent, port: TCP/80, expect: allow', 'undefined'],
  ['from: shop/wbe, to: shop/db, port: TCP/5432, expect: deny', 'unknown'],
  ['from: nowhere/*, to: shop/db, port: TCP/5432, expect: deny', 'unknown'],
  ['from: "nowhere:{app=web}", to: shop/db, port: TCP/5432, expect: deny', 'unknown'],
])('{ %s } fails with exit code 1, because it is %s', async (assertion, actual) => {
  const { code, out } = await runTest(`assertions:\n  - { ${assertion} }\n`, '--format', 'json');
  const document = JSON.parse(out) as { results: { actual: string; pass: boolean; because: string[] }[] };
  expect(code).toBe(1);
  expect(document).toMatchObject({
    results: [{ actual, pass: false, because: expect.not.arrayContaining(['']), line: 2 }],
    summary: { passed: 0, failed: 1 },
  });
  expect(document.results[0]!.because.length).toBeGreaterThan(0);
  expect(schemaErrors('netpol.test.v1', document)).toEqual([]);
});

test('a failure says where the assertion stands, which policies select, and the nearest name', async () => {
  const { out } = await runTest(`assertions:
  - { from: 8.8.8.8, to: shop/db, port: TCP/5432, expect: allow }
  - { from: shop/wbe, to: shop/db, port: TCP/5432, expect: allow }
`);
  expect(out).toMatch(/assertions-\d+\.yaml:2: expected allow, but it is denied/);
  expect(out).toContain('shop/deny');
  expect(out).toContain('Did you mean shop/web?');
  expect(out).toContain('2 of 2 assertions failed.');
});

test('junit has a case an assertion, and hostile names stay text', async () => {
  const { out } = await runTest(
    `assertions:\n  - { name: "<&\\"\\e>", from: shop/web, to: shop/db, port: TCP/1, expect: allow }\n`,
    '--format',
    'junit',
  );
  expect(out).toContain('<testsuite name="netpol test" tests="1" failures="1" errors="0">');
  expect(out).toContain('name="&lt;&amp;&quot;\\u001b&gt;"');
  expect(out).toContain('<failure message="expected allow, but it is denied" type="deny">');
});

test.each([
  ['', 'asserts nothing'],
  ['# only a comment', 'asserts nothing'],
  ['assertions: []', 'asserts nothing'],
  ['{}', 'asserts nothing'],
  ['- a', 'assertions-%d.yaml:1:1: A map belongs here'],
  ['assertions: {}', ':1:13: A list belongs here, not a map.'],
  ['asertions: []', ':1:1: "asertions" is no key. Did you mean assertions?'],
  ['assertions:\n  - { form: a/b, to: a/b, expect: allow }', ':2:7: "form" is no key. Did you mean from?'],
  ['assertions:\n  - { from: a/b, to: a/b, expect: alow }', ':2:27: "alow" is no expectation. Did you mean allow?'],
  ['assertions:\n  - { from: a/b, to: a/b }', ':2:5: An assertion needs an expect: allow, deny or conditional.'],
  [
    'assertions:\n  - { from: a/b, to: a/b, port: 80, expect: allow }',
    ':2:33: A text belongs here; put 80 into quotes.',
  ],
  [
    'assertions:\n  - { from: a/b, to: a/b, port: TCP/70000, expect: deny }',
    ':2:27: port: The port "TCP/70000" is out of range',
  ],
  ['assertions:\n  - { from: web, to: a/b, port: TCP/7, expect: deny }', ':2:7: from: "web" is no endpoint'],
  ['assertions:\n  - { from: a/b, to: a/b, port: *, expect: deny }', 'into quotes: "*"'],
  ['assertions: [', ':1:'],
  ['a: 1\n---\nb: 2', 'one document'],
])('the assertion file %j is unusable', async (text, message) => {
  const { code, out, err } = await runTest(text);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.replace(/assertions-\d+/, 'assertions-%d')).toContain(message);
});

test('an assertion about two addresses of no pod fails, and says what to name', async () => {
  const { code, out } = await runTest('assertions:\n  - { from: 1.1.1.1, to: 8.8.8.8, port: TCP/7, expect: deny }');
  expect(code).toBe(1);
  expect(out).toContain('Name a workload at one end');
});

test('all mistakes of an assertion file are said at once', async () => {
  const { err } = await runTest('assertions:\n  - { form: a/b }\n  - 3\nmore: 1\n');
  expect(err.match(/\.yaml:\d+:\d+:/g)).toHaveLength(6);
});

test('a file that is not there, and no file at all, are unusable', async () => {
  const missing = await runCli('test', manifests, '--assertions', join(folder, 'nowhere.yaml'));
  expect(missing).toMatchObject({ code: 2, out: '', err: expect.stringContaining('cannot be read') });
  expect(await runCli('test', manifests)).toMatchObject({ code: 2 });
});
