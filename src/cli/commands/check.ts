import { InvalidArgumentError, Option } from 'commander';

import type { CheckCommandOptions } from '../actions/check';
import { addCommonOptions } from '../common-options';
import type { RegisterCommand } from '../register-command';

/** `netpol check PATH…` */
export const registerCheck: RegisterCommand = (program, console, run) => {
  const command = program
    .command('check')
    .description('Validate NetworkPolicies as the API server does, and lint them')
    .argument('<path...>', 'files, folders (every *.yaml, *.yml and *.json below), or - for stdin')
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 if there is a finding of this severity or worse')
        .choices(['error', 'warning', 'info', 'never'])
        .default('error'),
    )
    .addOption(
      new Option('--rule <id>', 'check only this rule; can be repeated').argParser(
        (value: string, before?: string[]) => {
          if (value === '') throw new InvalidArgumentError('Name a rule.');
          return [...(before ?? []), value];
        },
      ),
    )
    .option('--system-namespaces', 'report missing policies in kube-system and its like too')
    .option('--fix', 'correct in the files what can be corrected mechanically, and report the rest')
    .option('--dry-run', 'with --fix: print the changes as a patch and leave the files alone')
    .addHelpText(
      'after',
      `
Examples:
  netpol check dist/
  netpol check policies/ workloads.yaml --platform eks
  kubectl get networkpolicy -A -o yaml | netpol check -
  netpol check dist/ --fail-on warning --format sarif --output netpol.sarif
  netpol check dist/ --fix --dry-run`,
    );
  addCommonOptions(command, ['text', 'json', 'sarif', 'junit', 'github', 'markdown']);
  command.action((paths: string[], options: CheckCommandOptions) =>
    run(async () => (await import('../actions/check.js')).check(paths, options, console)),
  );
};
