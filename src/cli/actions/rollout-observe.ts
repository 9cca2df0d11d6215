import { InvalidInput } from '../../model/invalid-input';
import { differenceOf } from '../../reachability/change/difference';
import { isStagedNetworkPolicy, withStagedEnforced } from '../../reachability/universe/enforced-policies';
import { CommonOptions } from '../common-options';
import { Console } from '../console';
import { ExitCode } from '../exit-code';
import { readAnalysis } from '../read-analysis';
import { renderDiff } from '../render-diff';
import { writeReport } from '../write-report';

/** Says what would change if the staged policies were enforced. */
export function rolloutObserve(paths: readonly string[], options: CommonOptions, console: Console): ExitCode {
  const { analysis, complete } = readAnalysis(paths, options, console);
  const { inventory, universe } = analysis;
  if (!inventory.foreignPolicies.some(isStagedNetworkPolicy)) {
    throw new InvalidInput(
      'There is no StagedKubernetesNetworkPolicy in the input, so nothing is observed.',
      'Where the network plugin has no staged policies, synthesise the enforce phase into a folder of its own and compare: netpol diff dist/ enforced/ --with workloads/.',
    );
  }
  const difference = differenceOf(inventory, withStagedEnforced(inventory), universe.options);
  const report = { difference, oldName: 'what is in force', newName: 'what would be' };
  writeReport(renderDiff(report, options, console), options.output, console);
  return complete ? ExitCode.FINE : ExitCode.UNUSABLE;
}
