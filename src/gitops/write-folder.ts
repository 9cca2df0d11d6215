import { mkdirSync, renameSync, rmSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KUSTOMIZATION } from './file-name';
import { whileLocked } from './folder-lock';
import { FolderChanges, compareFolder, explained, openFolder, parentOf, removeUnfinished } from './generated-folder';
import { GeneratedIndex, INDEX_FILE, formatIndex, hashOf, unionOf } from './generated-index';
import { ModifiedFiles } from './modified-files';
import { say } from './say';
import { temporaryPathIn } from '../manifests/replace-file';
import { InvalidInput } from '../model/invalid-input';

/**
 * Makes a folder hold these files and, of those generated before and not changed since, no others.
 *
 * Killed at any moment it leaves a folder in which every object is present that the old and the new files share, and
 * the next run completes it:
 *
 * 1. The index comes first and allows the old and the new text of every file, so that whatever happens next, what was
 *    generated is known as such.
 * 2. Each file is written under a temporary name and renamed, so it is the old one or the new one. New files come
 *    before changed ones: an object that moves to another file is there before it disappears from its old one. (In a
 *    layout an object's file never changes, and no object moves between files that both layouts have.)
 * 3. A kustomization changes when everything it names is there, that of a folder before the one that names the folder.
 * 4. What is no longer made is removed when nothing names it any more: outer kustomizations first, then the files.
 * 5. The index is written with what is there now.
 *
 * A directory cannot be exchanged as a whole: it may hold files of others, and POSIX has no such operation for one that
 * is not empty.
 */
export function writeFolder(folder: string, files: ReadonlyMap<string, string>, onModified: ModifiedFiles): void {
  openFolder(folder);
  const write = () => {
    removeUnfinished(folder);
    const changes = compareFolder(folder, files);
    reportModified(folder, changes, onModified);
    applyChanges(folder, files, changes);
  };
  explained(folder, () => whileLocked(folder, write));
}

function applyChanges(folder: string, files: ReadonlyMap<string, string>, changes: FolderChanges): void {
  const { added, changed, stale, before } = changes;
  const after: GeneratedIndex = new Map([...files].map(([path, text]) => [path, new Set([hashOf(text)])]));
  const write = fileWriter(folder);
  const writeIndex = (index: GeneratedIndex) => write(INDEX_FILE, formatIndex(index));
  if (added.length + changed.length + stale.length > 0) {
    writeIndex(unionOf(before, after));
    for (const path of [...added, ...changed].sort(innermostKustomizationsLast)) write(path, files.get(path)!);
    removeStale(folder, stale);
    writeIndex(after);
  } else if (formatIndex(before) !== formatIndex(after)) {
    writeIndex(after);
  }
}

/** Files first (as they are given: new before changed), then kustomizations, those of inner folders first. */
function innermostKustomizationsLast(a: string, b: string): number {
  return depthOfKustomization(b) - depthOfKustomization(a);
}

function depthOfKustomization(path: string): number {
  const steps = path.split('/');
  return steps.at(-1) === KUSTOMIZATION ? steps.length : Number.MAX_SAFE_INTEGER;
}

function fileWriter(folder: string): (path: string, text: string) => void {
  const made = new Set<string>(['']);
  return (path, text) => {
    const parent = parentOf(path);
    if (!made.has(parent)) mkdirSync(join(folder, parent), { recursive: true });
    made.add(parent);
    const temporary = temporaryPathIn(folder);
    try {
      writeFileSync(temporary, text, { flag: 'wx' });
      renameSync(temporary, join(folder, path));
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  };
}

function removeStale(folder: string, stale: readonly string[]): void {
  const parents = new Set<string>();
  for (const path of [...stale].sort((a, b) => depthOfKustomization(a) - depthOfKustomization(b))) {
    rmSync(join(folder, path), { force: true });
    for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) parents.add(parent);
  }
  // Longer paths are inner folders. One that holds anything of others stays.
  for (const parent of [...parents].sort((a, b) => b.length - a.length)) removeIfEmpty(join(folder, parent));
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function reportModified(folder: string, { modified, disowned }: FolderChanges, onModified: ModifiedFiles): void {
  if (modified.length + disowned.length === 0) return;
  if (onModified === ModifiedFiles.FAIL) {
    throw new InvalidInput(
      `In ${JSON.stringify(folder)}, generated files were changed by hand: ${[...modified, ...disowned].join(', ')}.`,
      'Say the same in the program or undo the change in the files; with ModifiedFiles.OVERWRITE synth writes over what it still makes.',
    );
  }
  const lines = [
    ...modified.map(
      (path) =>
        `${join(folder, path)} was changed by hand after it was generated and is overwritten. If the change was meant, get it back from git and say it in the program.`,
    ),
    ...disowned.map(
      (path) =>
        `${join(folder, path)} was changed by hand after it was generated and stays, although the program no longer makes it. Remove it, unless it is meant to be applied.`,
    ),
  ];
  say(lines.map((line) => `netpol: ${line}\n`).join(''));
}
