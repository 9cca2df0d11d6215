import { createReadStream } from 'node:fs';
import { Readable, Transform, pipeline } from 'node:stream';
import * as zlib from 'node:zlib';
import { InvalidInput } from '../../model/invalid-input';

/** The input that means: read standard input. */
export const STDIN = '-';

const CHUNK = 1 << 18;

/** The compressed data ended early: a log that was still being written, or a copy that was interrupted. */
export class CutShort extends Error {}

/**
 * The bytes of a log, unpacked if they are gzip or zstd; what they are is seen in the data, not in the name.
 *
 * @throws InvalidInput for a file that cannot be read, or in a form that this version of Node.js cannot unpack
 * @throws CutShort when the data ends, or breaks, in the middle
 */
export async function* logBytes(path: string): AsyncGenerator<Buffer> {
  const source = path === STDIN ? process.stdin : createReadStream(path, { highWaterMark: CHUNK });
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer | string>;
  try {
    const first = await firstBytes(chunks, path);
    const unpack = unpackerFor(first, path);
    if (!unpack) yield* following(first, chunks, path);
    else yield* unpacked(following(first, chunks, path), unpack);
  } finally {
    if (path !== STDIN) source.destroy();
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
};

function unreadable(path: string, { code, message }: NodeJS.ErrnoException): InvalidInput {
  return new InvalidInput(`${JSON.stringify(path)} cannot be read.`, REMEDIES[code ?? ''] ?? `${message}.`);
}
