import type { MapCommandOptions } from '../actions/map';
import { addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';

/** `netpol map PATH…` */
export const registerMap: RegisterCommand = (program, console, run) => {
  const command = program
    .command('map')
    .description('Draw who can reach whom, and who cannot, as one page that opens from disk without a network')
    .argument('<path...>', 'files, folders (every *.yaml, *.yml and *.json below), or - for stdin')
    .option('--diff <old>', 'also show what became different from these manifests (a file or a folder)')
    .option('--redact', 'hash names, addresses and labels, for a map that leaves the house')
    .option(
      '--as-of <date>',
      'the day to print on the page, for example 2026-11-25 (default: none, so that equal inputs make equal files)',
    )
    .addHelpText(
      'after',
      `
Examples:
  netpol map cluster/ --output map.html
  netpol map new/ --diff old/ --output map.html

docs/MAP.md says how to read it.`,
    );
  addRefusedOption(addCommonOptions(command, ['html']));
  command.action((paths: string[], options: MapCommandOptions) =>
    run(async () => (await import('../actions/map.js')).map(paths, options, console)),
  );
};
