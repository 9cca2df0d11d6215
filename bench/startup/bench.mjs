import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifest } from '../check/manifest.mjs';
import { compare } from '../measure.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const load = (module) => [at('load.mjs'), module];
const start = (...program) => [at('start.mjs'), ...program];
const netpol = (...parameters) => start(at('../../bin/netpol.js'), ...parameters);

/** What one waits for before anything is done: importing the library beside cdk8s alone, the command beside Node alone. */
export async function run({ progress }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-startup-'));
  try {
    const file = join(folder, 'policy.yaml');
    writeFileSync(file, manifest(0));
    const nothing = start('--eval', '0');
    const rows = [];
    for (const [name, baseline, subject] of [
      ['import cdk8s-netpol / import cdk8s', load('cdk8s'), load('cdk8s-netpol')],
      ['netpol --help / node (target: at most 1.4)', nothing, netpol('--help')],
      ['netpol check, one policy / node', nothing, netpol('check', file)],
      ['netpol reach, one policy / node (target: at most 2)', nothing, netpol('reach', file)],
    ]) {
      progress(name);
      const { seconds, baselineSeconds, ratio } = await compare({ baseline, subject, runs: 9 });
      rows.push({ name, seconds, baselineSeconds, ratio });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
