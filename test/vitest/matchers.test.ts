import { expect, test } from 'vitest';
import { Reachability } from '../../src';
import { pod, policy } from '../fixtures/objects';

const reach = Reachability.fromObjects([
  pod('shop/web', { labels: { app: 'web' } }),
  pod('shop/db', { labels: { app: 'db' } }),
  pod('lab/a'),
  pod('lab/b'),
  pod('shop/cache', { labels: { app: 'cache' } }),
  pod('edge/hosted', { labels: { app: 'web' }, spec: { hostNetwork: true } }),
  policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  policy('shop/web', {
    podSelector: { matchLabels: { app: 'web' } },
    egress: [
      { to: [{ podSelector: { matchLabels: { app: 'db' } } }], ports: [{ port: 5432 }] },
      { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }], ports: [{ port: 443 }] },
    ],
  }),
  policy('shop/db', {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }],
  }),
]);

const query = { from: 'shop/web', to: 'shop/db', port: 'TCP/5432' };
const internet = { from: 'shop/web', to: '0.0.0.0/0 except 10.0.0.0/8', ports: ['TCP/443'] };
const database = { from: 'shop/web', to: 'shop/db', ports: ['TCP/5432'] };

test('matchers that hold', () => {
  expect(reach).toAllow(query);
  expect(reach).toDeny({ from: 'lab/*', to: 'shop/*' });
  expect(reach).not.toAllow({ ...query, port: 'TCP/1' });
  expect(reach).not.toDeny(query);
  expect(reach).toHaveExactly([database, internet]);
  expect(reach).not.toHaveExactly([database]);
});

test('a failure is the explanation: who selects, which rule, what would change it', () => {
  const denied = () => expect(reach).toAllow({ from: 'lab/a', to: 'shop/db', port: 'TCP/5432' });
  expect(denied).toThrow('Expected lab/a to shop/db on TCP/5432 to be allowed.');
  expect(denied).toThrow('shop/deny');
  expect(denied).toThrow('To allow it:');
  expect(() => expect(reach).toDeny(query)).toThrow('spec.egress[0]');
  expect(() => expect(reach).not.toAllow(query)).toThrow('not to be allowed');
});

test('a flow that is partly allowed is neither allowed nor denied', () => {
  const partly = { from: 'shop/web', to: 'shop/db', port: 'TCP/5432-5433' };
  expect(() => expect(reach).toAllow(partly)).toThrow('Some of it is allowed');
  expect(() => expect(reach).toDeny(partly)).toThrow('Some of it is allowed');
});

test.each([
  ['partly open', { from: 'shop/web', to: 'shop/db', port: 'TCP/5432-5433' }],
  ['open on one of two ports', { from: 'shop/web', to: 'shop/db', ports: ['TCP/5432', 'TCP/1'] }],
  ['open on every port but some', { from: 'shop/web', to: 'shop/db' }],
  ['open from one pod of a namespace', { from: 'shop/*', to: 'shop/db', port: 'TCP/5432' }],
  ['undefined', { from: 'edge/hosted', to: 'shop/db', port: 'TCP/5432' }],
])('what is %s fails both ways, with not and without', (_, flow) => {
  expect(() => expect(reach).toAllow(flow)).toThrow('to be allowed');
  expect(() => expect(reach).not.toAllow(flow)).toThrow('not to be allowed');
  expect(() => expect(reach).toDeny(flow)).toThrow('to be denied');
  expect(() => expect(reach).not.toDeny(flow)).toThrow('not to be denied');
});

test('port and ports are taken everywhere, as text and as number', () => {
  const ends = { from: 'shop/web', to: 'shop/db' };
  expect(reach).toAllow({ ...ends, port: 5432 });
  expect(reach).toAllow({ ...ends, ports: [5432] });
  expect(reach).toAllow({ ...ends, ports: ['TCP/5432'] });
  expect(reach).toDeny({ ...ends, ports: [5433, 'UDP/5432'] });
  expect(reach).not.toAllow({ ...ends, ports: [5433, 'UDP/5432'] });
  expect(reach).toHaveExactly([{ ...ends, port: 5432 }, internet]);
  expect(reach).toHaveExactly([
    { ...ends, port: 'TCP/5432' },
    { ...internet, ports: [443] },
  ]);
});

