import type { Command } from 'commander';
import type { Console } from './console';
import type { ExitCode } from './exit-code';

/** Runs the body of a command; bodies are imported only when they run, so that `--help` is fast. */
export type Run = (body: () => Promise<ExitCode>) => Promise<void>;

/** Adds one command to the program. */
export type RegisterCommand = (program: Command, console: Console, run: Run) => void;
