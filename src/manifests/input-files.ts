import { constants, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_TEXT, OPEN_DESCRIPTOR, readNamedPipe, readOpened, readStream, tooLarge } from './input-streams';
import { InvalidInput } from '../model/invalid-input';
import { pushAll } from '../model/push-all';

/** The input that means: read standard input. */
export const STDIN = '-';

const MANIFEST_FILE = /\.(ya?ml|json)$/i;
/** No device holds manifests; one that never ends is not worth more. */
const MAX_DEVICE = 64 * 1024 * 1024;
/** Folders that hold no manifests of one's own. */
const SKIPPED_FOLDERS = new Set(['.git', 'node_modules']);

/**
 * The files an input stands for: itself, or every manifest below a folder in a stable order.
 *
 * @throws InvalidInput if it does not exist or cannot be read
 */
export function filesOf(input: string): string[] {
  if (input === STDIN) return [input];
  return reading(input, () => (statSync(input).isDirectory() ? manifestsBelow(input) : [input]));
}

/**
 * The bytes of a file. Devices and pipes are read up to a limit, and a pipe that nobody writes to is given up.
 *
 * @throws InvalidInput if it cannot be read
 */
export function readBytes(file: string): Buffer {
  return reading(file, () => {
    if (file === STDIN) return readStream(0, MAX_TEXT);
    const stats = statSync(file);
    if (stats.isFile()) {
      if (stats.size > MAX_TEXT) throw tooLarge();
      return readFileSync(file);
    }
    if (stats.isFIFO() && !OPEN_DESCRIPTOR.test(file)) return readNamedPipe(file);
    const limit = stats.isCharacterDevice() ? MAX_DEVICE : MAX_TEXT;
    return readOpened(file, constants.O_RDONLY, (opened) => readStream(opened, limit));
  });
}

function manifestsBelow(folder: string): string[] {
  const files: string[] = [];
  const found = reading(folder, () => readdirSync(folder, { withFileTypes: true }));
  const entries = found.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // Links to folders are not followed: they could lead in circles. Links to files are read.
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(entry.name)) pushAll(files, manifestsBelow(path));
    } else if (MANIFEST_FILE.test(entry.name) && (entry.isFile() || isFile(path))) {
      files.push(path);
    }
  }
  return files;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
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
