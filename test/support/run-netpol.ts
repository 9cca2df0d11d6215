import { PassThrough } from 'node:stream';
import { main } from '../../src/cli/main';

/** What a command prints and exits with, without a process of its own. */
export async function netpol(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const texts = { out: '', err: '' };
  out.on('data', (chunk: Buffer) => (texts.out += chunk.toString()));
  err.on('data', (chunk: Buffer) => (texts.err += chunk.toString()));
  const streams = { out, err } as unknown as Parameters<typeof main>[1];
  const code = await main(argv, streams);
  return { code, ...texts };
}
