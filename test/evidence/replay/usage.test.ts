import { describe, expect, test } from 'vitest';
import { DAY, FROM, ReplayInput, UNTIL, allow, denyAll, replayed, seen, shop, workload } from './shop';
import type { TrafficRecord } from '../../../src/traffic/aggregation/traffic-record';
import { pod, policy } from '../../fixtures/objects';

/** Each allowance in short, `shop/web-to-orders egress[0].to[0].ports[0]: used 1`, with why and remarks. */
function usage(input: ReplayInput): string[] {
  return replayed(input).usage.allowances.map(({ allowance, state, connections, why, silent, remarks }) => {
    const { policy: own, direction, rule, peer, port } = allowance;
    const [rules, peers] = direction === 'Egress' ? ['egress', 'to'] : ['ingress', 'from'];
    const place = `${own.namespace}/${own.name} ${rules}[${rule}]${peer === undefined ? '' : `.${peers}[${peer}]`}${port === undefined ? '' : `.ports[${port}]`}`;
    const more = [why, silent?.map(({ id }) => id).join(' '), ...remarks].filter((text) => text);
    return `${place}: ${state} ${connections}${more.length > 0 ? ` (${more.join('; ')})` : ''}`;
  });
}

const everyone = (...names: string[]): TrafficRecord[] =>
  names.map((name) => seen(`shop/${name}`, '203.0.113.9', 443, { protocol: 'TCP' }));
const into = (app: string, rules: object[], more: object = {}) => ({
  ...policy(`shop/${app}`, { podSelector: { matchLabels: { app } }, policyTypes: ['Ingress'], ingress: rules }),
  ...more,
});
const from = (app: string) => ({ podSelector: { matchLabels: { app } } });

describe('rows of the reference', () => {
  test('17 nothing of a CronJob was seen: that says nothing', () => {
    expect(usage({ flows: everyone('db', 'web'), after: [denyAll, ...allow('report', 'db', 5432)] })).toEqual([
      'shop/report-to-db egress[0].to[0].ports[0]: silent 0 (shop/report[CronJob])',
      'shop/db-from-report ingress[0].from[0].ports[0]: silent 0 (shop/report[CronJob])',
    ]);
  });

  test('18 unused by those who were active', () => {
    expect(usage({ flows: everyone('web', 'cache'), after: [denyAll, ...allow('web', 'cache', 6379)] })).toEqual([
      'shop/web-to-cache egress[0].to[0].ports[0]: unused 0',
      'shop/cache-from-web ingress[0].from[0].ports[0]: unused 0',
    ]);
  });

  test('19 two rules allow the same: without one of them, nothing is denied', () => {
    const after = [
      into('orders', [{ from: [from('web')], ports: [{ port: 8080 }] }, { from: [from('web'), from('db')] }]),
    ];
    expect(usage({ flows: [seen('shop/web', 'shop/orders'), ...everyone('db')], after })).toEqual([
      'shop/orders ingress[0].from[0].ports[0]: used-beside-others 1',
      'shop/orders ingress[1].from[0]: used-beside-others 1',
      'shop/orders ingress[1].from[1]: unused 0',
    ]);
  });

  test('20 a range of which one port was seen', () => {
    const after = [into('orders', [{ from: [from('web')], ports: [{ port: 8000, endPort: 8999 }] }])];
    expect(usage({ flows: [seen('shop/web', 'shop/orders')], after })).toEqual([
      'shop/orders ingress[0].from[0].ports[0]: used 1 (One of 1000 ports: TCP 8080.)',
    ]);
  });

  test('21 a collector that lost an eighth: nothing is called unused', () => {
    const head = { lost: { events: 14, lines: 0 } };
    expect(usage({ flows: everyone('web', 'cache'), after: allow('web', 'cache', 6379), head })).toEqual([
      'shop/web-to-cache egress[0].to[0].ports[0]: lossy 0 (flows.jsonl: the collector lost 14 events, 12 %.)',
      'shop/cache-from-web ingress[0].from[0].ports[0]: lossy 0 (flows.jsonl: the collector lost 14 events, 12 %.)',
    ]);
  });
});

