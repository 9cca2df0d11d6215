import { fstatSync, writeFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { Console } from './console';

/**
 * The streams of this process. A reader that has seen enough, such as `head`, is no error, and messages that nobody can
 * read are lost; but a report that could not be written is.
 *
 * @param onLost told once why the report could not be written
 */
export function standardStreams(onLost: (reason: string) => void): Console {
  const out = isFile(1) ? fileStream(1) : process.stdout;
  let lost = false;
  out.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' || lost) return;
    lost = true;
    onLost(message);
  });
  process.stderr.on('error', () => undefined);
  return { out, err: process.stderr };
}

function isFile(fd: number): boolean {
  const kind = fstatSync(fd);
  return kind.isFile() || (kind.isCharacterDevice() && !process.stdout.isTTY);
}

/** Where a disk is nearly full, a write takes a part; the stream of Node does not look whether it took all. */
function fileStream(fd: number): NodeJS.WriteStream {
  const stream = new Writable({
    decodeStrings: true,
    write: (chunk: Buffer, _encoding, done) => {
      try {
        writeFileSync(fd, chunk);
        done();
      } catch (error) {
        done(error as Error);
      }
    },
  });
  return stream as Writable & NodeJS.WriteStream;
}
