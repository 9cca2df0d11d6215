import { execFile, spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { AllowFlow, Layout, ModifiedFiles, NetpolApp } from '../../src';
import { writeFolder } from '../../src/gitops/write-folder';
import { filesIn, temporaryFolder } from '../support/folder';
import { bareStack, service } from '../support/tree';

const folder = temporaryFolder();
const inFolder = (path: string) => join(folder.path, path);
const INDEX = 'netpol-index.sha256';

type Files = Readonly<Record<string, string>>;

/** What a program with these namespaces makes, without the index. */
function filesOf(layout: Layout, namespaces: readonly string[], flows: number): Files {
  const app = new NetpolApp({ outdir: inFolder(`${layout}-${namespaces.join('-')}-${flows}`), layout });
  for (const namespace of namespaces) {
    const stack = bareStack(app, namespace, { owner: `team-${flows}` });
    const [to, from] = ['api', 'web'].map((name) => service(stack, name));
    for (let n = 0; n < flows; n++) {
      new AllowFlow(stack, `f${n}`, {
        from: from!,
        to: to!,
        ports: [to!.port('https')],
        reason: `flow ${n}`,
        metadata: { name: `flow-${n}` },
      });
    }
  }
  app.synth();
  const { [INDEX]: _index, ...files } = filesIn(app.outdir);
  return files;
}

/** Every object that whoever applies the folder would apply: all files, or those a kustomization leads to. */
function objectsIn(files: Files): Set<string> {
  const root = files['kustomization.yaml'];
  const paths = root === undefined ? Object.keys(files).filter((path) => path.endsWith('.k8s.yaml')) : led(files, '');
  const objects = paths.flatMap((path) =>
    parseAllDocuments(files[path]!).map((document) => document.toJS() as Manifest),
  );
  return new Set(objects.map(({ kind, metadata: { namespace, name } }) => `${kind} ${namespace}/${name}`));
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly namespace: string; readonly name: string };
}

function led(files: Files, base: string): string[] {
  const { resources } = parseAllDocuments(files[`${base}kustomization.yaml`]!)[0]!.toJS() as { resources: string[] };
  return resources.flatMap((resource) => {
    const path = base + resource;
    if (path.endsWith('.yaml')) {
      expect(files, 'a kustomization names a file that is not there').toHaveProperty([path]);
      return [path];
    }
    return led(files, `${path}/`);
  });
}

const run = promisify(execFile);
const script = join(__dirname, 'writer-process.cjs');

/** Runs the writer in a process of its own, and kills it at a step. */
async function write(to: string, files: Files, step?: number): Promise<{ steps?: number; killed: boolean }> {
  const list = `${to}.json`;
  writeFileSync(list, JSON.stringify(files));
  try {
    const { stdout } = await run(process.execPath, [script, to, list, ...(step === undefined ? [] : [String(step)])]);
    return { steps: Number(stdout), killed: false };
  } catch (error) {
    const { signal, stderr } = error as { signal?: string; stderr?: string };
    if (signal !== 'SIGKILL') throw new Error(stderr, { cause: error });
    return { killed: true };
  }
}

const complete = (to: string, files: Files) => writeFolder(to, new Map(Object.entries(files)), ModifiedFiles.FAIL);

/** What is neither half written nor the mark of the run that was killed. */
const isWhole = (path: string) => !/^\.netpol-(tmp-|lock)/.test(path);

