import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const RUNS = 5;

/**
 * Runs two programs alternately, each time in a process of its own, so that neither profits from the other's warm
 * caches and both meet the same machine. Each prints `{ seconds, … }` as its last line.
 */
export async function compare({ baseline, subject, runs = RUNS }) {
  const results = { baseline: [], subject: [] };
  for (let i = 0; i < runs; i++) {
    if (baseline) results.baseline.push(await once(baseline));
    results.subject.push(await once(subject));
  }
  const seconds = median(results.subject.map((result) => result.seconds));
  const baselineSeconds = baseline && median(results.baseline.map((result) => result.seconds));
  return {
    seconds,
    baselineSeconds,
    ratio: baseline && seconds / baselineSeconds,
    peakRssMiB: Math.max(...results.subject.map((result) => result.peakRssMiB)),
    last: results.subject.at(-1),
  };
}

/** What a measured program prints: the time of `work`, the process's peak memory, and what `work` returns. */
export function report(work) {
  const start = process.hrtime.bigint();
  const result = work();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  console.log(JSON.stringify({ seconds, peakRssMiB: process.resourceUsage().maxRSS / 1024, ...result }));
}

async function once([script, ...parameters]) {
  const { stdout } = await execute(process.execPath, [script, ...parameters.map(String)], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
