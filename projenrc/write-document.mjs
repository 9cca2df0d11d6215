import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

// node write-document.mjs FILE MODULE FUNCTION: docs/FILE is what FUNCTION of lib/report/MODULE returns.
const [file, module, render] = process.argv.slice(2);
const report = createRequire(import.meta.url)(`../lib/report/${module}.js`);
const docs = new URL('../docs/', import.meta.url);
mkdirSync(docs, { recursive: true });
const target = fileURLToPath(new URL(file, docs));
writeFileSync(`${target}.tmp`, report[render]());
renameSync(`${target}.tmp`, target);
