import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { policies, workloads } from './shop';
import { temporaryFolder } from '../support/folder';

const folder = temporaryFolder();
const inFolder = (name: string) => join(folder.path, name);
const fillFolder = () => writeFileSync(inFolder('shop.yaml'), `${workloads}---\n${policies(9090)}`);

/** What is called like a manifest and cannot be read as one. */
const STRANGE: [string, (path: string) => unknown][] = [
  ['a link that leads nowhere', (path) => symlinkSync('nowhere', path)],
  ['a link that leads nowhere', (path) => symlinkSync(path, path)],
  ['a named pipe', (path) => spawnSync('mkfifo', [path])],
  ['a device', (path) => symlinkSync('/dev/null', path)],
];

describe.each(STRANGE)('%s in a folder', (what, make) => {
  test('is named: check fails, and other answers are said to leave something out', async () => {
    fillFolder();
    make(inFolder('extra.yaml'));
    const checked = await runCli('check', folder.path);
    expect(checked.code).toBe(1);
    expect(checked.out).toContain(`extra.yaml`);
    expect(checked.out).toContain(`This is ${what}; it was not read.`);
    const reached = await runCli('reach', folder.path);
    expect(reached.code).toBe(2);
    expect(reached.err).toContain(`This is ${what}; it was not read.`);
  });

  test('is of no interest under another name', async () => {
    fillFolder();
    make(inFolder('notes.txt'));
    expect((await runCli('reach', folder.path)).code).toBe(0);
  });
});

test('a socket in a folder is named', async () => {
  fillFolder();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(inFolder('s.yaml'), resolve));
  const { code, err } = await runCli('reach', folder.path);
  await new Promise((resolve) => server.close(resolve));
  expect([code, err]).toEqual([2, expect.stringContaining('This is a socket; it was not read.')]);
});

test('a link to a folder is named, and nobody fails because of it; hidden ones are of no interest', async () => {
  fillFolder();
  mkdirSync(inFolder('..data'));
  symlinkSync('..data', inFolder('..now'));
  expect((await runCli('reach', folder.path)).err).toBe('');
  symlinkSync(folder.path, inFolder('circle'));
  const { code, err } = await runCli('reach', folder.path);
  expect([code, err]).toEqual([0, expect.stringMatching(/circle.*This is a link to a folder; it was not read\./s)]);
});

test.each([['---\n'], ['...\n'], ['--- '], ['---\n# nothing\n']])(
  'an assertion file with something behind its end is refused (%j)',
  async (separator) => {
    fillFolder();
    const one = 'assertions: [{ from: shop/web, to: orders/orders-api, port: TCP/9090, expect: allow }]\n';
    const two = one.replace('allow', 'deny');
    writeFileSync(inFolder('assertions'), one + separator + (separator.includes('nothing') ? '' : two));
    const { code, err } = await runCli('test', inFolder('shop.yaml'), '--assertions', inFolder('assertions'));
    expect(code).toBe(2);
    expect(err).toMatch(/assertions:\d+:\d+: The assertion file has to be one document/);
  },
);
