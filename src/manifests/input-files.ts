import { Dirent, Stats, constants, fstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_TEXT, OPEN_DESCRIPTOR, readNamedPipe, readOpened, readStream, tooLarge } from './input-streams';
import { MAX_DEVICE } from '../model/input-limits';
import { InvalidInput } from '../model/invalid-input';

/** The input that means: read standard input. */
export const STDIN = '-';

const MANIFEST_FILE = /\.(ya?ml|json)$/i;
/** Folders that hold no manifests of one's own. */
const SKIPPED_FOLDERS = new Set(['.git', 'node_modules']);

/** What an input stands for. */
export interface InputFiles {
  readonly files: readonly string[];
  readonly passedOver: readonly PassedOver[];
}

/** Something below a folder that is called like a manifest and was not read. */
export interface PassedOver {
  readonly path: string;
  /** What it is: `a named pipe`. */
  readonly what: string;
  readonly fix: string;
  /** Whether a manifest is missing that somebody named. A folder may be read by its own name too. */
  readonly isMissing: boolean;
}

/**
 * The files an input stands for: itself, or every manifest below a folder in a stable order.
 *
 * @param ignores what to leave alone in folders
 * @throws InvalidInput if it does not exist or cannot be read
 */
export function filesOf(input: string, ignores: (path: string) => boolean = () => false): InputFiles {
  if (input === STDIN) return { files: [input], passedOver: [] };
  return reading(input, () => {
    if (!statSync(input).isDirectory()) return { files: [input], passedOver: [] };
    const found = { files: [], passedOver: [] };
    findManifests(input, found, ignores);
    return found;
  });
}

/**
 * The bytes of a file. Devices and pipes are read up to a limit, and a pipe that nobody writes to is given up.
 *
 * @throws InvalidInput if it cannot be read
 */
export function readBytes(file: string): Buffer {
  return reading(file, () => {
    if (file === STDIN) return readStream(0, limitOf(fstatSync(0)));
    const stats = statSync(file);
    if (stats.isFile()) {
      if (stats.size > MAX_TEXT) throw tooLarge();
      return readFileSync(file);
    }
    if (stats.isFIFO() && !OPEN_DESCRIPTOR.test(file)) return readNamedPipe(file);
    return readOpened(file, constants.O_RDONLY, (opened) => readStream(opened, limitOf(stats)));
  });
}

function limitOf(stats: Stats): number {
  return stats.isCharacterDevice() ? MAX_DEVICE : MAX_TEXT;
}

/** Whether bytes are compressed with gzip. */
export function isGzip(bytes: string | Uint8Array): boolean {
  return typeof bytes !== 'string' && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What to do with a file that is compressed. */
export function unpackFirst(file: string): string {
  return `Unpack it first: gunzip${file === STDIN ? '' : ` ${file}`}.`;
}

/**
 * The text of a file of settings.
 *
 * @throws InvalidInput if it cannot be read, or is compressed
 */
export function readText(file: string): string {
  const bytes = readBytes(file);
  if (isGzip(bytes)) throw new InvalidInput(`${JSON.stringify(file)} is compressed with gzip.`, unpackFirst(file));
  return bytes.toString('utf8');
}

function findManifests(
  folder: string,
  found: { files: string[]; passedOver: PassedOver[] },
  ignores: (path: string) => boolean,
): void {
  const inside = reading(folder, () => readdirSync(folder, { withFileTypes: true }));
  const entries = inside.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (ignores(path)) continue;
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(entry.name)) findManifests(path, found, ignores);
    } else if (entry.isFile()) {
      if (MANIFEST_FILE.test(entry.name)) found.files.push(path);
    } else {
      // Links to files are read. Links to folders are not followed: they could lead in circles.
      const target = entry.isSymbolicLink() ? targetOf(path) : entry;
      if (target?.isFile()) {
        if (MANIFEST_FILE.test(entry.name)) found.files.push(path);
      } else if (MANIFEST_FILE.test(entry.name) || (target?.isDirectory() && !entry.name.startsWith('.'))) {
        found.passedOver.push({ path, ...passedOverAs(target) });
      }
    }
  }
}

/** What a link leads to; undefined where that is nothing. */
function targetOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // It leads in circles, or to where this user may not look.
    return undefined;
  }
}

function passedOverAs(target: Stats | Dirent | undefined): Omit<PassedOver, 'path'> {
  if (!target) return { what: 'a link that leads nowhere', fix: 'Mend it or remove it.', isMissing: true };
  if (target.isDirectory()) {
    return {
      what: 'a link to a folder',
      fix: 'Links to folders are not followed; name the folder as an input of its own.',
      isMissing: false,
    };
  }
  const what = target.isFIFO() ? 'a named pipe' : target.isSocket() ? 'a socket' : 'a device';
  return { what, fix: 'Remove it, or name it as an input of its own if it can be read to its end.', isMissing: true };
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder; check the spelling and the working directory.',
  EACCES: 'It may not be read by this user; check its permissions.',
  EISDIR: 'It is a folder; name the files in it, or the folder as an input of its own.',
  ENXIO: 'It is a socket or a device that is not there; name a file.',
  ERR_FS_FILE_TOO_LARGE: 'It is larger than 512 MiB, or a device that never ends; split it, or name a file.',
};

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Said already, of a path further down.
    if (error instanceof InvalidInput) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InvalidInput(`${JSON.stringify(path)} cannot be read.`, REMEDIES[code ?? ''] ?? `${message}.`);
  }
}
