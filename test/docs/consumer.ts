import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** A repository with a program that makes policies, its remote, and stand-ins for what a runner cannot do here. */
export class Consumer {
  public readonly folder: string;
  public readonly remote: string;
  private readonly tools: string;

  public constructor(example: string) {
    const base = mkdtempSync(join(tmpdir(), 'netpol-ci-'));
    this.folder = join(base, 'work');
    this.remote = join(base, 'remote.git');
    this.tools = join(base, 'tools');
    cpSync(join(ROOT, 'examples', example), this.folder, {
      recursive: true,
      filter: (path) => !/[\\/](dist|expected)$/.test(path),
    });
    writeFileSync(join(this.folder, '.gitignore'), 'node_modules\n');
    const compilerOptions = { module: 'node16', target: 'es2022', strict: true, types: ['node'] };
    writeFileSync(join(this.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
    this.linkModules();
    mkdirSync(this.tools);
    execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch', 'main', this.remote]);
    this.git('init', '--quiet', '--initial-branch', 'main');
    this.git('remote', 'add', 'origin', this.remote);
    this.commit('Start');
    this.git('push', '--quiet', 'origin', 'main');
  }

  public git(...args: string[]): string {
    const identity = ['-c', 'user.name=somebody', '-c', 'user.email=somebody@example.com'];
    return execFileSync('git', [...identity, ...args], { cwd: this.folder, encoding: 'utf8', stdio: 'pipe' });
  }

  public commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
  }

  /** Puts a program in front of the real ones that writes down how it is called. */
  public standIn(name: string): void {
    writeFileSync(join(this.tools, name), `#!/bin/sh\necho "${name} $*" >> "${this.calls}"\n`, { mode: 0o755 });
  }

  public get calls(): string {
    return join(this.tools, 'calls.txt');
  }

  /** Runs a script as the runners do: in bash, and no further than what fails. */
  public run(script: string, env: Record<string, string>): { status: number | null; text: string } {
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: this.folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        PATH: `${this.tools}${delimiter}${process.env.PATH}`,
        CDK8S_CHECK_UPGRADE: 'false',
        npm_config_offline: 'true',
        NO_COLOR: '1',
        ...env,
      },
    });
    return { status, text: `${stdout}${stderr}` };
  }

  /** What `npm ci` would install: this package among everything that it needs beside it. */
  private linkModules(): void {
    const modules = join(this.folder, 'node_modules');
    mkdirSync(modules);
    for (const name of readdirSync(join(ROOT, 'node_modules'))) {
      symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
    }
    // The package has no link to its own command in its own node_modules.
    const binaries = join(modules, '.bin');
    rmSync(binaries);
    mkdirSync(binaries);
    for (const name of readdirSync(join(ROOT, 'node_modules/.bin'))) {
      symlinkSync(join(ROOT, 'node_modules/.bin', name), join(binaries, name));
    }
    symlinkSync(ROOT, join(modules, 'cdk8s-netpol'));
    writeFileSync(join(binaries, 'netpol'), `#!/bin/sh\nexec node "${join(ROOT, 'bin/netpol.js')}" "$@"\n`, {
      mode: 0o755,
    });
  }
}
