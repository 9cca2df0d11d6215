import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KINDS } from './kinds.mjs';
import { SHAPES } from './shapes.mjs';
import { OWN_CHECKOUT } from '../checkout.mjs';
import { compare } from '../measure.mjs';

const { stringify } = createRequire(import.meta.url)('yaml');
const script = (name) => fileURLToPath(new URL(name, import.meta.url));
const LIMIT = 'kubernetes-limit';
const PLAIN = 'network-policies';
const GROWTH = [0.25, 0.5, 1];

/** Whether another checkout, compiled, can be the baseline. */
export const takesBaseline = true;

/**
 * The whole relation of clusters of known sizes, how its time grows, and what one changed policy costs. With a baseline,
 * the same in another checkout, alternating, so that the ratio is that of the two.
 */
export async function run({ progress, baseline }) {
  const measured = async (name, [program, ...parameters], runs = baseline ? 7 : 5) => {
    const of = (checkout) => [script(program), checkout, ...parameters];
    const { last, ...row } = await compare({
      ...(baseline ? { baseline: of(baseline) } : {}),
      subject: of(OWN_CHECKOUT),
      runs,
    });
    return { name, ...row, size: sizeOf(last) };
  };
  const rows = [];
  for (const shape of Object.keys(SHAPES)) {
    if (shape === LIMIT) continue;
    progress(shape);
    rows.push(await measured(`relation, ${shape}`, ['analyse.mjs', shape, 1]));
  }
  if (!baseline) {
    progress(`${LIMIT} against a tenth of its YAML`);
    rows.push(await againstYaml());
  }
  if (!baseline) {
    progress('five tiers');
    rows.push(await fiveTiers());
    for (const kind of Object.keys(KINDS).filter((one) => one !== PLAIN)) {
      progress(kind);
      rows.push(await kindAgainstPlain(kind));
    }
  }
  for (const scale of GROWTH) {
    progress(`growth: ${scale} of ${LIMIT}`);
    rows.push(await measured(`relation, growth ${scale}`, ['analyse.mjs', LIMIT, scale], baseline ? 5 : 3));
  }
  for (const shape of [LIMIT, 'production']) {
    progress(`one policy changed in ${shape}`);
    rows.push(await measured(`one policy changed, ${shape}`, ['change.mjs', shape, 1], baseline ? 5 : 3));
  }
  return rows;
}

/** Baseline: the same cluster with its NetworkPolicies alone. */
async function fiveTiers() {
  const { last, ...row } = await compare({
    baseline: [script('analyse.mjs'), OWN_CHECKOUT, LIMIT, 0.25],
    subject: [script('analyse.mjs'), OWN_CHECKOUT, 'five-tiers', 0.25],
    runs: 5,
  });
  return { name: `relation, five tiers / NetworkPolicies alone, ${LIMIT} 0.25`, ...row, size: sizeOf(last) };
}

/** Baseline: as many NetworkPolicies that open the same ports. */
async function kindAgainstPlain(kind) {
  const { last, ...row } = await compare({
    baseline: [script('analyse.mjs'), OWN_CHECKOUT, PLAIN, 1],
    subject: [script('analyse.mjs'), OWN_CHECKOUT, kind, 1],
    runs: 5,
  });
  return { name: `relation, 10,000 ${kind} / as many NetworkPolicies`, ...row, size: sizeOf(last) };
}

/** Baseline: parsing the YAML of a tenth of the same cluster. */
async function againstYaml() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-reach-'));
  try {
    const file = join(folder, 'tenth.yaml');
    writeFileSync(file, SHAPES[LIMIT](0.1).map((object) => stringify(object)).join('---\n'));
    const { last, ...row } = await compare({
      baseline: [script('parse.mjs'), file],
      subject: [script('analyse.mjs'), OWN_CHECKOUT, LIMIT, 1],
    });
    return { name: `relation, ${LIMIT} / YAML of a tenth`, ...row, size: sizeOf(last) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sizeOf({ seconds: _seconds, peakRssMiB: _peakRssMiB, ...size }) {
  return size;
}
