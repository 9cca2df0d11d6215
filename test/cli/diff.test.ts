import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files, policies, workloads } from './shop';
import { pod, policy } from '../fixtures/objects';
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

test('a port that moved opens the one and closes the other', async () => {
  const [old, now] = [8080, 9090].map((port) =>
    policy('shop/web', {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port }] }],
    }),
  );
  const list = (items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const pods = [pod('shop/web'), pod('shop/db', { labels: { app: 'db' } })];
  const own = files({ 'old.json': list([...pods, old!]), 'now.json': list([...pods, now!]) });
  const { out } = await runCli('diff', own['old.json']!, own['now.json']!, '--format', 'markdown');
  const [, opens, closes] = out.split(/### (?:Opens|Closes)/);
  for (const section of [opens, closes]) {
    expect(section).toContain('| `shop/db[Pod]` | `shop/web[Pod]` | TCP 8080 | TCP 9090 |');
  }
});

test('the counts are those of the lines that are printed', async () => {
  const { out } = await diff('old.yaml', 'new.yaml');
  const lines = out.split('\n').filter((line) => /^[+~-] /.test(line));
  expect(lines).toHaveLength(2);
  expect(out).toMatch(/\n2 connections differ between .*: 1 added, 0 removed, 1 changed\.\n$/);
});

test('policies that are written anew and mean the same are said to have no effect', async () => {
  const { code, out } = await diff('old.yaml', 'same.yaml', '--exit-code');
  expect(code).toBe(0);
  expect(out).toContain('Changed without any effect on these workloads: orders/default-deny.');
  expect((await diff('old.yaml', 'same.yaml', '--format', 'markdown')).out).toContain('**Nothing changes**');
});

test.each([['diff'], ['rollout', 'plan']])(
  'netpol %s %s with more than two paths says where others belong',
  async (...command) => {
    const { code, out, err } = await runCli(...command.filter(Boolean), 'a', 'b', 'c', 'd');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('there are 4');
    expect(err).toContain('a b --with c d');
  },
);

test('differences are an exit code only where asked for', async () => {
  expect((await diff('old.yaml', 'new.yaml', '--exit-code')).code).toBe(1);
  expect((await diff('old.yaml', 'broken.yaml')).code).toBe(2);
});

interface Difference {
  changes: { from: string; to: string }[];
  undefined: {
    change: string;
    from: string;
    to: string;
    before: string[] | 'all';
    after: string[] | 'all';
    by: object[];
  }[];
  meaning: string;
}

