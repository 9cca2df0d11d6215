import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { shop, denyAll, allow, FROM, DAY } from '../evidence/replay/shop';
import { schemaErrors } from '../support/schema';
import { jsonLines, logFile } from '../traffic/logs';

const list = (objects: readonly unknown[]) =>
  logFile(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }), 'objects.json');
const cluster = list(shop);
const dns = 'kube-system/kube-dns';

/** A line of a log of Hubble. */
const flow = (from: string, to: string, port: number, more: object = {}) => {
  const end = (text: string) => {
    const [namespace, name] = text.split('/');
    if (name === undefined) return { labels: ['reserved:world'] };
    const kind = { db: 'StatefulSet', report: 'CronJob' }[name] ?? 'Deployment';
    return { namespace, pod_name: `${name}-x`, labels: [`k8s:app=${name}`], workloads: [{ name, kind }] };
  };
  const ip = (text: string) => (text.includes('/') ? `10.0.${text.length}.${text.charCodeAt(5)}` : text);
  return {
    flow: {
      time: new Date(FROM).toISOString(),
      verdict: 'FORWARDED',
      IP: { source: ip(from), destination: ip(to) },
      l4: { [port === 53 ? 'UDP' : 'TCP']: { source_port: 41000, destination_port: port } },
      source: end(from),
      destination: end(to),
      traffic_direction: 'INGRESS',
      is_reply: false,
      ...more,
    },
  };
};
const end = flow('shop/db', 'shop/cache', 6379, { time: new Date(FROM + 7 * DAY + 3 * 3_600_000).toISOString() });
const log = jsonLines(
  flow('shop/web', 'shop/orders', 8080),
  flow('shop/web', dns, 53),
  flow('shop/web', 'shop/db', 5432, {
    verdict: 'DROPPED',
    drop_reason_desc: 'POLICY_DENIED',
    is_reply: undefined,
    l4: { TCP: { source_port: 42000, destination_port: 5432, flags: { SYN: true } } },
  }),
  end,
);
const closed = list([denyAll, ...allow('web', 'orders', 80)]);

interface Document {
  summary: { buckets: Record<string, { connections: number }>; openingsStillDenied: number };
  flows: { bucket: string; topic?: string; servicePorts?: { port: number; targetPort: number }[]; doubts?: string[] }[];
  openings: { construct: string; policies: object[] }[];
  usage: { allowance: string; state: string }[];
  schedules: { workload: string; missed: boolean; next: string }[];
}

async function json(...argv: string[]): Promise<Document> {
  const { out } = await runCli('replay', cluster, ...argv, '--format', 'json');
  const document = JSON.parse(out) as Document;
  expect(schemaErrors('netpol.replay.v1', document)).toEqual([]);
  return document;
}

test('the summary is the first line, and newly denied connections fail the run', async () => {
  const { code, out } = await runCli('replay', cluster, closed, '--traffic', log);
  expect(out.split('\n')[0]).toBe(
    'replay: 4 connections of 5 workloads, 7 d 3 h: 0 kept, 3 newly denied, 0 newly allowed; 1 still denied; 1 workload never seen',
  );
  expect(code).toBe(1);
});

test('a port of a Service that was allowed is named, with the port that its pods listen on', async () => {
  const { out } = await runCli('replay', cluster, closed, '--traffic', log);
  expect(out).toContain('allows TCP 80, which is the port of Service shop/orders; its pods listen on 8080');
  const { flows } = await json(closed, '--traffic', log);
  expect(
    flows.flatMap(({ servicePorts = [] }) => servicePorts).map(({ port, targetPort }) => [port, targetPort]),
  ).toEqual([
    [80, 8080],
    [80, 8080],
  ]);
});

test('DNS is told apart, and AllowDns is what opens it', async () => {
  const { flows, openings } = await json(closed, '--traffic', log);
  expect(flows.filter(({ topic }) => topic === 'dns')).toHaveLength(1);
  expect(openings.map(({ construct }) => construct)).toContain('new AllowDns(shop, "web-dns", { from: web });');
});

test('with the policies that it writes, nothing is newly denied, and no more is opened than was seen', async () => {
  const { openings, summary } = await json(closed, '--traffic', log);
  expect(summary.openingsStillDenied).toBe(0);
  const opened = list(openings.flatMap(({ policies }) => policies));
  const again = await json(closed, opened, '--traffic', log);
  expect(again.summary.buckets).toMatchObject({
    'newly-denied': { connections: 0 },
    'newly-allowed': { connections: 0 },
    kept: { connections: 3 },
  });
});

test('json lists what is kept only when it is asked for', async () => {
  expect((await json(list([]), '--traffic', log)).flows.map(({ bucket }) => bucket)).toEqual(['newly-allowed']);
  const { flows } = await json(list([]), '--traffic', log, '--all');
  expect(flows.map(({ bucket }) => bucket).sort()).toEqual(['kept', 'kept', 'kept', 'newly-allowed']);
});

test('a schedule that the window missed is named with its next run', async () => {
  const { schedules } = await json(closed, '--traffic', log);
  expect(schedules).toEqual([
    { workload: 'shop/report[CronJob]', schedule: '0 3 1 * *', missed: true, next: '2026-12-01T03:00:00Z' },
  ]);
});

test('what netpol traffic wrote is replayed like the log', async () => {
  const { out } = await runCli('traffic', log, '--format', 'json');
  const written = logFile(out, 'traffic.json');
  const [direct, again] = await Promise.all([
    json(closed, '--traffic', log, '--all'),
    json(closed, '--traffic', written, '--all'),
  ]);
  expect(again).toEqual(direct);
});

