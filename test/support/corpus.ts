import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'vitest';

/** Public material that stays beside the project. */
export const CORPUS = resolve(process.env.NETPOL_CORPUS ?? join(__dirname, '../../../shared/corpus'));

/** A test over the corpus, or one that says in its name that the corpus is not there. */
export function corpusTest(name: string, run: () => void | Promise<void>): void {
  if (existsSync(CORPUS)) test(name, run);
  else test(`${name} (not run: no corpus in NETPOL_CORPUS)`, () => undefined);
}

export function corpusPath(path: string): string {
  return join(CORPUS, path);
}

/** The rows of a table by column name. */
export function corpusTable(path: string): Record<string, string>[] {
  const [header, ...rows] = readFileSync(corpusPath(path), 'utf8').trimEnd().split('\n');
  const columns = header!.split('\t');
  return rows.map((row) => {
    const cells = row.split('\t');
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']));
  });
}
