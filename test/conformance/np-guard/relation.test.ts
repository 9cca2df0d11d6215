import { expect, test } from 'vitest';
import type { Connection, PortRange } from '../subject';
import { canonicalLines } from './relation';

const tcp = (from: number, to = from): PortRange => ({ protocol: 'TCP', from, to });
const a = { workload: 'shop/a[Pod]' };
const b = { workload: 'shop/b[Pod]' };

test('relations that mean the same have the same lines', () => {
  const split: Connection[] = [
    { from: a, to: b, ports: [tcp(81)] },
    { from: a, to: b, ports: [tcp(1, 80), tcp(443)] },
    { from: { first: '128.0.0.0', last: '255.255.255.255' }, to: a, ports: [tcp(1, 9)] },
    { from: { first: '0.0.0.0', last: '127.255.255.255' }, to: a, ports: [tcp(5, 9), tcp(1, 4)] },
    { from: { first: '::', last: '::1' }, to: a, ports: [tcp(1)] },
    { from: a, to: a, ports: [tcp(1)] },
    { from: b, to: { first: '10.0.0.0', last: '10.0.0.1' }, ports: [] },
  ];
  expect(canonicalLines(split, new Set())).toEqual([
    'shop/a[Pod] <= 0.0.0.0-255.255.255.255 : TCP 1-9',
    'shop/a[Pod] => shop/b[Pod] : TCP 1-81, TCP 443-443',
  ]);
});

test('neighbours with other ports stay apart, and what is left out has no line', () => {
  const rows: Connection[] = [
    { from: a, to: { first: '10.0.0.0', last: '10.0.0.1' }, ports: [tcp(80)] },
    { from: a, to: { first: '10.0.0.2', last: '10.0.0.2' }, ports: [tcp(81)] },
    { from: a, to: b, ports: [tcp(80)] },
  ];
  expect(canonicalLines(rows, new Set([b.workload]))).toEqual([
    'shop/a[Pod] => 10.0.0.0-10.0.0.1 : TCP 80-80',
    'shop/a[Pod] => 10.0.0.2-10.0.0.2 : TCP 81-81',
  ]);
});
