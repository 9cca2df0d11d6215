import { expect, test } from 'vitest';
import { runCli } from './run-cli';
import { files, policies, workloads } from './shop';

const given = files({
  'shop.yaml': `${workloads}---\n${policies(9090)}`,
  'empty.yaml': '',
  'comment.yaml': '# nothing\n---\n',
  'data.yaml': '- 1\n',
  'broken.yaml': 'a: [',
  'a.yaml': 'assertions: [{ from: shop/web, to: orders/orders-api, port: TCP/9090, expect: allow }]\n',
});
const path = (name: string) => given[name]!;

test.each([
  ['check', []],
  ['reach', []],
  ['explain', ['--from', 'shop/web', '--to', 'orders/orders-api', '--port', 'TCP/9090']],
  ['test', ['--assertions', path('a.yaml')]],
])('netpol %s names an input that holds no object, and refuses where none does', async (command, options) => {
  for (const empty of ['empty.yaml', 'comment.yaml', 'data.yaml']) {
    const beside = await runCli(command, path('shop.yaml'), path(empty), ...options);
    expect(beside.err, empty).toContain(`warning: There is no Kubernetes object in ${JSON.stringify(path(empty))}.`);
    expect(beside.code, empty).toBe((await runCli(command, path('shop.yaml'), ...options)).code);
    expect((await runCli(command, path(empty), ...options)).code, empty).toBe(2);
  }
  // What is wrong with it is said already.
  const broken = await runCli(command, path('shop.yaml'), path('broken.yaml'), ...options);
  expect(broken.err).not.toContain('There is no Kubernetes object');
});

test.each(['diff', 'implies'])('netpol %s refuses an empty side, and names it', async (command) => {
  for (const sides of [
    ['shop.yaml', 'empty.yaml'],
    ['empty.yaml', 'shop.yaml'],
  ]) {
    const { code, out, err } = await runCli(command, ...sides.map(path));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`There is no Kubernetes object in ${JSON.stringify(path('empty.yaml'))}.`);
  }
});

test('netpol diff names a side that is empty beside what both share', async () => {
  const { code, err } = await runCli('diff', path('empty.yaml'), path('shop.yaml'), '--with', path('shop.yaml'));
  expect(code).toBe(0);
  expect(err).toContain(`warning: There is no Kubernetes object in ${JSON.stringify(path('empty.yaml'))}.`);
});
