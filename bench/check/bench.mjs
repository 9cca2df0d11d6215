import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from '../measure.mjs';
import { manifest } from './manifest.mjs';

const script = (name) => fileURLToPath(new URL(name, import.meta.url));

const PER_FILE = 10;
const SIZES = [1_000, 10_000];

/** `netpol check` against only parsing the same files with the same parser. */
export async function run({ progress }) {
  const rows = [];
  for (const policies of SIZES) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-check-'));
    try {
      progress(`${policies} policies in ${policies / PER_FILE} files`);
      write(folder, policies);
      const { last, ...row } = await compare({ baseline: [script('parse.mjs'), folder], subject: [script('check.mjs'), folder] });
      rows.push({ name: 'check / parse only', ...row, size: { policies, files: policies / PER_FILE, findings: last.findings } });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return rows;
}

function write(folder, policies) {
  mkdirSync(folder, { recursive: true });
  for (let file = 0; file < policies / PER_FILE; file++) {
    const documents = Array.from({ length: PER_FILE }, (_, index) => manifest(file * PER_FILE + index));
    writeFileSync(join(folder, `policies-${file}.yaml`), documents.join('---\n'));
  }
}