test.each<[string, Layout, Layout]>([
  ['a file for each namespace', Layout.FILE_PER_NAMESPACE, Layout.FILE_PER_NAMESPACE],
  ['a folder for each namespace', Layout.FOLDER_PER_NAMESPACE, Layout.FOLDER_PER_NAMESPACE],
  ['a change of layout to folders', Layout.FILE_PER_NAMESPACE, Layout.FOLDER_PER_NAMESPACE],
  ['a change of layout to files', Layout.FOLDER_PER_NAMESPACE, Layout.FILE_PER_NAMESPACE],
  ['a change of layout to one file', Layout.FILE_PER_NAMESPACE, Layout.ONE_FILE],
  ['a change of layout from one file', Layout.ONE_FILE, Layout.FILE_PER_NAMESPACE],
])(
  'killed at any moment, no policy is lost that old and new have, and the next run completes it (%s)',
  async (...layouts) => {
    const [, from, to] = layouts;
    // One namespace goes, one comes, one changes; in each some policies go or come.
    const before = filesOf(from, ['gone', 'shop'], 2);
    const after = filesOf(to, ['new', 'shop'], 1);
    const shared = [...objectsIn(before)].filter((object) => objectsIn(after).has(object));
    expect(shared.length).toBeGreaterThan(1);
    const possible = new Set([...Object.values(before), ...Object.values(after)]);

    complete(inFolder('old'), before);
    cpSync(inFolder('old'), inFolder('whole'), { recursive: true });
    const { steps } = await write(inFolder('whole'), after);
    expect(steps).toBeGreaterThan(8);

    const killAt = async (step: number) => {
      const place = inFolder(`killed-${step}`);
      cpSync(inFolder('old'), place, { recursive: true });
      expect(await write(place, after, step)).toEqual({ killed: true });
      const { [INDEX]: _index, ...left } = filesIn(place);
      const files = Object.fromEntries(Object.entries(left).filter(([path]) => isWhole(path)));
      for (const text of Object.values(files)) expect(possible).toContain(text);
      expect([...objectsIn(files)]).toEqual(expect.arrayContaining(shared));
      complete(place, after);
      expect(filesIn(place)).toEqual(filesIn(inFolder('whole')));
    };
    const all = Array.from({ length: steps! }, (_, step) => step);
    for (let first = 0; first < all.length; first += 4) await Promise.all(all.slice(first, first + 4).map(killAt));
  },
  60_000,
);

test('killed while it writes for the first time, the next run of another program takes the files for its own', async () => {
  const place = inFolder('first');
  mkdirSync(place);
  const before = filesOf(Layout.FOLDER_PER_NAMESPACE, ['shop'], 3);
  const after = filesOf(Layout.FOLDER_PER_NAMESPACE, ['orders', 'shop'], 1);
  expect(await write(place, before, 12)).toEqual({ killed: true });
  expect(Object.keys(filesIn(place)).length).toBeGreaterThan(2);
  complete(place, after);
  const { [INDEX]: _index, ...files } = filesIn(place);
  expect(files).toEqual(after);
});

test('a read-only folder is named, and stays as it is', () => {
  const place = inFolder('read-only');
  writeFileSync(inFolder('files.json'), '{"a.yaml":"a: 1\\n"}');
  mkdirSync(place);
  chmodSync(place, 0o555);
  for (let up = place; up !== dirname(up) && up.startsWith(folder.path); up = dirname(up)) chmodSync(up, 0o555);
  const env = { ...process.env, ...(process.getuid?.() === 0 && { AS_NOBODY: '1' }) };
  const { status, stderr } = spawnSync(process.execPath, [script, place, inFolder('files.json')], {
    env,
    encoding: 'utf8',
  });
  chmodSync(folder.path, 0o755);
  expect(status).not.toBe(0);
  expect(stderr).toMatch(/The output folder ".*read-only" cannot be used: EACCES.*Name a folder you may write to/);
  expect(existsSync(join(place, 'a.yaml'))).toBe(false);
});

