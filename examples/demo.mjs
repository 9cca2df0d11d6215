// Synthesises the examples into examples/NAME/dist and says what came of it: npm run demo [-- NAME…]
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLES = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

const coloured = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
const [bold, red, yellow, dim] = [1, 31, 33, 2].map(paint);

const known = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'cdk8s.yaml')));
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no example ${unknown.join(', ')}. Choose from: ${known.join(', ')}.`);
  process.exit(2);
}

// As `cdk8s synth` does by cdk8s.yaml, but all in one process: most of its time goes into loading TypeScript.
require('ts-node').register({ transpileOnly: true, cwd: EXAMPLES });
const { NamespaceStack } = require('cdk8s-netpol');
const { parseAllDocuments } = require('yaml');

// What synth says is said below, for all examples together.
process.env.NETPOL_QUIET = '1';

const started = performance.now();
const reports = (chosen.length > 0 ? chosen : known).map(synthesise);
reports.forEach(print);
printTotal(reports.filter(({ error }) => !error));
process.exitCode = reports.some(({ error }) => error) ? 1 : 0;

function synthesise(name) {
  const output = join(EXAMPLES, name, 'dist');
  rmSync(output, { recursive: true, force: true });
  process.env.CDK8S_OUTDIR = output;
  try {
    const { app } = require(join(EXAMPLES, name, 'main.ts'));
    const stacks = app.charts.filter((chart) => chart instanceof NamespaceStack);
    return {
      name,
      output,
      files: parts(output),
      warnings: distinct(stacks.flatMap((stack) => stack.warnings)),
      unmanaged: distinct(stacks.flatMap((stack) => stack.unmanagedEnds).map(describeEnd)),
    };
  } catch (error) {
    return { name, output, error };
  }
}

/** What synth wrote, as rows: its files, and in folders all files of a folder together. */
function parts(output) {
  const rows = new Map();
  for (const path of readdirSync(output, { recursive: true }).sort()) {
    if (!/\.ya?ml$/.test(path)) continue;
    const file = path.includes(sep) ? dirname(path) + sep : path;
    rows.set(file, [...(rows.get(file) ?? []), ...objectsIn(join(output, path))]);
  }
  return [...rows].map(([file, objects]) => ({ file, objects }));
}

function objectsIn(path) {
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS());
}

function describeEnd({ namespace, workload, direction, declaredBy }) {
  return `${direction.toLowerCase()} of ${namespace}/${workload}, for ${declaredBy}`;
}

function print({ name, output, error, files, warnings, unmanaged }) {
  if (error) {
    console.log(`${bold(name)}  ${red('failed')}\n${indent(error.message ?? String(error))}\n`);
    return;
  }
  console.log(`${bold(name)}  ${policiesAndNamespaces(files)}, in ${dim(relative(process.cwd(), output) || '.')}`);
  const width = Math.max(...files.map(({ file }) => file.length));
  for (const { file, objects } of files) console.log(`  ${file.padEnd(width)}  ${kinds(objects)}`);
  for (const warning of warnings) console.log(`  ${yellow('warning')}  ${warning}`);
  for (const end of unmanaged) console.log(`  ${yellow('left to its owner')}  ${end}`);
  console.log();
}

function printTotal(made) {
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const files = made.flatMap((report) => report.files.map((row) => ({ ...row, of: report.name })));
  console.log(`${bold('in all')}  ${count(made.length, 'example')}, ${policiesAndNamespaces(files)}, in ${seconds} s`);
}

function policiesAndNamespaces(files) {
  // Examples and folders are clusters of their own, so equal names in two of them are two namespaces.
  const policies = files.flatMap(({ objects, of, file }) =>
    objects.filter(isPolicy).map(({ metadata }) => [`${of} ${file.includes(sep) ? file : ''}`, metadata]),
  );
  const namespaces = new Set(policies.map(([of, { namespace }]) => `${of}/${namespace}`));
  return `${count(policies.length, 'policy', 'policies')} in ${count(namespaces.size, 'namespace')}`;
}

function isPolicy({ apiVersion, kind }) {
  return apiVersion === 'networking.k8s.io/v1' && kind === 'NetworkPolicy';
}

function kinds(objects) {
  const counts = new Map();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, number]) => `${number} ${kind}`).join(', ');
}

function count(number, one, many = `${one}s`) {
  return `${number} ${number === 1 ? one : many}`;
}

function indent(text) {
  return text.replaceAll(/^/gm, '  ');
}

function distinct(texts) {
  return [...new Set(texts)].sort();
}
