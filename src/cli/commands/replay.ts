import { InvalidArgumentError, Option } from 'commander';
import type { ReplayCommandOptions } from '../actions/replay';
import { addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';

/** `netpol replay PATH… --traffic FILE…` */
export const registerReplay: RegisterCommand = (program, console, run) => {
  const command = program
    .command('replay')
    .description(
      'Say what policies would make of traffic that was observed: what they would cut off, and what of them nobody used',
    )
    .argument('<path...>', 'files or folders with the policies in question and the workloads, or - for stdin')
    .requiredOption('--traffic <file...>', 'flow logs, or what "netpol traffic --format json" wrote')
    .option(
      '--before <path...>',
      'the policies that were in force when the traffic was recorded; the log alone says it otherwise',
    )
    .option('--with <path...>', 'manifests that belong to both sides, such as the workloads where only policies change')
    .option(
      '--manifests <path...>',
      'more that says who had which address, such as "kubectl get pods,services,nodes,endpointslices -A -o json"',
    )
    .option('--collector <name>', 'what wrote the logs (default: found by looking at them)', 'auto')
    .option('--map <field=column...>', 'for --collector generic: where a field stands')
    .addOption(
      new Option('--fail-on <bucket...>', 'exit with 1 for connections of these buckets')
        .choices(['newly-denied', 'newly-allowed', 'badly-explained', 'undecidable', 'unresolvable', 'nothing'])
        .default(['newly-denied']),
    )
    .option('--budget <count>', 'how many such connections are tolerated', wholeNumber, 0)
    .option('--all', 'with --format json: list the connections that are kept, too')
    .addHelpText(
      'after',
      `
Examples:
  netpol replay dist/ --traffic hubble.jsonl.gz
  netpol replay new-policies/ --before old-policies/ --with workloads/ --traffic monday.json tuesday.json
  netpol replay dist/ --traffic agent.log --manifests pods.json --format markdown > comment.md`,
    );
  addRefusedOption(addCommonOptions(command, ['text', 'json', 'markdown', 'junit']));
  command.action((paths: string[], options: ReplayCommandOptions) =>
    run(async () => (await import('../actions/replay.js')).replayCommand(paths, options, console)),
  );
};

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Write a whole number, 0 or more.');
}
