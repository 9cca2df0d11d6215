import { expect, test } from 'vitest';
import { InvalidInput } from '../../../src/model/invalid-input';
import { parseEndpoint } from '../../../src/reachability/question/endpoint-expression';
import { parsePorts } from '../../../src/reachability/question/port-expression';

test.each([
  ['TCP/8443', ['TCP 8443']],
  ['udp/53', ['UDP 53']],
  ['TCP/8000-8100', ['TCP 8000-8100']],
  ['SCTP/*', ['SCTP 1-65535']],
  ['*', ['TCP 1-65535', 'UDP 1-65535', 'SCTP 1-65535']],
])('the port %s is read', (text, expected) => {
  expect(parsePorts(text).toStrings()).toEqual(expected);
});

test.each([
  ['8443', 'Write TCP/8443'],
  ['TCP/0', 'out of range'],
  ['TCP/65536', 'out of range'],
  ['TCP/1-70000', 'out of range'],
  ['TCP/90-80', 'Write TCP/80-90'],
  ['ICMP/1', 'is no port'],
  ['TCP/https', 'another number on each pod'],
  ['TCP/', 'is no port'],
  ['TCP/1/2', 'is no port'],
  ['TCP/99999999999999999999', 'out of range'],
  ['', 'is no port'],
])('the port %j is refused with what to write instead', (text, message) => {
  expect(() => parsePorts(text)).toThrow(InvalidInput);
  expect(() => parsePorts(text)).toThrow(message);
});

test.each([
  ['shop/web', { kind: 'named', namespace: 'shop', name: 'web' }],
  ['shop/web[Deployment]', { kind: 'named', namespace: 'shop', name: 'web', workloadKind: 'Deployment' }],
  ['shop/*', { kind: 'namespace', namespace: 'shop' }],
  ['shop:{app=web,app.kubernetes.io/part-of=x}', { kind: 'imagined', namespace: 'shop' }],
  ['shop:{}', { kind: 'imagined', labels: {} }],
  ['8.8.8.8', { kind: 'addresses', range: { family: 4, first: 0x08080808n, last: 0x08080808n } }],
  ['10.0.0.0/8', { kind: 'addresses', range: { family: 4, first: 0x0a000000n, last: 0x0affffffn } }],
  ['10.0.0.0-10.0.0.9', { kind: 'addresses', range: { family: 4, first: 0x0a000000n, last: 0x0a000009n } }],
  ['2001:db8::/32', { kind: 'addresses', range: { family: 6, first: 0x20010db8n << 96n } }],
  ['::1', { kind: 'addresses', range: { family: 6, first: 1n, last: 1n } }],
])('the endpoint %s is read', (text, expected) => {
  expect(parseEndpoint(text)).toMatchObject({ text, ...expected });
});

test('labels of an imagined pod never reach a prototype', () => {
  const endpoint = parseEndpoint('shop:{constructor=x}');
  expect(endpoint.kind === 'imagined' && Object.entries(endpoint.labels)).toEqual([['constructor', 'x']]);
});

test.each([
  ['web', 'Write namespace/name'],
  ['', 'is no endpoint'],
  ['Shop/web', 'lower case'],
  ['shop/', 'is no endpoint'],
  ['shop/web/x', 'is no endpoint'],
  ['10.0.0.5/8', 'bits set beyond'],
  ['10.0.0.0/33', 'prefix length'],
  ['10.0.0.256', 'is no endpoint'],
  ['10.0.0.9-10.0.0.1', 'lower address first'],
  ['shop:{app}', 'is no label'],
  ['shop:{app=web,app=api}', 'stands twice'],
  ['shop:{-app=web}', 'No pod can have the label'],
  ['shop/*[Deployment]', 'names a kind but no workload'],
])('the endpoint %j is refused with what to write instead', (text, message) => {
  expect(() => parseEndpoint(text)).toThrow(InvalidInput);
  expect(() => parseEndpoint(text)).toThrow(message);
});
