import { closeSync, constants, createReadStream, fstatSync, openSync, statSync } from 'node:fs';
import { FileHandle, open } from 'node:fs/promises';
import { Readable, Transform, pipeline } from 'node:stream';
import * as zlib from 'node:zlib';
import { MAX_DEVICE, PIPE_PATIENCE_MS, abandonedPipe } from '../../model/input-limits';
import { InvalidInput } from '../../model/invalid-input';

/** The input that means: read standard input. */
export const STDIN = '-';

const CHUNK = 1 << 18;

/** The compressed data ended early: a log that was still being written, or a copy that was interrupted. */
export class CutShort extends Error {}

/**
 * The bytes of a log, unpacked if they are gzip or zstd; what they are is seen in the data, not in the name.
 *
 * @throws InvalidInput for a file that cannot be read, a device that never ends, a pipe to which nobody writes, or in a form that this version of Node.js cannot unpack
 * @throws CutShort when the data ends, or breaks, in the middle
 */
export async function* logBytes(path: string): AsyncGenerator<Buffer> {
  const { source, limit } = await opened(path);
  const chunks = bounded(source, limit)[Symbol.asyncIterator]();
  try {
    const first = await firstBytes(chunks, path);
    const unpack = unpackerFor(first, path);
    if (!unpack) yield* following(first, chunks, path);
    else yield* unpacked(following(first, chunks, path), unpack);
  } finally {
    if (path !== STDIN) source.destroy();
  }
}

interface Source {
  readonly source: Readable;
  /** So many bytes are read at most. */
  readonly limit: number;
}

async function opened(path: string): Promise<Source> {
  try {
    const stats = path === STDIN ? fstatSync(0) : statSync(path);
    const limit = stats.isCharacterDevice() ? MAX_DEVICE : Infinity;
    if (path === STDIN) return { source: process.stdin, limit };
    if (!stats.isFIFO()) return { source: createReadStream(path, { highWaterMark: CHUNK }), limit };
    return { source: (await openPipe(path)).createReadStream({ highWaterMark: CHUNK }), limit };
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

/** Opening a named pipe waits for who writes, for ever; so after a while it is opened for writing here, and given up. */
async function openPipe(path: string): Promise<FileHandle> {
  let isAbandoned = false;
  const timer = setTimeout(() => {
    isAbandoned = true;
    try {
      closeSync(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    } catch {
      // Whoever was to be woken has been.
    }
  }, PIPE_PATIENCE_MS);
  const handle = await open(path).finally(() => clearTimeout(timer));
  if (!isAbandoned) return handle;
  await handle.close();
  throw abandonedPipe('wrote to');
}

async function* bounded(source: Readable, limit: number): AsyncGenerator<Buffer | string> {
  let length = 0;
  for await (const chunk of source as AsyncIterable<Buffer | string>) {
    length += chunk.length;
    if (length > limit) throw Object.assign(new Error('too large'), { code: 'ERR_FS_FILE_TOO_LARGE' });
    yield chunk;
  }
}

async function firstBytes(chunks: AsyncIterator<Buffer | string>, path: string): Promise<Buffer> {
  let first: Buffer = Buffer.alloc(0);
  // Four bytes say what it is; a pipe may bring them one by one.
  while (first.length < 4) {
    const chunk = await nextOf(chunks, path);
    if (chunk === undefined) break;
    first = first.length === 0 ? chunk : Buffer.concat([first, chunk]);
  }
  return first;
}

async function* following(first: Buffer, chunks: AsyncIterator<Buffer | string>, path: string): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let chunk = await nextOf(chunks, path); chunk !== undefined; chunk = await nextOf(chunks, path)) yield chunk;
}

async function nextOf(chunks: AsyncIterator<Buffer | string>, path: string): Promise<Buffer | undefined> {
  try {
    const { done, value } = (await chunks.next()) as { done?: boolean; value: Buffer | string };
    if (done) return undefined;
    return typeof value === 'string' ? Buffer.from(value) : value;
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
}

async function* unpacked(packed: AsyncGenerator<Buffer>, unpack: Transform): AsyncGenerator<Buffer> {
  // What goes wrong on the way is an error of the last stream, too.
  const stream = pipeline(Readable.from(packed), unpack, () => undefined);
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw new CutShort('the compressed data ends, or is damaged, here');
  }
}

/** `node:zlib` of Node.js 22.15 and newer; the types are those of the oldest Node.js that is supported. */
const { createZstdDecompress } = zlib as unknown as { createZstdDecompress?: () => Transform };

function unpackerFor(first: Buffer, path: string): Transform | undefined {
  if (first[0] === 0x1f && first[1] === 0x8b) return zlib.createGunzip({ chunkSize: CHUNK });
  if (first.length >= 4 && first.readUInt32LE(0) === 0xfd2fb528) {
    if (createZstdDecompress) return createZstdDecompress();
    throw new InvalidInput(
      `${JSON.stringify(path)} is zstd data, which this version of Node.js cannot unpack.`,
      `Run it with Node.js 22.15 or newer, or unpack it on the way: zstd -dc ${path === STDIN ? '' : 'FILE '}| netpol traffic -`,
    );
  }
  return undefined;
}

const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file; check the spelling and the working directory.',
  EACCES: 'It may not be read by this user; check its permissions.',
  EISDIR: 'It is a folder; name the log files in it.',
  ERR_FS_FILE_TOO_LARGE: 'It is a device that never ends; name a file.',
};

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): InvalidInput {
  return new InvalidInput(`${JSON.stringify(path)} cannot be read.`, REMEDIES[code ?? ''] ?? `${message}.`);
}
