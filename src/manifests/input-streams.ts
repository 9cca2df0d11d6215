import { constants as buffers } from 'node:buffer';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { PIPE_PATIENCE_MS, abandonedPipe } from '../model/input-limits';
import { pause } from '../model/pause';

/** More than this fits no string of JavaScript. */
export const MAX_TEXT = buffers.MAX_STRING_LENGTH;

/** Pipes that this process was given open: what `<(…)` of a shell becomes. */
export const OPEN_DESCRIPTOR = /^\/(?:dev\/(?:fd|std(?:in|out|err))|proc\/)/;

const PIECE = 1024 * 1024;

/** What is said of a text that is too long, by the code that Node has for it. */
export function tooLarge(): NodeJS.ErrnoException {
  return Object.assign(new Error('too large'), { code: 'ERR_FS_FILE_TOO_LARGE' });
}

/** Everything up to the end of what was opened, however long it takes; no more than a limit. */
export function readStream(descriptor: number, limit: number): Buffer {
  const pieces = new Pieces(limit);
  for (;;) {
    const piece = readPiece(descriptor);
    if (piece === 'nothing yet') pause();
    else if (piece.length === 0) return pieces.join();
    else pieces.add(piece);
  }
}

/** Opening a named pipe waits for who writes, for ever; so it is opened without waiting, and asked again for a while. */
export function readNamedPipe(file: string): Buffer {
  return readOpened(file, constants.O_RDONLY | constants.O_NONBLOCK, (descriptor) => {
    const pieces = new Pieces(MAX_TEXT);
    const end = Date.now() + PIPE_PATIENCE_MS;
    let written = false;
    for (;;) {
      const piece = readPiece(descriptor);
      if (piece === 'nothing yet') {
        written = true;
        pause();
      } else if (piece.length > 0) {
        written = true;
        pieces.add(piece);
      } else if (written) {
        return pieces.join();
      } else if (Date.now() > end) {
        throw abandonedPipe('wrote to');
      } else {
        pause();
      }
    }
  });
}

export function readOpened<T>(file: string, flags: number, read: (descriptor: number) => T): T {
  const descriptor = openSync(file, flags);
  try {
    return read(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function readPiece(descriptor: number): Buffer | 'nothing yet' {
  const piece = Buffer.allocUnsafe(PIECE);
  try {
    return piece.subarray(0, readSync(descriptor, piece));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EAGAIN') return 'nothing yet';
    // How the end of a pipe looks on Windows.
    if (code === 'EOF') return piece.subarray(0, 0);
    throw error;
  }
}

class Pieces {
  private readonly pieces: Buffer[] = [];
  private length = 0;

  public constructor(private readonly limit: number) {}

  public add(piece: Buffer): void {
    this.length += piece.length;
    if (this.length > this.limit) throw tooLarge();
    // A pipe gives little at a time, and the rest of the piece would be kept with it.
    this.pieces.push(piece.length < PIECE / 2 ? Buffer.from(piece) : piece);
  }

  public join(): Buffer {
    return Buffer.concat(this.pieces, this.length);
  }
}
