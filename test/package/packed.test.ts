import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(__dirname, '../..');
const MODULES = join(ROOT, 'node_modules');
/** What a consumer has installed beside this package: its peers, and the tools of its tests. */
const PEERS = ['cdk8s', 'constructs', 'vitest', 'typescript', '@types/node'];

/** A test as a consumer writes it; `.ts` in a CommonJS package too, since vitest makes ES modules of them. */
const CONSUMER_TEST = `
import { expect, test } from 'vitest';
import { AllowFlow, NamespaceStack, NetpolApp, Platform, Port, Reachability } from 'cdk8s-netpol';
import 'cdk8s-netpol/vitest';

const app = new NetpolApp();
const shop = new NamespaceStack(app, 'shop', { platform: Platform.kubeadm() });
const web = shop.workload('web', { labels: { app: 'web' } });
const db = shop.workload('db', { labels: { app: 'db' } });
new AllowFlow(app, 'query', { from: web, to: db, ports: [Port.tcp(5432)] });
const reach = Reachability.fromApp(app);

test('the matchers hold', () => {
  expect(reach).toAllow({ from: 'shop/web', to: 'shop/db', port: 'TCP/5432' });
  expect(reach).toDeny({ from: 'shop/db', to: 'shop/web' });
  expect(reach).toHaveExactly([{ from: 'shop/web', to: 'shop/db', ports: ['TCP/5432'] }]);
});

test('a failure explains', () => {
  const wrong = () => expect(reach).toDeny({ from: 'shop/web', to: 'shop/db', port: 'TCP/5432' });
  expect(wrong).toThrow('To deny it');
});
`;

const REQUIRED = `
const { Reachability } = require('cdk8s-netpol');
const { matchers } = require('cdk8s-netpol/vitest');
const reach = Reachability.fromObjects([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'lab' } }]);
const { pass } = matchers.toAllow.call({}, reach, { from: 'lab/a', to: '8.8.8.8', port: 'TCP/443' });
process.stdout.write(String(pass));
`;

/** The same under jest, which is not installed here: its globals are, as far as a matcher sees of them. */
const JEST_GLOBALS = `
declare namespace jest { interface Matchers<R, T = {}> { toBe(expected: T): R } }
declare const expect: { <T>(actual: T): jest.Matchers<void, T> & { not: jest.Matchers<void, T> } };
declare function test(name: string, body: () => void): void;
`;
const JEST_TEST = `
import { AllowFlow, NamespaceStack, NetpolApp, Platform, Port, Reachability } from 'cdk8s-netpol';
import 'cdk8s-netpol/jest';

const app = new NetpolApp();
const shop = new NamespaceStack(app, 'shop', { platform: Platform.kubeadm() });
const web = shop.workload('web', { labels: { app: 'web' } });
const db = shop.workload('db', { labels: { app: 'db' } });
new AllowFlow(app, 'query', { from: web, to: db, ports: [Port.tcp(5432)] });
const reach = Reachability.fromApp(app);

test('the matchers hold', () => {
  expect(reach).toAllow({ from: 'shop/web', to: 'shop/db', port: 5432 });
  expect(reach).not.toAllow({ from: 'shop/db', to: 'shop/web' });
  expect(reach).toHaveExactly([{ from: 'shop/web', to: 'shop/db', port: 'TCP/5432' }]);
});
test('a failure explains', () => {
  expect(reach).toDeny({ from: 'shop/web', to: 'shop/db', port: 5432 });
});
`;
/** What jest does with `expect`, `not` and `test`, in few lines. */
const JEST_RUNNER = `
const matchers = {};
const held = (actual, isNot) =>
  new Proxy({}, { get: (_, name) => (...given) => {
    const { pass, message } = matchers[name].call({ isNot }, actual, ...given);
    if (pass === isNot) throw new Error(message());
  } });
globalThis.expect = Object.assign((actual) => new Proxy({}, { get: (_, name) => name === 'not' ? held(actual, true) : held(actual, false)[name] }), { extend: (more) => Object.assign(matchers, more) });
globalThis.test = (name, body) => {
  try { body(); console.log('passed: ' + name); } catch (error) { console.log('failed: ' + name + '\\n' + error.message); }
};
require('./reach.js');
`;

let folder: string;
let unpacked: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'netpol-packed-'));
  const environment = { ...process.env, npm_config_cache: join(folder, 'cache'), npm_config_offline: 'true' };
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
    env: environment,
    stdio: 'pipe',
  });
  execFileSync('tar', ['-xzf', 'cdk8s-netpol-0.0.0.tgz'], { cwd: folder, stdio: 'pipe' });
  unpacked = join(folder, 'package');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }), 120_000);

/** A project that has the package installed from the tarball. */
function consumer(name: string, type: 'module' | 'commonjs'): string {
  const project = join(folder, name);
  const modules = join(project, 'node_modules');
  mkdirSync(modules, { recursive: true });
  for (const peer of PEERS) {
    mkdirSync(dirname(join(modules, peer)), { recursive: true });
    symlinkSync(join(MODULES, peer), join(modules, peer));
  }
  execFileSync('cp', ['-r', unpacked, join(modules, 'cdk8s-netpol')]);
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name, type, private: true }));
  writeFileSync(join(project, 'reach.test.ts'), CONSUMER_TEST);
  writeFileSync(join(project, 'required.cjs'), REQUIRED);
  const compilerOptions = {
    module: type === 'module' ? 'nodenext' : 'esnext',
    moduleResolution: type === 'module' ? 'nodenext' : 'bundler',
    target: 'es2022',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['reach.test.ts'] }));
  return project;
}

