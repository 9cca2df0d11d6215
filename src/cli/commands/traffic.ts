import { Option } from 'commander';
import type { TrafficCommandOptions } from '../actions/traffic';
import type { RegisterCommand } from '../register-command';

const collect = (value: string, before?: string[]): string[] => [...(before ?? []), value];

/** `netpol traffic LOG…` */
export const registerTraffic: RegisterCommand = (program, console, run) => {
  program
    .command('traffic')
    .description(
      'Read flow logs, and say who talked to whom: one record for each connection, whatever collector wrote it',
    )
    .argument('<log...>', 'files, plain, gzip or zstd, or - for stdin; what netpol traffic wrote as JSON is a log, too')
    .option('--collector <name>', 'what wrote the logs (default: found by looking at them)', 'auto')
    .option(
      '--manifests <path>',
      'manifests, or "kubectl get pods,services,nodes,endpointslices -A -o json", that say who had which address; can be repeated',
      collect,
    )
    .option('--map <field=column>', 'for --collector generic: where a field stands; can be repeated', collect)
    .option(
      '--config <file>',
      'files to ignore among the manifests (default: netpol.yaml in the working directory, if there)',
    )
    .option('--strict', 'exit with 1 if a line could not be read')
    .addOption(
      new Option('--format <format>', 'how to print the report').choices(['text', 'json', 'csv']).default('text'),
    )
    .option('--output <file>', 'write the report to a file instead of stdout')
    .addHelpText(
      'after',
      `
Examples:
  netpol traffic hubble.jsonl.gz
  zstd -dc flows.zst | netpol traffic - --format json --output monday.json
  netpol traffic monday.json tuesday.json --format csv
  netpol traffic network-policy-agent.log --manifests pods.json`,
    )
    .action((logs: string[], options: TrafficCommandOptions) =>
      run(async () => (await import('../actions/traffic.js')).traffic(logs, options, console)),
    );
};
