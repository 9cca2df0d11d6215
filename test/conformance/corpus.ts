import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

const corpus = resolve(__dirname, '../..', process.env.NETPOL_CORPUS ?? '../shared/corpus');

/** Public material is read where it lies and never copied here; where it is missing, the run says so. */
export function describeCorpus(folder: string, suite: (path: string) => void): void {
  const path = join(corpus, folder);
  if (existsSync(path)) {
    describe(`corpus ${folder}`, () => suite(path));
  } else {
    test(`corpus ${folder} is absent: nothing to compare with`, () => {
      console.log(`The public corpus is not at ${path}; set NETPOL_CORPUS to compare with it.`);
    });
  }
}

/** All objects of one file, or of all manifests below a folder. */
export function readObjects(path: string): object[] {
  return manifestFiles(path).flatMap(readFile);
}

const files = new Map<string, object[]>();

/** Cases share manifests, and reading them takes longer than judging them. */
function readFile(file: string): object[] {
  const objects = files.get(file) ?? parse(file);
  files.set(file, objects);
  return objects;
}

function parse(file: string): object[] {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.json')) return [JSON.parse(text) as object];
  return parseAllDocuments(text, { logLevel: 'silent' }).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0].message}`);
    const object: unknown = document.toJS();
    return object !== null && typeof object === 'object' ? [object] : [];
  });
}

function manifestFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

/** The rows of a tab-separated index, by column name. */
export function readIndex(path: string): Record<string, string>[] {
  const [header, ...rows] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const columns = header.split('\t');
  return rows.map((row) => Object.fromEntries(row.split('\t').map((value, index) => [columns[index], value])));
}
