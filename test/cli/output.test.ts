import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from './run-cli';
import { policies, workloads } from './shop';
import { writeOver } from '../../src/manifests/replace-file';
import { temporaryFolder } from '../support/folder';

const folder = temporaryFolder();
const inFolder = (name: string) => join(folder.path, name);
const write = (name: string, text: string) => {
  writeFileSync(inFolder(name), text);
  return inFolder(name);
};

/** A policy that the API server takes, with one finding that can be corrected. */
const FIXABLE = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: allow-orders, namespace: shop }
spec:
  podSelector: {}
  ingress:
    - from: [{ podSelector: { matchLabels: { app: orders } } }]
`;
const REFUSED = FIXABLE.replace('podSelector: {}', 'podSelectr: {}');

const bin = join(__dirname, '..', '..', 'bin', 'netpol.js');

/** Only root can become somebody else, who must be able to read the checkout and the temporary folder. */
const canBeNobody =
  process.getuid?.() === 0 &&
  [bin, tmpdir()].every((path) => {
    const script = `process.setuid(65534); require('node:fs').accessSync(${JSON.stringify(path)})`;
    return spawnSync(process.execPath, ['-e', script]).status === 0;
  });
const WHEN = 'skipped where not root, or where only root can read the checkout';

/** The command line in a process of its own, by the shell. `$netpol` is the command. */
function shell(script: string): { status: number | null; signal: string | null; stdout: string; stderr: string } {
  const env = { ...process.env, netpol: `${process.execPath} ${bin}` };
  return spawnSync('bash', ['-c', script], { env, encoding: 'utf8', cwd: folder.path });
}

/** Every command that prints a report, with inputs that all of them take. */
const COMMANDS = [
  'check shop.yaml',
  'reach shop.yaml',
  'explain shop.yaml --from shop/web --to orders/orders-api --port TCP/9090',
  'test shop.yaml --assertions assertions.yaml',
  'diff shop.yaml shop.yaml',
  'rollout plan shop.yaml shop.yaml',
  'platforms',
];
function fillFolder(): void {
  write('shop.yaml', `${workloads}---\n${policies(9090)}`);
  write('assertions.yaml', 'assertions: [{ from: shop/web, to: orders/orders-api, port: TCP/9090, expect: allow }]\n');
}

describe('--output', () => {
  test('leaves a device what it is', async () => {
    const before = statSync('/dev/null');
    expect((await runCli('check', write('a.yaml', FIXABLE), '--output', '/dev/null')).code).toBe(0);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(statSync('/dev/null').ino).toBe(before.ino);
  });

  test('writes into a named pipe', async () => {
    const pipe = inFolder('pipe');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const reader = spawn('cat', [pipe]);
    let read = '';
    reader.stdout.on('data', (chunk: Buffer) => (read += chunk.toString()));
    const closed = new Promise((resolve) => reader.on('close', resolve));
    await runCli('check', write('a.yaml', FIXABLE), '--format', 'json', '--output', pipe);
    await closed;
    expect(JSON.parse(read)).toMatchObject({ schema: 'netpol.check/v1' });
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  test('gives a named pipe up from which nobody reads, in words', async () => {
    const pipe = inFolder('lonely');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const { code, err } = await runCli('check', write('a.yaml', FIXABLE), '--output', pipe);
    expect(code).toBe(2);
    expect(err).toContain('Nobody read from this pipe for 10 seconds');
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  test('writes more into a named pipe than it holds', async () => {
    const pipe = inFolder('full');
    expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
    const reader = spawn('sh', ['-c', `sleep 0.2; wc -c < ${pipe}`]);
    let read = '';
    reader.stdout.on('data', (chunk: Buffer) => (read += chunk.toString()));
    const closed = new Promise((resolve) => reader.on('close', resolve));
    writeOver(pipe, 'ü'.repeat(500_000));
    await closed;
    expect(Number(read)).toBe(1_000_000);
  });

  test('writes through a link, which stays one', async () => {
    write('target.json', 'old');
    symlinkSync(inFolder('target.json'), inFolder('link.json'));
    await runCli('check', write('a.yaml', FIXABLE), '--format', 'json', '--output', inFolder('link.json'));
    expect(lstatSync(inFolder('link.json')).isSymbolicLink()).toBe(true);
    expect(JSON.parse(readFileSync(inFolder('target.json'), 'utf8'))).toMatchObject({ schema: 'netpol.check/v1' });
  });

  test('follows no link that somebody put where the old temporary name was, and keeps the permissions of the file', async () => {
    const target = write('report.txt', 'old');
    chmodSync(target, 0o640);
    write('victim', 'mine');
    symlinkSync(inFolder('victim'), inFolder(`report.txt.${process.pid}.tmp`));
    await runCli('check', write('a.yaml', FIXABLE), '--output', target);
    expect(readFileSync(inFolder('victim'), 'utf8')).toBe('mine');
    expect(readFileSync(target, 'utf8')).toContain('policy');
    expect(statSync(target).mode & 0o777).toBe(0o640);
  });

  test('says that it cannot write, leaves nothing behind, and is no defect of netpol', async () => {
    fillFolder();
    mkdirSync(inFolder('there'));
    for (const command of COMMANDS) {
      for (const [output, reason] of [
        ['there', 'EISDIR'],
        ['nowhere/report', 'ENOENT'],
        ['/dev/full', 'ENOSPC'],
        ['shop.yaml/report', 'ENOTDIR'],
      ] as const) {
        const before = readdirSync(folder.path);
        const args = command.split(' ').map((part) => (part.endsWith('.yaml') ? inFolder(part) : part));
        const path = output.startsWith('/') ? output : inFolder(output);
        const { code, err } = await runCli(...args, '--output', path);
        expect([command, output, code]).toEqual([command, output, 2]);
        expect(err).toContain(`Cannot write the report to ${JSON.stringify(path)}: ${reason}`);
        expect(err).not.toContain('defect');
        expect(readdirSync(folder.path)).toEqual(before);
      }
    }
  });

  test('a disk that fills up while it writes leaves the old report, and nothing half written', () => {
    fillFolder();
    write('report.json', 'old');
    const before = readdirSync(folder.path);
    // The shell makes a file of more than 1 KiB impossible; the signal that would end the process is ignored.
    const { status, stderr } = shell(
      `trap '' XFSZ; ulimit -f 1; $netpol reach shop.yaml --format json --output report.json`,
    );
    expect([status, stderr]).toEqual([2, expect.stringMatching(/Cannot write the report to "report.json": E/)]);
    expect(readFileSync(inFolder('report.json'), 'utf8')).toBe('old');
    expect(readdirSync(folder.path)).toEqual(before);
  });

  test.each(['SIGINT', 'SIGTERM'])('%s while it writes ends the command, and no temporary file stays', (signal) => {
    fillFolder();
    const args = [join(__dirname, 'stop-process.cjs'), signal, 'reach', 'shop.yaml', '--output', 'report.txt'];
    const result = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: folder.path });
    expect([result.signal, result.stderr]).toEqual([signal, '']);
    expect(readdirSync(folder.path).sort()).toEqual(['assertions.yaml', 'report.txt', 'shop.yaml']);
  });

  test.skipIf(!canBeNobody)(`a file without the right to write is named (${WHEN})`, () => {
    fillFolder();
    write('report.txt', 'old');
    chmodSync(folder.path, 0o755);
    const { status, stderr } = asNobody('check shop.yaml --output report.txt');
    expect([status, stderr]).toEqual([2, expect.stringContaining('Cannot write the report to "report.txt": EACCES')]);
    expect(readFileSync(inFolder('report.txt'), 'utf8')).toBe('old');
  });
});

/** Runs the command line without the rights of root, to whom everything is open. */
function asNobody(args: string): { status: number | null; stderr: string } {
  const script = `process.setuid(65534); require(${JSON.stringify(join(bin, '../../lib/cli/main'))}).run(${JSON.stringify(args.split(' '))})`;
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: folder.path });
}

describe('standard output and error', () => {
  test('a report that could not be written is said, with exit code 2 and no stack trace', () => {
    fillFolder();
    for (const command of COMMANDS) {
      const { status, stderr } = shell(`$netpol ${command} > /dev/full`);
      expect([command, status]).toEqual([command, 2]);
      expect(stderr).toMatch(/error: The report cannot be written to standard output: ENOSPC.*\n.*--output FILE/);
      expect(stderr).not.toContain('    at ');
    }
  });

  test('a report that was written in part only is no report', () => {
    fillFolder();
    const { status, stderr } = shell(`trap '' XFSZ; ulimit -f 1; $netpol reach shop.yaml --format json > report.json`);
    expect([status, stderr]).toEqual([2, expect.stringContaining('cannot be written to standard output')]);
  });

  test('a reader that has gone changes no verdict', () => {
    fillFolder();
    write('refused.yaml', REFUSED);
    const codes = (command: string) =>
      shell(
        `$netpol ${command} | true; echo \${PIPESTATUS[0]}; $netpol ${command} 2>&1 | true; echo \${PIPESTATUS[0]}`,
      );
    for (const command of COMMANDS) {
      expect([command, codes(command)]).toEqual([command, expect.objectContaining({ stdout: '0\n0\n', stderr: '' })]);
    }
    expect(codes('check refused.yaml').stdout).toBe('1\n1\n');
    expect(codes('reach nowhere.yaml').stdout).toBe('2\n2\n');
  });

  test('messages that nobody can read change no verdict', () => {
    fillFolder();
    write('refused.yaml', REFUSED);
    for (const end of ['2>/dev/full', '2>&-', '2> >(true)']) {
      expect([end, shell(`$netpol check shop.yaml ${end}`).status]).toEqual([end, 0]);
      expect([end, shell(`$netpol check refused.yaml ${end}`).status]).toEqual([end, 1]);
      expect([end, shell(`$netpol reach nowhere.yaml ${end}`).status]).toEqual([end, 2]);
      expect([end, shell(`$netpol reach refused.yaml ${end}`).status]).toEqual([
        end,
        shell('$netpol reach refused.yaml').status,
      ]);
    }
  });
});

describe('--fix', () => {
  const fixed = `${FIXABLE}  policyTypes: [Ingress]\n`;

  test('corrects what a link leads to, and the link stays', async () => {
    mkdirSync(inFolder('in'));
    write('target.yaml', FIXABLE);
    symlinkSync('../target.yaml', inFolder('in/link.yaml'));
    const { code, err } = await runCli('check', inFolder('in'), '--fix');
    expect([code, err]).toEqual([0, '1 finding corrected in 1 file.\n']);
    expect(lstatSync(inFolder('in/link.yaml')).isSymbolicLink()).toBe(true);
    expect(readFileSync(inFolder('target.yaml'), 'utf8')).toBe(fixed);
    expect(readdirSync(inFolder('in'))).toEqual(['link.yaml']);
  });

  test('--dry-run prints a patch that makes what --fix makes, without a last line break and behind a byte order mark', async () => {
    for (const [name, text] of [
      ['plain.yaml', FIXABLE.trimEnd()],
      ['mark.yaml', `\uFEFF${FIXABLE}`],
      ['long.yaml', `\uFEFF# 1\n# 2\n# 3\n# 4\n# 5\n# 6\n# 7\n${FIXABLE}`.trimEnd()],
    ] as const) {
      const file = write(name, text);
      const { out } = await runCli('check', file, '--fix', '--dry-run');
      expect(readFileSync(file, 'utf8')).toBe(text);
      const patch = out.replaceAll(file, name);
      const applied = spawnSync('git', ['apply', '-p0', '-'], { cwd: folder.path, input: patch, encoding: 'utf8' });
      expect([applied.status, applied.stderr]).toEqual([0, '']);
      const patched = readFileSync(file, 'utf8');
      write(name, text);
      await runCli('check', file, '--fix');
      expect(patched).toBe(readFileSync(file, 'utf8'));
      expect(patched).toContain('policyTypes: [Ingress]');
    }
  });

  test('keeps permissions, and follows no link at the old temporary name', async () => {
    const file = write('a.yaml', FIXABLE);
    chmodSync(file, 0o600);
    write('victim', 'mine');
    symlinkSync(inFolder('victim'), `${file}.${process.pid}.tmp`);
    await runCli('check', file, '--fix');
    expect(readFileSync(file, 'utf8')).toBe(fixed);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(inFolder('victim'), 'utf8')).toBe('mine');
  });

  test.skipIf(!canBeNobody)(`without the right to write, no file is changed (${WHEN})`, () => {
    chmodSync(folder.path, 0o777);
    write('a.yaml', FIXABLE);
    chmodSync(inFolder('a.yaml'), 0o666);
    write('b.yaml', FIXABLE);
    chmodSync(inFolder('b.yaml'), 0o444);
    const { status, stderr } = asNobody('check a.yaml b.yaml --fix');
    expect([status, stderr]).toEqual([2, expect.stringContaining('"b.yaml" cannot be corrected: EACCES')]);
    expect(stderr).not.toContain('defect');
    expect(readFileSync(inFolder('a.yaml'), 'utf8')).toBe(FIXABLE);
  });
});

test('rollout plan --write into a folder that may not be written to is no defect of netpol', async () => {
  fillFolder();
  const { code, err } = await runCli(
    ...['rollout', 'plan', inFolder('shop.yaml'), inFolder('shop.yaml'), '--write', inFolder('shop.yaml/steps')],
  );
  expect([code, err]).toEqual([2, expect.stringMatching(/Cannot write the steps to .*: (ENOTDIR|EEXIST)/)]);
  expect(readdirSync(folder.path).sort()).toEqual(['assertions.yaml', 'shop.yaml']);
});
