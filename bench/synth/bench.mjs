import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from '../measure.mjs';

const script = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Policies and the namespaces they are spread over; the last three show how time grows. */
const SHAPES = [
  { policies: 1_000, namespaces: 10 },
  { policies: 10_000, namespaces: 10 },
  { policies: 10_000, namespaces: 100 },
];
const GROWTH = [2_500, 5_000, 10_000, 20_000].map((policies) => ({ policies, namespaces: 10 }));

/** Our constructs against the very same objects as raw cdk8s ApiObjects: building the tree and `app.synth()`. */
export async function run({ progress }) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  try {
    const rows = [];
    for (const shape of SHAPES) {
      progress(`${shape.policies} policies over ${shape.namespaces} namespaces`);
      const parameters = [shape.policies, shape.namespaces, folder];
      const objects = join(folder, 'objects.json');
      execFileSync(process.execPath, [script('constructs.mjs'), ...parameters.map(String), objects]);
      const { last, ...row } = await compare({
        baseline: [script('raw.mjs'), objects, folder],
        subject: [script('constructs.mjs'), ...parameters],
      });
      const size = { ...shape, constructs: last.constructs };
      rows.push({ name: `constructs / raw ApiObject, ${shape.namespaces} charts`, ...row, size });
    }
    for (const shape of GROWTH) {
      progress(`growth: ${shape.policies} policies`);
      const { last, ...row } = await compare({
        subject: [script('constructs.mjs'), shape.policies, shape.namespaces, folder],
        runs: 3,
      });
      rows.push({ name: 'constructs, growth', ...row, size: { ...shape, constructs: last.constructs } });
    }
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
