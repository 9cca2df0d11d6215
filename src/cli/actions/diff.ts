import { Difference, differenceOf } from '../../reachability/change/difference';
import { meaningChange } from '../../reachability/change/meaning';
import { CommonOptions } from '../common-options';
import { Console } from '../console';
import { ExitCode } from '../exit-code';
import { Progress } from '../progress';
import { readAnalysis } from '../read-analysis';
import { renderDiff } from '../render-diff';
import { writeReport } from '../write-report';

export interface DiffCommandOptions extends CommonOptions {
  readonly with?: readonly string[];
  readonly exitCode?: boolean;
}

/** Says what one set of manifests allows and another does not. */
export function diff(oldPath: string, newPath: string, options: DiffCommandOptions, console: Console): ExitCode {
  const shared = options.with ?? [];
  const old = readAnalysis([oldPath, ...shared], options, console);
  const now = readAnalysis([newPath, ...shared], options, console);
  const progress = new Progress(console.err);
  const { universe } = old.analysis;
  const difference = differenceOf(
    old.analysis.inventory,
    now.analysis.inventory,
    universe.options,
    progress.ticking('Comparing'),
  );
  progress.at('Comparing for every pod there could be');
  const report = { difference, meaning: meaningChange(difference), oldName: oldPath, newName: newPath };
  progress.end();
  writeReport(renderDiff(report, options, console), options.output, console);
  if (!old.complete || !now.complete) return ExitCode.UNUSABLE;
  return options.exitCode && differs(difference) ? ExitCode.FOUND : ExitCode.FINE;
}

function differs({ changes, undefinedChanges, conditionalChanges }: Difference): boolean {
  return changes.length + undefinedChanges.length + conditionalChanges.length > 0;
}
