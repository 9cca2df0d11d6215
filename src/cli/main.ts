import { Console, paintFor } from './console';
import { ExitCode } from './exit-code';
import { packageVersion } from './package-version';
import { InvalidInput } from '../model/invalid-input';
import { printableLines } from '../report/wording/printable';

/** The command line, as `bin/netpol.js` runs it. */
export function run(argv: readonly string[]): void {
  // A reader that has seen enough, such as `head`, is no error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  void main(argv, { out: process.stdout, err: process.stderr }).then((code) => {
    process.exitCode = code;
  });
}

/** Runs one command and says how it went; never rejects. */
export async function main(argv: readonly string[], console: Console): Promise<ExitCode> {
  const { Command, CommanderError } = await import('commander');
  const { COMMANDS } = await import('./commands/index.js');
  let exitCode = ExitCode.FINE;

  const program = new Command('netpol')
    .description('Say who can reach whom in a Kubernetes cluster, from its manifests alone, and why')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => console.out.write(text),
      writeErr: (text) => console.err.write(printableLines(text)),
      getOutHelpWidth: () => console.out.columns ?? 100,
    })
    .showSuggestionAfterError()
    .showHelpAfterError('(add --help for the whole usage)');
  for (const register of COMMANDS) {
    register(program, console, async (body) => {
      exitCode = await body();
    });
  }

  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.FINE : ExitCode.UNUSABLE;
    reportError(error, console);
    return ExitCode.UNUSABLE;
  }
}

function reportError(error: unknown, { err }: Console): void {
  const paint = paintFor(err);
  if (error instanceof InvalidInput) {
    err.write(`${paint('red', 'error:')} ${printableLines(error.problem)}\n${printableLines(error.remedy)}\n`);
    return;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  err.write(
    `${paint('red', 'error:')} This is a defect of netpol, not of your input. Please report it with what follows.\n${printableLines(detail)}\n`,
  );
}
