import type { NeedsCommandOptions } from '../actions/needs';
import { addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';

/** `netpol needs PATH…` */
export const registerNeeds: RegisterCommand = (program, console, run) => {
  const command = program
    .command('needs')
    .description('Say which flows manifests require, each with what shows it: addresses, Ingresses, monitors, webhooks')
    .argument('<path...>', 'files, folders (every *.yaml, *.yml and *.json below), or - for stdin')
    .option('--cluster-domain <domain>', 'what the names of the cluster end with (default: cluster.local)')
    .option('--no-secrets', 'do not look into Secrets; of those, only a host in an address is ever shown')
    .addHelpText(
      'after',
      `
Addresses are looked for in variables, ConfigMaps, Secrets, mounted files, arguments, commands and probes, and resolved
against the Services of the input. Nothing is looked up and nothing is run.

Examples:
  netpol needs manifests/
  netpol needs manifests/ --format json --output needs.json
  helm template shop charts/shop | netpol needs -`,
    );
  addRefusedOption(addCommonOptions(command, ['text', 'json', 'markdown']));
  command.action((paths: string[], options: NeedsCommandOptions) =>
    run(async () => (await import('../actions/needs.js')).needs(paths, options, console)),
  );
};
