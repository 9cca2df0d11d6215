// npm run bench -- synth|check|reach|startup [--json]
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { printTable } from './table.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const json = process.argv.includes('--json');
const [name, ...rest] = process.argv.slice(2).filter((argument) => argument !== '--json');

if (!name || rest.length > 0 || !names.includes(name)) {
  console.error(`Usage: npm run bench -- ${names.join('|')} [--json]`);
  process.exit(2);
}

const { run } = await import(`./${name}/bench.mjs`);
const rows = await run({ progress: (text) => process.stderr.isTTY && console.error(text) });
if (json) console.log(JSON.stringify({ bench: name, rows }, null, 2));
else printTable(name, rows);
