import type { DiffCommandOptions } from '../actions/diff';
import { addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';
import { twoSides } from '../two-sides';

/** `netpol diff OLD NEW` */
export const registerDiff: RegisterCommand = (program, console, run) => {
  const command = program
    .command('diff')
    .description('Say which connections one set of manifests allows and another does not, and which policies did it')
    .argument('<old>', 'a file or folder, as it was')
    .argument('<new>', 'a file or folder, as it is now')
    .option('--with <path...>', 'manifests that belong to both, such as the workloads where only policies changed')
    .option('--exit-code', 'exit with 1 if something differs')
    .addHelpText(
      'after',
      `
Examples:
  netpol diff main/dist dist
  netpol diff old-policies/ new-policies/ --with workloads.yaml
  netpol diff main/dist dist --format markdown > comment.md`,
    );
  addRefusedOption(addCommonOptions(command, ['text', 'json', 'markdown']));
  twoSides(command);
  command.action((oldPath: string, newPath: string, options: DiffCommandOptions) =>
    run(async () => (await import('../actions/diff.js')).diff(oldPath, newPath, options, console)),
  );
};
