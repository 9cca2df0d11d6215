import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files } from './shop';
import type { MapData } from '../../src/report/map/map-data';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop, labels: { app: web } }\n';
const DENY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: {} }
`;
const dataIn = (page: string) => JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)![1]!) as MapData;

test('the page holds the command that asks again, with the options that its answer depends on', async () => {
  const { 'a b.yaml': file } = files({ 'a b.yaml': POD });
  const { code, out } = await runCli('map', file!, '--cni', 'calico@3.30', '--as-of', '2026-11-25');
  expect(code).toBe(0);
  expect(dataIn(out)).toMatchObject({ asOf: '2026-11-25', command: `netpol explain '${file}' --cni calico@3.30` });
});

test('the difference is the one of netpol diff', async () => {
  const { 'old.yaml': old, 'new.yaml': now } = files({ 'old.yaml': POD, 'new.yaml': `${POD}---\n${DENY}` });
  const { changes, ports } = dataIn((await runCli('map', now!, '--diff', old!)).out);
  expect(changes!.before.map((set) => ports.text[set])).toContain('all ports');
  expect(changes!.causes).toEqual([expect.stringContaining('policy shop/deny added')]);
});

test('what cannot be used makes exit code 2, and stands on the page', async () => {
  const { 'a.yaml': file } = files({ 'a.yaml': `${POD}---\n${DENY.replace('podSelector', 'podSelektor')}` });
  const { code, out, err } = await runCli('map', file!);
  expect(code).toBe(2);
  expect(err).toContain('podSelektor');
  expect(dataIn(out).notes).toEqual([expect.stringContaining('left out')]);
});

test.each([
  [['--as-of', 'yesterday'], 'no calendar day'],
  [['--as-of', '2026-02-31'], 'no calendar day'],
  [['--diff', 'nowhere'], '"nowhere" cannot be read'],
  [['--dif', 'old'], 'Did you mean --diff?'],
])('with %j it says what is wrong, and writes nothing', async (args, message) => {
  const { 'a.yaml': file } = files({ 'a.yaml': POD });
  const page = file!.replace('a.yaml', 'map.html');
  const { code, err } = await runCli('map', file!, ...args, '--output', page);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(existsSync(page)).toBe(false);
});

test('equal input makes equal bytes', async () => {
  const { 'a.yaml': file } = files({ 'a.yaml': `${POD}---\n${DENY}` });
  const pages = ['one.html', 'two.html'].map((name) => file!.replace('a.yaml', name));
  for (const page of pages) await runCli('map', file!, '--output', page);
  expect(readFileSync(pages[0]!, 'utf8')).toBe(readFileSync(pages[1]!, 'utf8'));
});
