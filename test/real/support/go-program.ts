import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs are kept between runs: they take longer to build than to ask. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-netpol', 'real');

/** A program that was built, or why it was not. */
export type GoProgram = { readonly path: string } | { readonly missing: string };

/** Builds the Go module in a folder, once for each state of its files. */
export function buildGo(folder: string): GoProgram {
  if (spawnSync('go', ['version']).status !== 0) return { missing: 'Go is not installed' };
  const path = join(CACHE, `${digestOf(folder)}`);
  if (existsSync(path)) return { path };
  mkdirSync(CACHE, { recursive: true });
  try {
    execFileSync('go', ['build', '-o', path, '.'], { cwd: folder, stdio: 'pipe' });
    return { path };
  } catch (error) {
    const said = String((error as { stderr?: Buffer }).stderr ?? error).trim();
    return { missing: `the Go modules cannot be had or built: ${said.split('\n')[0]}` };
  }
}

function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 16);
}
