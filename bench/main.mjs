// npm run bench -- synth|check|reach|startup [--baseline DIR] [--json]
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { printTable } from './table.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const { name, baseline, json } = argumentsOrExit();
const { run, takesBaseline } = await import(`./${name}/bench.mjs`);
if (baseline !== undefined && !takesBaseline) fail(`bench ${name} has baselines of its own and takes no --baseline.`);

const rows = await run({ baseline, progress: (text) => process.stderr.isTTY && console.error(text) });
if (json) console.log(JSON.stringify({ bench: name, ...(baseline ? { baseline } : {}), rows }, null, 2));
else printTable(name, rows);

function argumentsOrExit() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean' }, baseline: { type: 'string' } },
    });
    if (positionals.length === 1 && names.includes(positionals[0])) return { name: positionals[0], ...values };
  } catch (error) {
    if (!error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  }
  return fail(`Usage: npm run bench -- ${names.join('|')} [--baseline DIR] [--json]`);
}

function fail(text) {
  console.error(text);
  process.exit(2);
}