function run(project: string, binary: string, ...args: string[]): string {
  try {
    return execFileSync(process.execPath, [join(MODULES, binary), ...args], {
      cwd: project,
      encoding: 'utf8',
      stdio: 'pipe',
      env: { ...process.env, NO_COLOR: '1', VITEST: undefined },
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}

describe.each(['module', 'commonjs'] as const)('from the packed tarball, in a project of type %s', (type) => {
  let project: string;
  beforeAll(() => (project = consumer(`consumer-${type}`, type)), 120_000);

  test('the tests of a consumer run with the matchers', { timeout: 120_000 }, () => {
    expect(run(project, 'vitest/vitest.mjs', 'run')).toContain('2 passed');
  });

  test('they have types', { timeout: 120_000 }, () => {
    expect(run(project, 'typescript/bin/tsc', '-p', '.')).toBe('');
  });

  test('require has the matchers too', () => {
    expect(execFileSync(process.execPath, ['required.cjs'], { cwd: project, encoding: 'utf8' })).toBe('true');
  });

  test('netpol is there to run', () => {
    const binary = join(project, 'node_modules/cdk8s-netpol/bin/netpol.js');
    expect(existsSync(binary)).toBe(true);
    const out = execFileSync(process.execPath, [binary, '--help'], { cwd: project, encoding: 'utf8' });
    expect(out).toContain('Usage: netpol');
  });

  test('each command of netpol runs from the bundle, with no library of its own installed', () => {
    const binary = join(project, 'node_modules/cdk8s-netpol/bin/netpol.js');
    writeFileSync(join(project, 'pod.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: lab }\n');
    const netpol = (...args: string[]) =>
      spawnSync(process.execPath, [binary, ...args], { cwd: project, encoding: 'utf8' });
    const commands = [...netpol('--help').stdout.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!);
    expect(commands).toContain('reach');
    for (const command of commands) expect(netpol(command, '--help')).toMatchObject({ status: 0, stderr: '' });
    expect(netpol('reach', 'pod.yaml')).toMatchObject({ status: 0, stderr: '' });
    expect(netpol('map', 'pod.yaml').stdout).toContain('Content-Security-Policy');
    expect(netpol('--version').stdout).toBe('0.0.0\n');
  });
});

test('the package holds what its entries import, no source map, and the licences of what is bundled', () => {
  const files = (readdirSync(unpacked, { recursive: true }) as string[]).filter(
    (file) => /\.(m?js|d\.m?ts)$/.test(file) && !file.startsWith('node_modules'),
  );
  const missing = files.flatMap((file) => {
    const text = readFileSync(join(unpacked, file), 'utf8');
    expect(text).not.toContain('sourceMappingURL=data:');
    const imports = [...text.matchAll(/^(?:const .*require\(|export .* from |import .* from )["'](\.[^"']+)["']/gm)];
    const endings = /ts$/.test(file) ? ['.d.ts', '/index.d.ts', '.d.mts'] : ['', '.js', '/index.js'];
    return imports
      .map(([, target]) => join(unpacked, dirname(file), target!).replace(/ts$/.test(file) ? /\.js$/ : /$^/, ''))
      .filter((target) => !endings.some((ending) => existsSync(target + ending)))
      .map((target) => `${file} imports ${relative(unpacked, target)}`);
  });
  expect(missing).toEqual([]);
  expect(readFileSync(join(unpacked, 'lib/bundle/LICENSES.txt'), 'utf8')).toMatch(/^commander \d.* \(MIT\)$/m);
});

describe('from the packed tarball, in a project as cdk8s init makes it: CommonJS, node10 resolution, jest', () => {
  let project: string;
  beforeAll(() => {
    project = consumer('consumer-jest', 'commonjs');
    rmSync(join(project, 'node_modules/vitest'));
    writeFileSync(join(project, 'globals.d.ts'), JEST_GLOBALS);
    writeFileSync(join(project, 'reach.ts'), JEST_TEST);
    writeFileSync(join(project, 'run.js'), JEST_RUNNER);
    const compilerOptions = {
      module: 'commonjs',
      moduleResolution: 'node10',
      ignoreDeprecations: '6.0',
      target: 'es2022',
      strict: true,
      types: ['node'],
    };
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['globals.d.ts', 'reach.ts'] }),
    );
  }, 120_000);

  test('the tests of a consumer compile and run with the matchers', { timeout: 120_000 }, () => {
    expect(run(project, 'typescript/bin/tsc', '-p', '.')).toBe('');
    const out = execFileSync(process.execPath, ['run.js'], { cwd: project, encoding: 'utf8' });
    expect(out).toContain('passed: the matchers hold');
    expect(out).toContain('failed: a failure explains\nExpected shop/web to shop/db on TCP/5432 to be denied.');
    expect(out).toContain('To deny it');
  });

  test('outside of jest the import says what it is for', () => {
    const load = () =>
      execFileSync(process.execPath, ['-e', "require('cdk8s-netpol/jest')"], { cwd: project, stdio: 'pipe' });
    expect(load).toThrow('is for tests that jest runs');
  });

  test('a misspelt flow does not compile', { timeout: 120_000 }, () => {
    writeFileSync(join(project, 'reach.ts'), JEST_TEST.replace('port: 5432 });', 'prot: 5432 });'));
    expect(() => run(project, 'typescript/bin/tsc', '-p', '.', '--noEmit')).toThrow(
      "'prot' does not exist in type 'ExpectedFlow'",
    );
  });
});
