import type { DraftCommandOptions } from '../actions/draft';
import { addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';

/** `netpol draft PATH…` */
export const registerDraft: RegisterCommand = (program, console, run) => {
  const command = program
    .command('draft')
    .description('Write a typed program that means what policies in manifests mean, and prove that it does')
    .argument('<path...>', 'files, folders, or - for stdin')
    .addHelpText(
      'after',
      `
The program is a folder of TypeScript: a file for each namespace, a test of who reaches whom, and a README that says
what to review first. It is written only if the engine shows that it means what it should, for every pod there could be.

Exit codes: 0 written and proved, 2 nothing written, or unusable input.

Examples:
  netpol draft manifests/ --output policies
  netpol draft manifests/ --platform eks --output policies`,
    );
  addCommonOptions(command, ['text', 'json'], ['--output <folder>', 'where to write the program: a new folder']);
  addRefusedOption(command);
  command.action((paths: string[], options: DraftCommandOptions) =>
    run(async () => (await import('../actions/draft.js')).draft(paths, options, console)),
  );
};
