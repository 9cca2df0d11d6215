import { accessSync, constants, lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GeneratedIndex, INDEX_FILE, hashOf, parseIndex } from './generated-index';
import { TEMPORARY } from '../manifests/replace-file';
import { InvalidInput } from '../model/invalid-input';

/** What has to happen to a folder so that it holds certain files. */
export interface FolderChanges {
  /** Files that are not there yet. */
  readonly added: readonly string[];
  /** Files that are there with another text. */
  readonly changed: readonly string[];
  /** Files that synth generated once, makes no more, and may remove: they hold what it wrote. */
  readonly stale: readonly string[];
  /** Those of `changed` that somebody changed since they were generated. */
  readonly modified: readonly string[];
  /** Files that synth makes no more and that hold something else by now, so that they are no longer its own. */
  readonly disowned: readonly string[];
  /** The record of what is in the folder now. */
  readonly before: GeneratedIndex;
}

/**
 * Makes sure that a folder is there and can be written to.
 *
 * @throws InvalidInput if it is a file, or read-only
 */
export function openFolder(folder: string): void {
  explained(folder, () => {
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw new InvalidInput(
        `The output folder ${JSON.stringify(folder)} is a file.`,
        'Name a folder: `cdk8s synth --output FOLDER`, or outdir of the app.',
      );
    }
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  });
}

/** Removes what a run that was killed had not finished writing. */
export function removeUnfinished(folder: string): void {
  const unfinished = readdirSync(folder).filter((name) => name.startsWith(TEMPORARY));
  for (const name of unfinished) rmSync(join(folder, name), { force: true });
}

/**
 * Compares a folder with the files it is to hold. Only reads.
 *
 * @throws InvalidInput if something that synth did not generate stands where a file has to go
 */
export function compareFolder(folder: string, files: ReadonlyMap<string, string>): FolderChanges {
  return explained(folder, () => {
    const inTheWay = obstacleFinder(folder);
    if (inTheWay(INDEX_FILE) !== undefined) refuseForeign(folder, [INDEX_FILE]);
    const before = readIndex(folder);
    const added: string[] = [];
    const changed: string[] = [];
    const stale: string[] = [];
    const modified: string[] = [];
    const disowned: string[] = [];
    const foreign: string[] = [];
    for (const [path, text] of files) {
      const obstacle = inTheWay(path);
      if (obstacle !== undefined) {
        foreign.push(obstacle);
        continue;
      }
      const present = readIfThere(join(folder, path));
      if (present === undefined) {
        added.push(path);
      } else if (present.toString() !== text) {
        const hashes = before.get(path);
        if (!hashes) foreign.push(path);
        else if (!hashes.has(hashOf(present))) modified.push(path);
        changed.push(path);
      }
    }
    for (const [path, hashes] of before) {
      if (files.has(path) || inTheWay(path) !== undefined) continue;
      const present = readIfThere(join(folder, path));
      if (present === undefined) continue;
      (hashes.has(hashOf(present)) ? stale : disowned).push(path);
    }
    refuseForeign(folder, foreign);
    return { added, changed, stale, modified, disowned, before };
  });
}

function readIndex(folder: string): GeneratedIndex {
  const text = readIfThere(join(folder, INDEX_FILE))?.toString();
  return text === undefined ? new Map<string, ReadonlySet<string>>() : parseIndex(text);
}

/** Finds what stands where a file should be and is none, or where its folder should be: links lead elsewhere. */
function obstacleFinder(folder: string): (path: string) => string | undefined {
  const folders = new Map<string, string | undefined>([['', undefined]]);
  const obstacleIn = (path: string): string | undefined => {
    if (!folders.has(path)) {
      const outer = obstacleIn(parentOf(path));
      const entry = outer === undefined ? lstatSync(join(folder, path), { throwIfNoEntry: false }) : undefined;
      folders.set(path, outer ?? (entry === undefined || entry.isDirectory() ? undefined : path));
    }
    return folders.get(path);
  };
  return (path) => {
    const outer = obstacleIn(parentOf(path));
    if (outer !== undefined) return outer;
    const entry = lstatSync(join(folder, path), { throwIfNoEntry: false });
    return entry === undefined || entry.isFile() ? undefined : path;
  };
}

function refuseForeign(folder: string, paths: readonly string[]): void {
  if (paths.length === 0) return;
  const distinct = [...new Set(paths)];
  const named = distinct.slice(0, 10).join(', ') + (distinct.length > 10 ? `, and ${distinct.length - 10} more` : '');
  throw new InvalidInput(
    `In ${JSON.stringify(folder)}, files have to go where there is something that synth did not generate: ${named}.`,
    'Move that away, or choose another output folder.',
  );
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** The folder of a path, `''` for the output folder itself. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Turns what the file system refuses into a message for people. */
export function explained<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new InvalidInput(
      `The output folder ${JSON.stringify(folder)} cannot be used: ${message}.`,
      'Name a folder you may write to, with room on its disk.',
    );
  }
}