const mistakes: readonly (readonly [string, unknown, RegExp])[] = [
  ['an unknown key', { ...query, protocol: 'TCP' }, /a flow has no protocol\. It has from, to, and port or ports\./],
  ['a misspelt key', { from: 'shop/web', to: 'shop/db', prot: 1 }, /There is no prot\. Did you mean port\?/],
  ['port and ports', { ...query, ports: ['TCP/1'] }, /port and ports are both given\. Keep one/],
  ['no ports', { ...database, ports: [] }, /names no ports/],
  [
    'ports that are no list',
    { ...database, ports: 'TCP/1' },
    /ports: a list of ports is needed here, and the text "TCP\/1"/,
  ],
  ['a port of another type', { ...database, ports: [true] }, /ports\[0\]: a port is needed here, and true was given/],
  ['a number that is no port', { from: 'shop/web', to: 'shop/db', port: 70000 }, /out of range/],
  ['no destination', { from: 'shop/web' }, /to is missing/],
  [
    'a workload in place of its name',
    { ...query, from: reach },
    /from: a text is needed here, and a Reachability was given/,
  ],
  ['a text', 'shop/web -> shop/db', /the text "shop\/web -> shop\/db" was given/],
  ['null', null, /nothing was given/],
];

test.each(mistakes)('%s is a mistake in the test, whatever the matcher', (_, flow, message) => {
  const wrong = flow as never;
  expect(() => expect(reach).toAllow(wrong)).toThrow(message);
  expect(() => expect(reach).not.toAllow(wrong)).toThrow(message);
  expect(() => expect(reach).toDeny(wrong)).toThrow(message);
  expect(() => expect(reach).toHaveExactly([wrong])).toThrow(message);
  expect(() => expect(reach).not.toHaveExactly([wrong])).toThrow(message);
});

test('one flow in place of a list is a mistake', () => {
  expect(() => expect(reach).toHaveExactly(query as never)).toThrow('a list of flows is needed');
});

test.each(['toAllow', 'toDeny'] as const)('%s and its opposite fail for a workload that is not there', (matcher) => {
  const unknown = { from: 'shop/wbe', to: 'shop/db' };
  expect(() => expect(reach)[matcher](unknown)).toThrow('Did you mean shop/web?');
  expect(() => expect(reach).not[matcher](unknown)).toThrow('Did you mean shop/web?');
});

test('toHaveExactly says what is missing, what is too much, and why', () => {
  const wrong = () =>
    expect(reach).toHaveExactly([
      { ...database, ports: ['TCP/5432', 'UDP/53'] },
      { ...internet, to: '0.0.0.0/0' },
    ]);
  expect(wrong).toThrow('Expected, but not allowed:\n  shop/web -> shop/db  UDP/53\n  shop/web -> 10.0.0.0/8  TCP/443');
  expect(() => expect(reach).toHaveExactly([database])).toThrow(
    'Allowed, but not expected:\n  shop/web -> any IPv4 address except 10.0.0.0/8  TCP/443',
  );
});

test.each([
  [{ ...database, from: 'shop/wbe' }, 'Did you mean shop/web?'],
  [{ ...database, ports: [] }, 'names no ports'],
  [{ ...database, ports: ['5432'] }, 'Write TCP/5432'],
  [{ ...internet, from: '::/0' }, 'outside the cluster'],
])('toHaveExactly refuses %j', (wrong, message) => {
  expect(() => expect(reach).toHaveExactly([wrong])).toThrow(message);
});

test('the notation of reports can be pasted back', () => {
  expect(reach).toHaveExactly(reach.connections());
});

test('anything but a Reachability is a mistake', () => {
  expect(() => expect('app').toAllow(query)).toThrow('is for a Reachability');
});