describe('the gate', () => {
  const code = async (...argv: string[]) => (await runCli('replay', cluster, ...argv, '--traffic', log)).code;

  test.each([
    [[closed], 1],
    [[closed, '--budget', '2'], 1],
    [[closed, '--budget', '3'], 0],
    [[closed, '--fail-on', 'nothing'], 0],
    [[closed, '--fail-on', 'newly-allowed', 'unresolvable'], 0],
    [[list([]), '--fail-on', 'newly-allowed'], 1],
    [[list([])], 0],
    [[closed, '--before', list([denyAll]), '--with', cluster, '--fail-on', 'badly-explained'], 1],
  ])('%j is %i', async (argv, expected) => {
    expect(await code(...argv)).toBe(expected);
  });

  test.each([
    [['--fail-on', 'kept'], 'Allowed choices are'],
    [['--budget', '-1'], 'Write a whole number, 0 or more.'],
    [['--map', 'a=b'], '--map says where fields stand'],
  ])('%j is refused with words', async (argv, words) => {
    const { code: exit, err } = await runCli('replay', cluster, '--traffic', log, ...argv);
    expect(exit).toBe(2);
    expect(err).toContain(words);
  });

  test('a policy that the API server refuses makes the answer incomplete', async () => {
    const bad = list([
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'x', namespace: 'shop' },
        spec: { podSelector: {}, ingress: [{ from: [{}] }] },
      },
    ]);
    expect(await code(bad)).toBe(2);
  });
});

test('with the policies from before, what they do not explain comes first', async () => {
  const before = list([denyAll]);
  const { out } = await runCli('replay', closed, '--before', before, '--with', cluster, '--traffic', log);
  const titles = out.split('\n').filter((line) => /^[A-Z][a-z ]+ \(\d+\)$/.test(line));
  expect(titles).toEqual(['Badly explained (3)']);
});

test('JUnit has a case for each connection, a failure for each that is cut off', async () => {
  const { out } = await runCli('replay', cluster, closed, '--traffic', log, '--format', 'junit');
  expect(out).toContain('<testsuites name="netpol replay" tests="4" failures="3">');
  expect(out.match(/<failure message="newly-denied" type="newly-denied">/g)).toHaveLength(3);
});

test('addresses are whose they were, by manifests that are not judged', async () => {
  const pods = list([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        namespace: 'shop',
        name: 'web-7b5c9d4f66-k2vqx',
        ownerReferences: [{ controller: true, kind: 'ReplicaSet', name: 'web-7b5c9d4f66' }],
      },
      spec: { containers: [] },
      status: { podIP: '10.9.0.1' },
    },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        namespace: 'shop',
        name: 'db-0',
        ownerReferences: [{ controller: true, kind: 'StatefulSet', name: 'db' }],
      },
      spec: { containers: [] },
      status: { podIP: '10.9.0.2' },
    },
  ]);
  const lines = jsonLines({
    time: '2026-11-02T00:00:00Z',
    'from.ip': '10.9.0.1',
    'to.ip': '10.9.0.2',
    protocol: 'TCP',
    port: 5432,
    verdict: 'allow',
    reply: false,
  });
  const options = ['--traffic', lines, '--collector', 'generic-json', '--all'];
  const alone = await json(list([denyAll]), ...options);
  expect(alone.summary.buckets.unresolvable!.connections).toBe(1);
  const known = await json(list([denyAll]), ...options, '--manifests', pods);
  expect(known.summary.buckets['newly-denied']!.connections).toBe(1);
});

describe('hostile logs', () => {
  const evil = '"}); process.exit(1); // `</details>|\u001b[31m::error::x\u202e @everyone <img src=x>';
  const hostile = jsonLines(
    { ...flow('shop/web', '198.51.100.7', 443) },
    {
      flow: {
        ...flow('shop/web', '203.0.113.9', 443).flow,
        destination_names: [evil],
        source: {
          namespace: 'shop',
          pod_name: evil,
          labels: [`k8s:app=${evil}`],
          workloads: [{ name: evil, kind: 'Deployment' }],
        },
      },
    },
    {
      flow: { ...flow('shop/web', '203.0.113.9', 444).flow, destination_names: [evil] },
    },
  );

  test.each(['text', 'json', 'markdown', 'junit'])('%s has nothing of them that anybody obeys', async (format) => {
    const { out, err, code } = await runCli('replay', cluster, closed, '--traffic', hostile, '--format', format);
    expect(code).toBe(1);
    expect(`${out}${err}`).not.toMatch(/\u001b|\u202e/);
    expect(out.split('\n').some((line) => /^\s*::error::/.test(line))).toBe(false);
    if (format === 'junit') expect(out).not.toContain('<img');
    if (format === 'markdown') {
      const shownAsCode = /^`{3,}\w*$[^]*?^`{3,}$|(?<!\\)`[^`\n]*`/gm;
      expect(out.replace(shownAsCode, '')).not.toMatch(/<img|@everyone/);
    }
  });

  test('a name of a log is a text in a program, and never code of it', async () => {
    const { openings } = await json(closed, '--traffic', hostile);
    for (const { construct } of openings) {
      const withoutTexts = construct.replace(/"(?:[^"\\]|\\.)*"/g, '""');
      expect(withoutTexts).toMatch(/^new \w+\(\w+, "", \{ [\w:,. ()[\]"]* \}\);$/);
    }
  });
});

test('the help says what can be asked, and docs/REPLAY.md has every option', async () => {
  const { out } = await runCli('replay', '--help');
  const documented = readFileSync('docs/REPLAY.md', 'utf8');
  for (const option of out.match(/--[a-z-]+(?= )/g) ?? []) {
    if (['--kubernetes', '--help', '--config', '--version'].includes(option)) continue;
    expect(documented).toContain(option);
  }
});
