import { Option } from 'commander';
import type { PlatformsCommandOptions } from '../actions/platforms';
import type { RegisterCommand } from '../register-command';

/** `netpol platforms [WORD…]` */
export const registerPlatforms: RegisterCommand = (program, console, run) => {
  program
    .command('platforms')
    .description('Say what is known about shared services: namespaces, labels, ports, who talks to whom, with sources')
    .argument('[word...]', 'only services about all of these: an id, a category, a part of a name or label, a port')
    .addOption(
      new Option('--format <format>', 'how to print the facts').choices(['text', 'json', 'markdown']).default('text'),
    )
    .option('--output <file>', 'write the facts to a file instead of stdout')
    .option('--details', 'say everything about each service, as for a single one (text)')
    .addHelpText(
      'after',
      `
Examples:
  netpol platforms
  netpol platforms monitoring
  netpol platforms sec.vault
  netpol platforms 10250
  netpol platforms cert-manager --details
  netpol platforms --format json`,
    )
    .action((words: string[], options: PlatformsCommandOptions) =>
      run(async () => (await import('../actions/platforms.js')).platforms(words, options, console)),
    );
};
