import { fileURLToPath } from 'node:url';
import { compare } from '../measure.mjs';

const SCRIPT = fileURLToPath(new URL('needs.mjs', import.meta.url));
const SIZES = [
  [2500, 1250],
  [10_000, 5000],
];

/** Reading and finding needs against reading alone: at most 1.5 times as long, whatever the size. */
export async function run({ progress }) {
  const rows = [];
  for (const [workloads, services] of SIZES) {
    progress(`${workloads} workloads`);
    const size = [String(workloads), String(services)];
    const { last, ...row } = await compare({
      baseline: [SCRIPT, ...size, 'read'],
      subject: [SCRIPT, ...size],
      runs: 3,
    });
    rows.push({
      name: `needs of ${workloads} workloads and ${services} Services / reading them`,
      ...row,
      size: { needs: last.needs },
    });
  }
  return rows;
}