describe('two that write to one folder', () => {
  afterEach(() => vi.restoreAllMocks());

  test('leave the whole output of one of them, never a mixture', async () => {
    const programs = [
      filesOf(Layout.FOLDER_PER_NAMESPACE, ['billing', 'shop'], 3),
      filesOf(Layout.FILE_PER_NAMESPACE, ['orders', 'shop'], 2),
      filesOf(Layout.FOLDER_PER_NAMESPACE, ['orders', 'shop'], 1),
    ];
    const slow = async (to: string, files: Files, name: string) => {
      const list = inFolder(`${name}.json`);
      writeFileSync(list, JSON.stringify(files));
      await run(process.execPath, [script, to, list], { env: { ...process.env, SLOW: '1' } });
    };
    const whole = programs.map((files, index) => {
      complete(inFolder(`alone-${index}`), files);
      return filesIn(inFolder(`alone-${index}`));
    });
    for (let round = 0; round < 4; round++) {
      const place = inFolder(`round-${round}`);
      if (round % 2 === 1) complete(place, filesOf(Layout.ONE_FILE, ['shop'], 1));
      await Promise.all(programs.map((files, index) => slow(place, files, `${round}-${index}`)));
      expect(whole).toContainEqual(filesIn(place));
    }
  });

  /** Makes waiting short: each look at the clock finds it much later. */
  const inHaste = () => {
    let now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => (now += 3000));
  };

  test('wait for each other, and name who does not finish; one that was killed holds nobody up', async () => {
    const place = inFolder('place');
    const files = filesOf(Layout.FILE_PER_NAMESPACE, ['shop'], 1);
    writeFileSync(inFolder('list.json'), JSON.stringify(files));
    const holder = spawn(process.execPath, [script, place, inFolder('list.json')], {
      env: { ...process.env, STOP_AT: '6' },
    });
    const gone = new Promise((resolve) => holder.on('exit', resolve));
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    const before = filesIn(place);
    inHaste();
    expect(() => complete(place, {})).toThrow(
      new RegExp(`output folder ".*place": process ${holder.pid} on ${hostname()}, since 20.*remove .*\\.netpol-lock`),
    );
    vi.restoreAllMocks();
    expect(filesIn(place)).toEqual(before);
    holder.kill('SIGKILL');
    await gone;
    complete(place, files);
    expect(Object.keys(filesIn(place))).toEqual([INDEX, 'shop.k8s.yaml']);
  });

  const record = (changes: object) =>
    JSON.stringify({ process: 4_000_000, host: hostname(), since: '2026-01-01T00:00:00Z', id: 'x', ...changes });
  const HOUR_AGO = new Date(Date.now() - 3_600_000);

  test.each<[string, string, Date?]>([
    ['of another machine, an hour old', record({ host: 'elsewhere' }), HOUR_AGO],
    ['of another container, an hour old', record({ processes: 'pid:[1]', process: process.pid }), HOUR_AGO],
    ['with a text that is none, an hour old', '{"pro', HOUR_AGO],
    ['that is empty, an hour old', '', HOUR_AGO],
  ])('a lock %s is forgotten', (_name, text, time) => {
    const place = inFolder('place');
    mkdirSync(place);
    writeFileSync(join(place, '.netpol-lock'), text);
    if (time) utimesSync(join(place, '.netpol-lock'), time, time);
    complete(place, { 'a.yaml': 'a: 1\n' });
    expect(Object.keys(filesIn(place))).toEqual(['a.yaml', INDEX]);
  });

  test.skipIf(process.platform !== 'linux')('a process that has the number of the holder is not the holder', () => {
    const place = inFolder('place');
    mkdirSync(place);
    const processes = readlinkSync('/proc/self/ns/pid');
    writeFileSync(join(place, '.netpol-lock'), record({ process: process.pid, processes, started: '1' }));
    complete(place, { 'a.yaml': 'a: 1\n' });
    expect(Object.keys(filesIn(place))).toEqual(['a.yaml', INDEX]);
  });

  test.each<[string, string, RegExp]>([
    ['of another machine', record({ host: 'elsewhere' }), /process 4000000 on elsewhere, since 2026-01-01/],
    ['of another container', record({ processes: 'pid:[1]' }), /process 4000000 on/],
    ['whose text is not there yet', '', /somebody unknown/],
    ['with something else in it', '[1]', /somebody unknown/],
  ])('a fresh lock %s is respected', (_name, text, message) => {
    const place = inFolder('place');
    mkdirSync(place);
    writeFileSync(join(place, '.netpol-lock'), text);
    inHaste();
    expect(() => complete(place, { 'a.yaml': 'a: 1\n' })).toThrow(message);
    expect(filesIn(place)).toEqual({ '.netpol-lock': text });
  });
});