describe('nothing is called unused where it could not have been seen', () => {
  const after = [
    into('cache', [{ from: [from('web')], ports: [{ port: 6379 }] }, { from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }]),
  ];
  const flows = everyone('web', 'cache');
  const [pods, block] = ['shop/cache ingress[0].from[0].ports[0]', 'shop/cache ingress[1].from[0]'];

  test.each<[string, ReplayInput, string, string]>([
    ['a whole log', { flows, after }, 'unused 0', 'unused 0'],
    [
      'no ports',
      { flows, after, head: { missingFields: ['ports'] } },
      'cannot-be-seen 0 (The logs have no ports.)',
      'cannot-be-seen 0 (The logs have no ports.)',
    ],
    [
      'no addresses',
      { flows, after, head: { missingFields: ['addresses'] } },
      'unused 0',
      'cannot-be-seen 0 (The logs have no addresses.)',
    ],
    [
      'sampled',
      { flows, after, head: { lost: { events: 0, lines: 0, sampled: 50 } } },
      'lossy 0 (flows.jsonl: only one of 50 packets was looked at.)',
      'lossy 0 (flows.jsonl: only one of 50 packets was looked at.)',
    ],
    [
      'lines that could not be read',
      { flows, after, head: { lost: { events: 0, lines: 2 } } },
      'lossy 0 (flows.jsonl: 2 lines could not be read, 2.0 %.)',
      'lossy 0 (flows.jsonl: 2 lines could not be read, 2.0 %.)',
    ],
    [
      'a gap of a day',
      { flows, after, head: { gaps: [{ from: FROM, until: FROM + DAY, why: 'NODATA' }] } },
      'lossy 0 (The logs have 1 gap, 14 % of the window.)',
      'lossy 0 (The logs have 1 gap, 14 % of the window.)',
    ],
    [
      'no time',
      { flows, after, head: { from: undefined, until: undefined, missingFields: ['time'] } },
      'not-watched 0 (The logs have no times, so there is no window to speak of.)',
      'not-watched 0 (The logs have no times, so there is no window to speak of.)',
    ],
    [
      'denials only',
      { flows: flows.map((one) => ({ ...one, verdict: 'denied' as const })), after },
      'lossy 0 (The logs have denials only, so what was allowed is not in them.)',
      'lossy 0 (The logs have denials only, so what was allowed is not in them.)',
    ],
  ])('%s', (_name, input, ofPods, ofBlock) => {
    expect(usage(input)).toEqual([`${pods}: ${ofPods}`, `${block}: ${ofBlock}`]);
  });

  test('a policy that is younger than the window, an exception, and one that is to be kept', () => {
    const rule = [{ from: [from('web')] }];
    const named = (name: string, metadata: object) => {
      const one = into('cache', rule) as { metadata: object };
      return { ...one, metadata: { ...one.metadata, name, ...metadata } };
    };
    const policies = [
      named('young', { creationTimestamp: new Date(FROM + DAY).toISOString() }),
      named('old', { creationTimestamp: new Date(FROM - DAY).toISOString() }),
      named('exception', { annotations: { 'cdk8s-netpol/exception-expires': '2026-12-31' } }),
      named('keep', { annotations: { 'cdk8s-netpol/keep': 'true' } }),
    ];
    expect(usage({ flows, after: policies })).toEqual([
      'shop/young ingress[0].from[0]: not-watched 0 (The policy is younger than the window.)',
      'shop/old ingress[0].from[0]: unused 0',
      'shop/exception ingress[0].from[0]: kept-on-purpose 0 (The policy is an exception until 2026-12-31.)',
      'shop/keep ingress[0].from[0]: kept-on-purpose 0 (The policy says cdk8s-netpol/keep.)',
    ]);
  });

  test('nodes and link-local addresses', () => {
    const cluster = [
      ...shop,
      {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: 'a' },
        status: { addresses: [{ type: 'InternalIP', address: '192.168.0.11' }] },
      },
    ];
    const blocks = ['192.168.0.11/32', '169.254.20.10/32'].map((cidr) => ({ from: [{ ipBlock: { cidr } }] }));
    expect(usage({ flows, cluster, after: [into('cache', blocks)] })).toEqual([
      'shop/cache ingress[0].from[0]: cannot-be-seen 0 (Few logs show connections with nodes.)',
      'shop/cache ingress[1].from[0]: cannot-be-seen 0 (Connections to link-local addresses do not leave their node.)',
    ]);
  });
});

