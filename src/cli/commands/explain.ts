import type { ExplainCommandOptions } from '../actions/explain';
import { addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';

/** `netpol explain PATH… --from E --to E --port P` */
export const registerExplain: RegisterCommand = (program, console, run) => {
  const command = program
    .command('explain')
    .description('Say whether one end may reach another, which policies and rules make it so, and what would change it')
    .argument('<path...>', 'files, folders (every *.yaml, *.yml and *.json below), or - for stdin')
    .requiredOption('--from <end>', 'who connects')
    .requiredOption('--to <end>', 'whom to')
    .option('--port <port>', 'on which port of the destination pod: TCP/8443, UDP/53, TCP/8000-8100, SCTP/*', '*')
    .addHelpText(
      'after',
      `
An end is namespace/name (a workload or a pod), service/namespace/name (what is behind a Service, by its ports),
namespace/*, an IP address or block, or namespace:{app=web} for a pod that need not exist.

Examples:
  netpol explain dist/ --from shop/web --to orders/orders-api --port TCP/8443
  netpol explain dist/ --from shop/web --to service/orders/orders-api --port TCP/443
  netpol explain dist/ --from 203.0.113.7 --to shop/web --port TCP/8080
  netpol explain dist/ --from 'ops:{app=debug}' --to shop/db --port TCP/5432`,
    );
  addRefusedOption(addCommonOptions(command, ['text', 'json']));
  command.action((paths: string[], options: ExplainCommandOptions) =>
    run(async () => (await import('../actions/explain.js')).explain(paths, options, console)),
  );
};
