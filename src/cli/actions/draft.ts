import type { App } from 'cdk8s';
import { draft as draftOf } from '../../drafting/draft';
import { summaryOf } from '../../drafting/draft-summary';
import { ExpectedConnection, projectFiles } from '../../drafting/project/project-files';
import { requireEmpty, writeProject } from '../../drafting/project/write-project';
import { InvalidInput } from '../../model/invalid-input';
import { isNetworkPolicy } from '../../model/kubernetes-object';
import { draftJson } from '../../report/draft/draft-json';
import { DraftReport } from '../../report/draft/draft-report';
import { draftText } from '../../report/draft/draft-text';
import { Reachability } from '../../report/program/reachability';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { packageNeeds } from '../package-version';
import { readAnalysis } from '../read-analysis';
import { settingsOf } from '../settings';
import { writeReport } from '../write-report';

export type DraftCommandOptions = CommonOptions;

/** A test lists no more connections than somebody can read. */
const MOST_EXPECTED = 500;

/** Writes a program that means what policies mean. */
export function draft(paths: readonly string[], options: DraftCommandOptions, console: Console): ExitCode {
  const { output } = options;
  if (output === undefined || output === '-') {
    throw new InvalidInput('Nothing says where to write the program.', 'Add --output FOLDER with a new folder.');
  }
  requireEmpty(output);
  const { analysis, complete, sources } = readAnalysis(paths, options, console);
  const { cluster, kubernetes, cniVersion } = settingsOf(options);
  const { inventory } = analysis;
  const policies = [...inventory.policies, ...(inventory.ineffectivePolicies ?? [])];
  if (!policies.some(({ object }) => isNetworkPolicy(object))) {
    throw new InvalidInput(
      'There is no NetworkPolicy in the input, so there is nothing to draft from.',
      'Name files with policies.',
    );
  }
  const drafted = draftOf({
    inventory: { ...inventory, policies },
    sources,
    cluster: { ...cluster, kubernetesVersion: kubernetes, cniVersion },
  });
  const summary = summaryOf(drafted);
  const files = projectFiles(drafted, {
    summary,
    expected: expectedOf(drafted.app),
    command: commandLine(paths, options),
    versions: packageNeeds(),
  });
  writeProject(output, files);
  const report: DraftReport = { output, files: [...files.keys()].sort(), ...summary };
  writeReport(
    options.format === 'json' ? draftJson(report) : draftText(report, paintFor(console.out)),
    undefined,
    console,
  );
  return complete ? ExitCode.FINE : ExitCode.UNUSABLE;
}

/** Everything that the draft allows among the workloads that it declares. */
function expectedOf(app: App): ExpectedConnection[] | undefined {
  const connections = Reachability.fromApp(app).connections();
  return connections.length > MOST_EXPECTED ? undefined : connections;
}

function commandLine(paths: readonly string[], { platform, cni, output }: DraftCommandOptions): string {
  const settings = Object.entries({ platform, cni, output }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return ['netpol', 'draft', ...paths, ...settings].join(' ');
}
