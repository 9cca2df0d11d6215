import { Console, paintFor } from './console';
import { ExitCode } from './exit-code';
import { packageVersion } from './package-version';
import { standardStreams } from './standard-streams';
import { InvalidInput } from '../model/invalid-input';
import { printableLines } from '../report/wording/printable';

/** The command line, as `bin/netpol.js` runs it. */
export function run(argv: readonly string[]): void {
  let lost = false;
  const console = standardStreams((reason) => {
    lost = true;
    process.exitCode = ExitCode.UNUSABLE;
    const remedy = 'Make room for it, or send it elsewhere with --output FILE.';
    reportError(new InvalidInput(`The report cannot be written to standard output: ${reason}.`, remedy), console);
  });
  void main(argv, console).then((code) => {
    process.exitCode = lost ? ExitCode.UNUSABLE : code;
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
  if (isRefusalOfTheSystem(error)) {
    err.write(`${paint('red', 'error:')} The system refuses: ${error.message}.\n`);
    err.write('Check permissions, the room on the disk, and the limits of this process.\n');
    return;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  err.write(
    `${paint('red', 'error:')} This is a defect of netpol, not of your input. Please report it with what follows.\n${printableLines(detail)}\n`,
  );
}

/** What the file system or the kernel says no to is no defect of the program that asks. */
function isRefusalOfTheSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