async function difference(old: object[], now: object[]): Promise<Difference> {
  const list = (items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  const own = files({ 'old.json': list(old), 'new.json': list(now) });
  const { code, out } = await runCli('diff', own['old.json'], own['new.json'], '--format', 'json');
  expect(code).toBe(0);
  const report = JSON.parse(out) as Difference;
  expect(schemaErrors('netpol.diff.v1', report)).toEqual([]);
  return report;
}

describe('what the API leaves undefined', () => {
  const web = pod('shop/web', { labels: { app: 'web' } });
  const agent = pod('shop/agent', { labels: { app: 'agent' } });
  const onHost = pod('shop/agent', { labels: { app: 'agent' }, spec: { hostNetwork: true } });
  const isolateAgent = policy('shop/agent', {
    podSelector: { matchLabels: { app: 'agent' } },
    policyTypes: ['Egress'],
  });

  test('is a list of its own, with the policy that did it', async () => {
    const { changes, undefined: open } = await difference([web, onHost], [web, onHost, isolateAgent]);
    // Nothing is denied for sure that was allowed: it is no longer allowed for sure.
    expect(changes.map(({ from, to }) => `${from} ${to}`)).toContain('shop/agent[Pod] shop/web[Pod]');
    const by = [expect.objectContaining({ kind: 'policy', policy: 'shop/agent', change: 'added' })];
    expect(open).toEqual([
      { change: 'added', from: 'shop/agent[Pod]', to: 'shop/web[Pod]', before: [], after: 'all', by },
      { change: 'added', from: 'shop/agent[Pod]', to: '0.0.0.0-255.255.255.255', before: [], after: 'all', by },
      expect.objectContaining({ to: '::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', after: 'all' }),
    ]);
  });

  test('is not counted as removed beside policies that mean the same', async () => {
    const allowAll = policy('shop/all', {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{}],
      egress: [{}],
    });
    const list = (items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const own = files({ 'old.json': list([web, onHost]), 'new.json': list([web, onHost, isolateAgent, allowAll]) });
    for (const format of ['text', 'markdown']) {
      const { out } = await runCli('diff', own['old.json']!, own['new.json']!, '--format', format);
      expect(out).toMatch(/0 removed|nothing else changes|Nothing/);
      expect(out).not.toMatch(/[1-9]\d* removed/);
    }
    const isolated = files({ 'old.json': list([web, onHost]), 'new.json': list([web, onHost, isolateAgent]) });
    const { out } = await runCli('diff', isolated['old.json']!, isolated['new.json']!);
    expect(out).toContain('? shop/agent[Pod] -> shop/web[Pod]  all ports: allowed before, undefined now\n');
    expect(out).toContain('0 added, 0 removed, 0 changed; ');
  });

  test('shows where a denied connection becomes undefined, which is no change of what is allowed', async () => {
    const denied = policy('shop/web', { podSelector: { matchLabels: { app: 'web' } } });
    const { changes, undefined: open } = await difference([web, agent, denied], [web, onHost, denied]);
    expect(changes).toEqual([]);
    expect(open).toEqual([
      {
        change: 'added',
        from: 'shop/agent[Pod]',
        to: 'shop/web[Pod]',
        before: [],
        after: 'all',
        by: [{ kind: 'labels' }],
      },
    ]);
  });

  test('has a section in text and in a comment, and counts as a difference', async () => {
    const denied = policy('shop/web', { podSelector: { matchLabels: { app: 'web' } } });
    const list = (items: object[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const own = files({ 'old.json': list([web, agent, denied]), 'new.json': list([web, onHost, denied]) });
    const { code, out } = await runCli('diff', own['old.json'], own['new.json'], '--exit-code');
    expect(code).toBe(1);
    expect(out).toContain(
      'the network plugin decides, before or now:\n? shop/agent[Pod] -> shop/web[Pod]  all ports: denied before, undefined now\n',
    );
    expect(out).toContain('0 added, 0 removed, 0 changed; 1 in what is undefined.');
    const comment = (await runCli('diff', own['old.json'], own['new.json'], '--format', 'markdown')).out;
    expect(comment).toContain('**1 connection is undefined otherwise than before**; nothing else changes.');
    expect(comment).toContain('### Undefined');
  });
});

describe('what the policies mean beyond the workloads of the input', () => {
  const closed = policy('shop/closed', { podSelector: {}, policyTypes: ['Ingress'] });
  const open = (app: string, port = 80) =>
    policy(`shop/${app}`, { podSelector: { matchLabels: { app } }, ingress: [{ ports: [{ port }] }] });

  test.each([
    ['same', [closed], [policy('shop/closed', { policyTypes: ['Ingress', 'Ingress'] })]],
    ['wider', [closed], [closed, open('not-there-yet')]],
    ['narrower', [closed, open('not-there-yet')], [closed]],
    ['different', [closed, open('not-there-yet')], [closed, open('not-there-yet', 81)]],
  ])('is %s', async (meaning, old, now) => {
    const report = await difference(old, now);
    expect(report.meaning).toBe(meaning);
    expect(report.changes).toEqual([]);
  });

  test('is a sentence for people', async () => {
    const { out } = await diff('old.yaml', 'same.yaml');
    expect(out).toContain('For every pod there could be, the policies mean the same as before.');
  });
});
