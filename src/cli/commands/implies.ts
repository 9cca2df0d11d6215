import type { ImpliesCommandOptions } from '../actions/implies';
import { addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';

/** `netpol implies A B` */
export const registerImplies: RegisterCommand = (program, console, run) => {
  const command = program
    .command('implies')
    .description(
      'Say whether one set of policies forbids (or permits) everything that another one does, for all pods there could be',
    )
    .argument('<a>', 'a file or folder with policies, such as those of a cluster')
    .argument('<b>', 'a file or folder with policies, such as those that every cluster must keep to')
    .option('--permit', 'ask whether A permits everything that B permits, instead of whether A forbids what B forbids')
    .addHelpText(
      'after',
      `
Both ends of a connection count: what one end allows and the other does not is forbidden. Workloads need not be in the
input, and pods and namespaces may have any labels; pods with hostNetwork are not meant. Where the answer is no, one
connection shows why.

Exit codes: 0 yes, 1 no, 2 unknown or unusable input.

Examples:
  netpol implies dist/ must-stay-closed/
  netpol implies dist/ must-stay-open/ --permit`,
    );
  addRefusedOption(addCommonOptions(command, ['text', 'json']));
  command.action((first: string, second: string, options: ImpliesCommandOptions) =>
    run(async () => (await import('../actions/implies.js')).implies(first, second, options, console)),
  );
};
