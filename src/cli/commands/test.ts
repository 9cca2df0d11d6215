import type { TestCommandOptions } from '../actions/test';
import { addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';

/** `netpol test PATH… --assertions FILE` */
export const registerTest: RegisterCommand = (program, console, run) => {
  const command = program
    .command('test')
    .description('Hold assertions about who reaches whom against the policies in the input')
    .argument('<path...>', 'files, folders (every *.yaml, *.yml and *.json below), or - for stdin')
    .requiredOption('--assertions <file>', 'what is expected; can be repeated', (value: string, before?: string[]) => [
      ...(before ?? []),
      value,
    ])
    .addHelpText(
      'after',
      `
An assertion file:
  assertions:
    - { name: web may order, from: shop/web, to: orders/orders-api, port: TCP/8443, expect: allow }
    - { from: 8.8.8.8, to: orders/*, port: "*", expect: deny }

An end is namespace/name (a workload or a pod), namespace/*, an IP address or block, or "namespace:{app=web}" for a pod
that need not exist. A port is TCP/8443, UDP/53, TCP/8000-8100, SCTP/* or "*"; without one, every port is meant.
What is allowed in part, undefined, or about nothing in the input fails either expectation.`,
    );
  addRefusedOption(addCommonOptions(command, ['text', 'json', 'junit']));
  command.action((paths: string[], options: TestCommandOptions) =>
    run(async () => (await import('../actions/test.js')).test(paths, options, console)),
  );
};
