import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'lib/bundle');
const { peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(folder, { recursive: true, force: true });
const bundle = await rolldown({
  cwd: root,
  input: { netpol: 'src/cli/main.ts' },
  platform: 'node',
  external: Object.keys(peerDependencies),
  // Imports are written with the name of the compiled file.
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
});
const { output } = await bundle.write({
  dir: folder,
  format: 'cjs',
  exports: 'named',
  entryFileNames: '[name].js',
  chunkFileNames: '[name].js',
  // Names stay, so that a reported defect says where it happened.
  minify: { compress: true, mangle: { toplevel: false }, codegen: { removeWhitespace: true } },
});
await bundle.close();

// The libraries are someone's work: their licences go with them.
const bundled = new Map();
for (const { moduleIds = [] } of output) {
  for (const id of moduleIds) {
    const home = packageOf(id);
    if (home) bundled.set(home, JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')));
  }
}
writeFileSync(join(folder, 'LICENSES.txt'), [...bundled].sort().map(licenceOf).join('\n\n'));

// What only the command line uses is in the bundle, so the package leaves the single files out.
const kept = new Set();
const entries = ['lib/index', 'lib/plugin/netpol-validation', 'lib/vitest/index', 'vitest/index', 'jest/index'];
for (const entry of entries) {
  for (const ending of ['.js', '.mjs', '.d.ts', '.d.mts']) keep(join(root, entry + ending));
}
const left = readdirSync(join(root, 'lib'), { recursive: true, withFileTypes: true })
  .map((entry) => join(entry.parentPath, entry.name))
  .filter(
    (path) =>
      /\.(js|d\.ts)$/.test(path) &&
      ![folder, join(root, 'lib/web')].some((made) => path.startsWith(made + sep)) &&
      !kept.has(path),
  )
  .map((path) => `/${relative(join(root, 'lib'), path).split(sep).join('/')}`);
writeFileSync(join(root, 'lib/.npmignore'), `${left.sort().join('\n')}\n`);

/** Keeps a file, if it is one, and the files of the same sort that it imports. */
function keep(path) {
  if (kept.has(path) || !statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  kept.add(path);
  for (const [, required, imported] of readFileSync(path, 'utf8').matchAll(
    /(?:require|import)\(["'](\.[^"']+)["']\)|(?:from|import) ["'](\.[^"']+)["']/g,
  )) {
    const target = resolve(dirname(path), required ?? imported);
    const stem = target.replace(/\.m?js$/, '');
    for (const ending of path.endsWith('ts') ? ['.d.ts', '.d.mts', '/index.d.ts'] : ['.js', '.mjs', '/index.js']) {
      keep(stem + ending);
    }
  }
}

/** The folder of the library that a module is from; undefined for one of our own. */
function packageOf(id) {
  const parts = id.split(/[\\/]/);
  const at = parts.lastIndexOf('node_modules');
  if (at < 0) return undefined;
  return parts.slice(0, at + (parts[at + 1].startsWith('@') ? 3 : 2)).join('/');
}

function licenceOf([home, { name, version, license }]) {
  const file = readdirSync(home).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} has no licence file in ${dirname(home)}: it cannot be put into the bundle.`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(home, file), 'utf8').trim()}\n`;
}
