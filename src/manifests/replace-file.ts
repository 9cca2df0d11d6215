import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { OPEN_DESCRIPTOR } from './input-streams';
import { PIPE_PATIENCE_MS, abandonedPipe } from '../model/input-limits';
import { pause } from '../model/pause';

/** The start of the names of files that are still being written. No manifest has such a name. */
export const TEMPORARY = '.netpol-tmp-';

/** A path in a folder that nobody can guess, and so nobody can put a link to elsewhere at. */
export function temporaryPathIn(folder: string): string {
  return join(folder, `${TEMPORARY}${randomBytes(12).toString('hex')}`);
}

/**
 * Makes a file hold a text: the whole text or, whatever happens, what it held before. Its permissions stay.
 *
 * @throws a system error if it may not be written
 */
export function replaceFile(file: string, text: string): void {
  const before = statSync(file, { throwIfNoEntry: false });
  if (before) accessSync(file, constants.W_OK);
  const temporary = temporaryPathIn(dirname(file));
  finishing(() => {
    try {
      // Refused where something is there already.
      writeFileSync(temporary, text, { flag: 'wx' });
      if (before) chmodSync(temporary, before.mode & 0o7777);
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/**
 * Writes a text to whatever stands at a path. A file is replaced as a whole; a device, a pipe or a link is written to as
 * it is, because putting a file in its place would destroy it.
 *
 * @throws a system error if it cannot be written, and an error for a named pipe from which nobody reads
 */
export function writeOver(path: string, text: string): void {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined || entry.isFile()) replaceFile(path, text);
  else if (statSync(path, { throwIfNoEntry: false })?.isFIFO() && !OPEN_DESCRIPTOR.test(path)) writePipe(path, text);
  else writeFileSync(path, text);
}

/** Opening a named pipe waits for who reads, for ever; so it is opened without waiting, and asked again for a while. */
function writePipe(path: string, text: string): void {
  const descriptor = openForReader(path);
  try {
    const bytes = Buffer.from(text);
    for (let written = 0; written < bytes.length;) {
      const count = unless('EAGAIN', () => writeSync(descriptor, bytes, written));
      if (count === undefined) pause();
      else written += count;
    }
  } finally {
    closeSync(descriptor);
  }
}

function openForReader(path: string): number {
  const end = Date.now() + PIPE_PATIENCE_MS;
  for (;;) {
    const descriptor = unless('ENXIO', () => openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    if (descriptor !== undefined) return descriptor;
    if (Date.now() > end) throw abandonedPipe('read from');
    pause();
  }
}

/** What an action gives; undefined where the system says by this code that it is too early. */
function unless<T>(code: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === code) return undefined;
    throw error;
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that must not stop half way: it cleans up behind itself, and a signal that asks the process to end waits
 * until it has.
 */
export function finishing<T>(work: () => T): T {
  const end = (signal: NodeJS.Signals) => {
    release();
    // Somebody else in this process decides what the signal means.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const release = () => SIGNALS.forEach((signal) => process.removeListener(signal, end));
  SIGNALS.forEach((signal) => process.on(signal, end));
  try {
    return work();
  } finally {
    // A signal that came meanwhile is delivered when the process looks for events, which it does before the second.
    setImmediate(() => setImmediate(release));
  }
}
