import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { counted, nounFor, plural } from '../../src/model/plural';
import { runCli } from '../cli/run-cli';
import { files } from '../cli/shop';
import { namespace, pod, policy } from '../fixtures/objects';

const NOUNS =
  'policy|connection|workload|assertion|finding|file|rule|row|object|line|pair|step|error|warning|remark|port|peer|namespace|set|place|address|box|branch';
const manyOf = (nouns: string) =>
  nouns
    .split('|')
    .map((noun) => nounFor(2, noun))
    .join('|');
const VERBS = 'are|were|have|hold|differ|do|stand|fail|stay|apply';

/** What does not agree in a text: `1 policies`, `2 policy`, `1 policy are`, `All 1 assertion`. */
function disagreements(text: string): string[] {
  const wrong = [
    // A share is of things in the plural: 1 of 1 policies.
    `(?<![\\d.])(?<!\\d of )1 (?:[a-z]+ )?(?:${manyOf(NOUNS)})\\b`,
    `(?<![\\w.:])(?!1 )\\d+ (?:other |more |different )?(?:${NOUNS})\\b(?! of)`,
    `(?<![\\d.])1 (?:[a-z]+ )?(?:${NOUNS}) (?:${VERBS})\\b`,
    `\\b(?:all|none of the|both of the) 1\\b`,
    `\\b1 (?:more|others) are\\b`,
  ];
  return wrong.flatMap((one) => text.match(new RegExp(one, 'gi')) ?? []);
}

test.each([
  ['1 policies', true],
  ['All 1 assertion hold.', true],
  ['2 policy', true],
  ['1 connection differ', true],
  ['none of the 1 policy', true],
  ['1 policy', false],
  ['1 of 1 policies', false],
  ['2 policies differ', false],
  ['0 errors in 1 policy', false],
  ['shop/web-1 rules the world', true],
])('%j disagrees: %s', (text, expected) => {
  expect(disagreements(text).length > 0).toBe(expected);
});

test('a noun and its verb agree with their number', () => {
  expect([0, 1, 2].map((count) => plural(count, 'policy'))).toEqual(['0 policies', '1 policy', '2 policies']);
  expect(['key', 'address', 'branch', 'box', 'set'].map((noun) => nounFor(2, noun))).toEqual([
    ...['keys', 'addresses', 'branches', 'boxes', 'sets'],
  ]);
  expect([1, 3].map((count) => counted(count, 'policy', 'is', 'are'))).toEqual(['1 policy is', '3 policies are']);
});

const list = (items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
const app = (name: string) => ({ labels: { app: name }, spec: { containers: [] } });
const open = policy('shop/open', { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] });
const wrong = policy('shop/wrong', { podSelector: {}, ingress: [{ ports: [{ port: 99999 }] }] });
const onHost = pod('shop/agent', { labels: { app: 'agent' }, spec: { hostNetwork: true, containers: [] } });
const inputs = files({
  'none.json': list([namespace('shop')]),
  'one.json': list([namespace('shop'), pod('shop/web', app('web')), open]),
  'closed.json': list([
    pod('shop/web', app('web')),
    policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  ]),
  'two.json': list([namespace('shop'), pod('shop/web', app('web')), pod('shop/db', app('db')), onHost, open]),
  'refused.json': list([pod('shop/web', app('web')), wrong]),
  'refused-two.json': list([
    pod('shop/web', app('web')),
    wrong,
    policy('shop/also', { podSelector: {}, ingress: [{ ports: [{ port: 0 }] }] }),
  ]),
  'holds.yaml': 'assertions:\n  - { from: shop/web, to: 8.8.8.8, expect: allow }\n',
  'fails.yaml': 'assertions:\n  - { from: shop/web, to: 8.8.8.8, expect: deny }\n',
  'both.yaml':
    'assertions:\n  - { from: shop/web, to: 8.8.8.8, expect: deny }\n  - { from: shop/web, to: 8.8.8.8, expect: allow }\n',
});
const at = (name: string) => inputs[name]!;
const PEOPLE = ['text', 'markdown'];

describe.each(['none', 'one', 'closed', 'two', 'refused', 'refused-two'])('of %s', (name) => {
  const input = at(`${name}.json`);
  const commands: string[][] = [
    ...['text', 'markdown', 'junit'].map((format) => ['check', input, '--format', format]),
    ...PEOPLE.map((format) => ['reach', input, '--exposure', '--format', format]),
    ...PEOPLE.map((format) => ['reach', input, '--cni', 'flannel', '--format', format]),
    ...['none', 'one', 'two'].flatMap((other) =>
      PEOPLE.flatMap((format) => [
        ['diff', at(`${other}.json`), input, '--format', format],
        ['rollout', 'plan', at(`${other}.json`), input, '--format', format],
      ]),
    ),
    ['explain', input, '--from', 'shop/*', '--to', 'shop/*', '--port', 'TCP/80'],
    ['explain', input, '--from', '8.8.8.8', '--to', 'shop/web', '--cni', 'flannel'],
    ...['holds', 'fails', 'both'].map((one) => ['test', input, '--assertions', at(`${one}.yaml`)]),
  ];

  test('every number agrees with its noun, and every noun with its verb', async () => {
    for (const argv of commands) {
      const { out, err } = await runCli(...argv);
      expect(`${out}${err}`, argv.join(' ')).not.toContain('defect of netpol');
      expect(disagreements(`${out}${err}`), argv.join(' ')).toEqual([]);
    }
  });
});

test('no message puts a noun behind a number without asking which number it is', () => {
  const sources = ['report', 'cli'].flatMap((folder) => {
    const root = join(__dirname, '../../src', folder);
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(root, path));
  });
  const careless = new RegExp(
    `\\$\\{[\\w.]*(?:length|size|count|\\w+s)\\} (?:other |more )?(?:${manyOf(NOUNS)}|${VERBS})\\b(?!=)`,
  );
  const found = sources.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => careless.test(line))
      .map((line) => `${path}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
  expect(careless.test('`${documents.length} objects`')).toBe(true);
});
