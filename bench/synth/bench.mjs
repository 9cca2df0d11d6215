import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from '../measure.mjs';

/** In memory where that is possible: creating a thousand files on a busy disk takes longer than all else together. */
const TEMPORARY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Policies and the namespaces they are spread over. */
const SHAPES = [
  { policies: 1_000, namespaces: 10 },
  { policies: 10_000, namespaces: 10 },
  { policies: 10_000, namespaces: 1_000 },
];
const GROWTH = [25_000, 50_000, 100_000].map((policies) => ({ policies, namespaces: policies / 10 }));
const LAYOUTS = ['file-per-namespace', 'folder-per-namespace', 'one-file'];

/**
 * `synth()` of a NetpolApp against `synth()` of a cdk8s App that holds the same objects as raw ApiObjects: with our
 * constructs, which also validate and lint, and with the same raw ApiObjects, where only the writing differs. The files
 * are compared byte by byte first. Last: the layouts, and how time and memory grow.
 */
export async function run({ progress }) {
  const folder = mkdtempSync(join(TEMPORARY, 'bench-synth-'));
  try {
    const rows = [];
    for (const shape of SHAPES) {
      progress(`${shape.policies} policies over ${shape.namespaces} namespaces`);
      const programs = programsFor(shape, folder);
      refuseDifferences(programs, folder);
      for (const [name, subject] of [
        ['constructs', programs.constructs],
        ['raw ApiObjects', programs.ours],
      ]) {
        const { last, ...row } = await compare({ baseline: programs.theirs, subject });
        const size = { ...shape, constructs: last.constructs };
        rows.push({ name: `NetpolApp.synth of ${name} / App.synth, ${shape.namespaces} charts`, ...row, size });
      }
    }
    for (const layout of LAYOUTS) {
      progress(layout);
      const shape = { policies: 10_000, namespaces: 1_000 };
      const { last, ...row } = await compare({ subject: [...constructs(shape, folder), layout], runs: 3 });
      rows.push({ name: `layout ${layout}`, ...row, size: { ...shape, constructs: last.constructs } });
    }
    for (const shape of GROWTH) {
      progress(`growth: ${shape.policies} policies`);
      const { last, ...row } = await compare({ subject: constructs(shape, folder), runs: 3 });
      rows.push({ name: 'growth', ...row, size: { ...shape, constructs: last.constructs } });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const constructs = ({ policies, namespaces }, folder) => [
  script('constructs.mjs'),
  policies,
  namespaces,
  join(folder, 'constructs'),
];

function programsFor(shape, folder) {
  const objects = join(folder, 'objects.json');
  execFileSync(process.execPath, [...constructs(shape, folder).map(String), '', objects]);
  const raw = (app) => [script('raw.mjs'), app, objects, join(folder, app)];
  return { constructs: constructs(shape, folder), ours: raw('NetpolApp'), theirs: raw('App') };
}

/** A faster way to write other bytes would be none. */
function refuseDifferences(programs, folder) {
  for (const program of Object.values(programs)) execFileSync(process.execPath, program.map(String));
  const textsOf = (name) => readdirSync(join(folder, name)).map((file) => [file, readFileSync(join(folder, name, file))]);
  const expected = textsOf('App');
  for (const name of ['constructs', 'NetpolApp']) {
    const made = textsOf(name);
    const same = made.length === expected.length && made.every(([file, text], i) => file === expected[i][0] && text.equals(expected[i][1]));
    if (!same) throw new Error(`${name} wrote other files than App`);
  }
  for (const name of ['constructs', 'NetpolApp', 'App']) rmSync(join(folder, name), { recursive: true });
}