test('a block and a selector of which a part was seen are remarked on', () => {
  const cluster = [...shop, pod('shop/tool', { labels: { app: 'tool' } })];
  const after = [
    into('web', [
      { from: [{ ipBlock: { cidr: '203.0.113.0/24' } }], ports: [{ port: 443 }] },
      { from: [{ podSelector: {} }], ports: [{ port: 80 }] },
    ]),
  ];
  const flows = [
    seen('203.0.113.7', 'shop/web', 443),
    seen('203.0.113.9', 'shop/web', 443),
    seen('shop/db', 'shop/web', 80),
  ];
  expect(usage({ flows, cluster, after })).toEqual([
    'shop/web ingress[0].from[0].ports[0]: used 2 (2 of 256 addresses: 203.0.113.7, 203.0.113.9.)',
    'shop/web ingress[1].from[0].ports[0]: used 1 (One of 6 workloads: shop/db[StatefulSet].)',
  ]);
});

test('a named port is used by the number that the pod gives it', () => {
  const cluster = [
    pod('shop/api', {
      labels: { app: 'api' },
      spec: { containers: [{ ports: [{ name: 'http', containerPort: 8443 }] }] } as object,
    }),
    ...shop,
  ];
  const after = [into('api', [{ from: [from('web')], ports: [{ port: 'http' }] }])];
  const api = { role: 'workload', ns: 'shop', owner: 'api', kind: 'Pod' } as const;
  expect(usage({ flows: [seen('shop/web', api, 8443)], cluster, after })).toEqual([
    'shop/api ingress[0].from[0].ports[0]: used 1',
  ]);
  expect(usage({ flows: [seen('shop/web', api, 8080)], cluster, after })).toEqual([
    'shop/api ingress[0].from[0].ports[0]: unused 0',
  ]);
});

describe('readiness', () => {
  const states = (input: ReplayInput): Record<string, string> =>
    Object.fromEntries(
      replayed(input).readiness.workloads.map(({ workload: { name }, state, notCovered }) => [
        name,
        `${state}${notCovered.map(({ workload: { id } }) => `, not ${id}`).join('')}`,
      ]),
    );
  const monthly = shop;
  const nightly = [
    ...shop.filter((one) => one !== shop[7]),
    workload('shop/report', 'CronJob', undefined, { schedule: '30 2 * * *' }),
  ];
  const at = (first: number) => [seen('shop/web', 'shop/db', 5432, { first })];
  const month = { from: FROM, until: FROM + 14 * DAY };

  test.each<[string, ReplayInput, string]>([
    ['a pair that is new on the last day', { flows: at(UNTIL - DAY / 2), after: [], cluster: nightly }, 'learning'],
    ['a pair that is new in the last fifth', { flows: at(UNTIL - 1.3 * DAY), after: [], cluster: nightly }, 'learning'],
    [
      'nobody new for a day and a fifth of the window',
      { flows: at(UNTIL - 3 * DAY), after: [], cluster: nightly },
      'stabilising',
    ],
    [
      'nobody new for a week, and every night in it',
      { flows: at(FROM), after: [], cluster: nightly, head: month },
      'stable',
    ],
    [
      'a window of hours',
      { flows: at(FROM), after: [], cluster: nightly, head: { from: FROM, until: FROM + DAY / 2 } },
      'learning',
    ],
    [
      'nobody new for a week, and the month has not turned',
      { flows: at(FROM), after: [], cluster: monthly, head: month },
      'stabilising, not shop/report[CronJob]',
    ],
    [
      'nobody new for a week, and the CronJob is suspended',
      {
        flows: at(FROM),
        after: [],
        cluster: [
          ...shop.filter((one) => one !== shop[7]),
          workload('shop/report', 'CronJob', undefined, { suspend: true }),
        ],
        head: month,
      },
      'stable',
    ],
  ])('%s: %s', (_name, input, state) => {
    expect(states(input).web).toBe(state);
  });

  test('who was not seen is silent, and the next run of its schedule is known', () => {
    const { workloads, schedules } = replayed({ flows: at(FROM), after: [] }).readiness;
    expect(workloads.find(({ workload: { name } }) => name === 'report')!.state).toBe('silent');
    expect(schedules.map(({ missed, next }) => [missed, new Date(next!).toISOString()])).toEqual([
      [true, '2026-12-01T03:00:00.000Z'],
    ]);
  });

  test('clients from outside are nobody new, each with an address of its own', () => {
    const flows = [1, 2, 3].map((n) =>
      seen(`203.0.113.${n}`, 'shop/web', 443, { first: FROM + (n === 1 ? 0 : 13 * DAY) }),
    );
    expect(states({ flows, after: [], cluster: nightly, head: month }).web).toBe('stable');
  });
});
