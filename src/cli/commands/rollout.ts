import type { RolloutPlanCommandOptions } from '../actions/rollout-plan';
import { CommonOptions, addCommonOptions, addRefusedOption } from '../common-options';
import type { RegisterCommand } from '../register-command';
import { twoSides } from '../two-sides';

/** `netpol rollout plan OLD NEW` and `netpol rollout observe PATH…` */
export const registerRollout: RegisterCommand = (program, console, run) => {
  const rollout = program
    .command('rollout')
    .description('Bring policies into a running cluster without cutting anything off');

  const plan = rollout
    .command('plan')
    .description('Say in which steps one set of policies becomes another, and what each step opens and closes')
    .argument('<old>', 'a file or folder, as it is in the cluster; an empty folder for no policies')
    .argument('<new>', 'a file or folder, as it shall be')
    .option('--with <path...>', 'manifests that belong to both, such as the workloads where only policies change')
    .option('--write <folder>', 'write all policies as they stand after each step, one folder a step')
    .addHelpText(
      'after',
      `
Examples:
  netpol rollout plan main/dist dist --with workloads/
  netpol rollout plan main/dist dist --write steps/
  netpol rollout plan main/dist dist --format markdown > runbook.md`,
    );
  addRefusedOption(addCommonOptions(plan, ['text', 'json', 'markdown']));
  twoSides(plan);
  plan.action((oldPath: string, newPath: string, options: RolloutPlanCommandOptions) =>
    run(async () => (await import('../actions/rollout-plan.js')).rolloutPlan(oldPath, newPath, options, console)),
  );

  const observe = rollout
    .command('observe')
    .description("Say which connections would open and close if Calico's staged policies were enforced")
    .argument('<path...>', 'files or folders with the staged policies and the workloads, or - for stdin')
    .addHelpText(
      'after',
      `
Examples:
  netpol rollout observe dist/ workloads/
  netpol rollout observe dist/ workloads/ --format markdown > observed.md`,
    );
  addRefusedOption(addCommonOptions(observe, ['text', 'json', 'markdown']));
  observe.action((paths: string[], options: CommonOptions) =>
    run(async () => (await import('../actions/rollout-observe.js')).rolloutObserve(paths, options, console)),
  );
};
