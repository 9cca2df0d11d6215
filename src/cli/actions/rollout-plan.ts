import { writeRolloutSteps } from '../../gitops/write-rollout-steps';
import { planRollout } from '../../reachability/change/rollout-plan';
import { rolloutPlanJson } from '../../report/rollout/rollout-plan-json';
import { rolloutPlanMarkdown } from '../../report/rollout/rollout-plan-markdown';
import { RolloutPlanReport } from '../../report/rollout/rollout-plan-report';
import { rolloutPlanText } from '../../report/rollout/rollout-plan-text';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { Progress } from '../progress';
import { readAnalysis } from '../read-analysis';
import { writeReport } from '../write-report';

export interface RolloutPlanCommandOptions extends CommonOptions {
  readonly with?: readonly string[];
  readonly write?: string;
}

/** Says in which steps one set of policies becomes another without cutting anything off. */
export function rolloutPlan(
  oldPath: string,
  newPath: string,
  options: RolloutPlanCommandOptions,
  console: Console,
): ExitCode {
  const shared = options.with ?? [];
  const old = readAnalysis([oldPath, ...shared], options, console, { mayBeEmpty: true });
  const now = readAnalysis([newPath, ...shared], options, console, { mayBeEmpty: true });
  const progress = new Progress(console.err);
  progress.at('Planning');
  const plan = planRollout(old.analysis.inventory, now.analysis.inventory, old.analysis.universe.options);
  progress.end();
  // A plan made of a part of the policies would remove the others.
  const complete = old.complete && now.complete;
  if (options.write !== undefined && complete) writeRolloutSteps(options.write, plan.steps);
  writeReport(render({ plan, oldName: oldPath, newName: newPath }, options, console), options.output, console);
  return complete ? ExitCode.FINE : ExitCode.UNUSABLE;
}

function render(report: RolloutPlanReport, { format, output }: RolloutPlanCommandOptions, { out }: Console): string {
  switch (format) {
    case 'json':
      return rolloutPlanJson(report);
    case 'markdown':
      return rolloutPlanMarkdown(report);
    default:
      return rolloutPlanText(report, output === undefined ? paintFor(out) : undefined);
  }
}
