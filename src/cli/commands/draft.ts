import type { DraftCommandOptions } from '../actions/draft';
import { addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';

const collect = (value: string, before?: string[]): string[] => [...(before ?? []), value];

/** `netpol draft PATH…` */
export const registerDraft: RegisterCommand = (program, console, run) => {
  const command = program
    .command('draft')
    .description(
      'Write a typed program that means what policies in manifests mean, and allows what traffic shows, and prove it',
    )
    .argument('[path...]', 'files, folders, or - for stdin: policies, and what else is known of the cluster')
    .option('--traffic <log>', 'a flow log, or what netpol traffic wrote as JSON; can be repeated', collect)
    .option('--collector <name>', 'what wrote the logs (default: found by looking at them)', 'auto')
    .option('--map <field=column>', 'for --collector generic: where a field stands; can be repeated', collect)
    .option('-n, --namespace <name>', 'draft the flows of this namespace only; can be repeated', collect)
    .option(
      '--update <folder>',
      'a draft made before, hand edits and all: print a patch that adds what is new in the log',
    )
    .option('--as-of <day>', 'the day from which exceptions are dated, as YYYY-MM-DD (default: today)')
    .addHelpText(
      'after',
      `
The program is a folder of TypeScript: a file for each namespace, a test of who reaches whom, and a README that says
what to review first. It is written only if the engine shows that each policy means what it meant, for every pod there
could be, and that every flow it was made for is allowed. A direction in which nothing was seen is not isolated.

Exit codes: 0 written and proved, 2 nothing written, or unusable input.

Examples:
  netpol draft manifests/ --output policies
  netpol draft manifests/ --platform eks --output policies
  netpol draft cluster.yaml --traffic monday.jsonl --traffic tuesday.jsonl --output policies
  netpol draft --traffic hubble.jsonl.gz -n shop --output policies
  netpol draft cluster.yaml --traffic next-week.jsonl --update policies | patch -p0`,
    );
  addCommonOptions(command, ['text', 'json'], ['--output <folder>', 'where to write the program: a new folder']);
  addRefusedOption(command);
  command.action((paths: string[], options: DraftCommandOptions) =>
    run(async () => (await import('../actions/draft.js')).draft(paths, options, console)),
  );
};
