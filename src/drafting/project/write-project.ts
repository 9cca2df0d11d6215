import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { temporaryPathIn } from '../../manifests/replace-file';
import { InvalidInput } from '../../model/invalid-input';

/**
 * Writes a new project: all of it, or nothing.
 *
 * @throws InvalidInput if there is something already, or it cannot be written
 */
export function writeProject(folder: string, files: ReadonlyMap<string, string>): void {
  const target = resolve(folder);
  requireEmpty(folder);
  const made = temporaryPathIn(dirname(target));
  try {
    mkdirSync(dirname(target), { recursive: true });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(made, path)), { recursive: true });
      writeFileSync(join(made, path), text, { flag: 'wx' });
    }
    renameSync(made, target);
  } catch (error) {
    rmSync(made, { recursive: true, force: true });
    throw new InvalidInput(
      `The draft cannot be written to ${JSON.stringify(folder)}: ${error instanceof Error ? error.message : String(error)}.`,
      'Name a folder that does not exist yet, in one that you may write to.',
    );
  }
}

/**
 * Refuses a folder that holds something.
 *
 * @throws InvalidInput
 */
export function requireEmpty(folder: string): void {
  if (!existsSync(folder)) return;
  if (statSync(folder).isDirectory() && readdirSync(folder).length === 0) return;
  throw new InvalidInput(
    `${JSON.stringify(folder)} holds something already, and nothing of it is written over.`,
    'Name a folder that does not exist yet.',
  );
}
