import type { ReachCommandOptions } from '../actions/reach';
import { addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';

/** `netpol reach PATH…` */
export const registerReach: RegisterCommand = (program, console, run) => {
  const command = program
    .command('reach')
    .description('Say who can reach whom, on which ports, as far as the policies in the input decide')
    .argument('<path...>', 'files, folders (every *.yaml, *.yml and *.json below), or - for stdin')
    .option(
      '--focus <field=value>',
      'show a part: workload=shop/web, peer=10.0.0.0/8, direction=ingress, port=TCP/8443; repeat it for more fields, or for alternatives of one field',
      (value: string, before?: string[]) => [...(before ?? []), value],
    )
    .option(
      '--exposure',
      'also say who that need not be in the input could reach a workload or be reached by it (text, json, markdown)',
    )
    .addHelpText(
      'after',
      `
Fields of --focus:
  workload   one end: namespace/name (a workload or a pod) or namespace/*
  peer       the other end: as for workload, or an IP address or block
  direction  ingress or egress, seen from the workload
  port       TCP/8443, UDP/53, TCP/8000-8100, SCTP/*

Examples:
  netpol reach dist/ cluster.yaml
  netpol reach dist/ --focus workload=shop/web --focus direction=egress
  netpol reach dist/ --exposure --focus direction=ingress
  netpol reach dist/ --format dot | dot -Tsvg > reach.svg`,
    );
  addRefusedOption(addCommonOptions(command, ['text', 'json', 'csv', 'markdown', 'dot', 'mermaid']));
  command.action((paths: string[], options: ReachCommandOptions) =>
    run(async () => (await import('../actions/reach.js')).reach(paths, options, console)),
  );
};
