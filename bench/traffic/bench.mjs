import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeLog } from './generate.mjs';
import { POLICIES, writeCluster, writeFlows } from './replay-input.mjs';
import { compare } from '../measure.mjs';

const script = (name) => fileURLToPath(new URL(name, import.meta.url));
const SMALL_MIB = 64;
const LARGE_MIB = 512;
const DISTINCT = 1_000_000;

/** Lines of Hubble against JSON.parse, whether memory grows with the log, and replay against reading alone. */
export async function run({ progress }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-traffic-'));
  try {
    const [small, large] = [join(folder, 'small.jsonl'), join(folder, 'large.jsonl')];
    progress('writing logs');
    writeLog(small, SMALL_MIB);
    writeLog(large, LARGE_MIB);
    const rows = [];
    for (const [what, baseline] of [
      ['JSON.parse alone, lines in memory', 'parse-only.mjs'],
      ['reading lines and JSON.parse', 'parse.mjs'],
    ]) {
      progress(what);
      rows.push(await measured(`Hubble, ${SMALL_MIB} MiB / ${what}`, small, baseline, 3));
    }
    progress('a large log');
    rows.push(await measured(`Hubble, ${LARGE_MIB} MiB`, large, undefined, 1));
    rmSync(large);
    progress('writing a log of distinct connections');
    const [cluster, distinct] = [join(folder, 'cluster.json'), join(folder, 'distinct.jsonl')];
    writeCluster(cluster);
    writeFlows(distinct, DISTINCT);
    progress('replay');
    const name = `replay, ${DISTINCT} distinct connections, ${POLICIES} policies / reading them`;
    rows.push(await measured(name, distinct, 'read.mjs', 1, ['replay.mjs', cluster, distinct]));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measured(name, file, baseline, runs, [subject, ...parameters] = ['read.mjs', file]) {
  const { last, ...row } = await compare({
    ...(baseline && { baseline: [script(baseline), file] }),
    subject: [script(subject), ...parameters],
    runs,
  });
  return { name, ...row, size: { lines: last.lines, records: last.records } };
}
