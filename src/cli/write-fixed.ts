import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { FixedFile } from '../lint/fix-manifests';
import { replaceFile } from '../manifests/replace-file';
import { InvalidInput } from '../model/invalid-input';
import { unifiedPatch } from '../report/wording/unified-patch';

/**
 * Writes corrected files, each in one step. None is written if one of them cannot be, or no longer holds what was
 * checked. A link stays a link; what it leads to is corrected.
 *
 * @throws InvalidInput that names the file
 */
export function writeFixed(files: readonly FixedFile[]): void {
  const ready = files.map((fixed) => explained(fixed.file, () => prepared(fixed)));
  for (const { file, target, text } of ready) explained(file, () => replaceFile(target, text));
}

/** The changes as a patch for the files as they are. */
export function patchOf(files: readonly FixedFile[]): string {
  return files
    .map(({ file, before, after }) => {
      const mark = explained(file, () => markOf(readFileSync(file, 'utf8')));
      return unifiedPatch(file, mark + before, mark + after);
    })
    .join('');
}

/** The byte order mark, which readers take away. */
function markOf(text: string): string {
  return text.startsWith('\uFEFF') ? '\uFEFF' : '';
}

function prepared({ file, before, after }: FixedFile): { file: string; target: string; text: string } {
  const target = realpathSync(file);
  if (!statSync(target).isFile()) {
    throw new InvalidInput(`${JSON.stringify(file)} is no file that can be corrected in place.`, 'Name files.');
  }
  const now = readFileSync(target, 'utf8');
  const mark = markOf(now);
  if (now !== mark + before) throw new InvalidInput(`${file} changed while it was checked.`, 'Run the command again.');
  accessSync(target, constants.W_OK);
  accessSync(dirname(target), constants.W_OK);
  return { file, target, text: mark + after };
}

function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw new InvalidInput(
      `${JSON.stringify(file)} cannot be corrected: ${error instanceof Error ? error.message : String(error)}.`,
      'Give yourself the right to write to it and its folder, or use --dry-run and apply the patch elsewhere.',
    );
  }
}
