import type { ExitCode } from '../../src/cli/exit-code';
import { main } from '../../src/cli/main';

export interface CliResult {
  code: ExitCode;
  out: string;
  err: string;
}

/** Runs the command line in this process, as if on no terminal. */
export async function runCli(...argv: string[]): Promise<CliResult> {
  let out = '';
  let err = '';
  const stream = (add: (text: string) => void) =>
    ({ write: (text: string) => (add(text), true), isTTY: false }) as unknown as NodeJS.WriteStream;
  const code = await main(argv, { out: stream((text) => (out += text)), err: stream((text) => (err += text)) });
  return { code, out, err };
}
