import type { App } from 'cdk8s';
import { draft as draftOf } from '../../drafting/draft';
import { summaryOf } from '../../drafting/draft-summary';
import { ExpectedConnection, projectFiles } from '../../drafting/project/project-files';
import { requireEmpty, writeProject } from '../../drafting/project/write-project';
import { InvalidInput } from '../../model/invalid-input';
import { draftJson } from '../../report/draft/draft-json';
import { DraftReport } from '../../report/draft/draft-report';
import { draftText } from '../../report/draft/draft-text';
import { Reachability } from '../../report/program/reachability';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { draftInput } from '../draft-input';
import { ExitCode } from '../exit-code';
import { packageNeeds } from '../package-version';
import { proposeUpdate } from '../propose-update';
import { writeReport } from '../write-report';

export interface DraftCommandOptions extends CommonOptions {
  readonly traffic?: readonly string[];
  readonly collector: string;
  readonly map?: readonly string[];
  readonly namespace?: readonly string[];
  readonly asOf?: string;
  readonly update?: string;
}

/** A test lists no more connections than somebody can read. */
const MOST_EXPECTED = 500;

/** Writes a program that means what policies mean, and allows what was observed. */
export async function draft(
  paths: readonly string[],
  options: DraftCommandOptions,
  console: Console,
): Promise<ExitCode> {
  if (options.update !== undefined) return proposeUpdate(paths, { ...options, update: options.update }, console);
  const { output } = options;
  if (output === undefined || output === '-') {
    throw new InvalidInput('Nothing says where to write the program.', 'Add --output FOLDER with a new folder.');
  }
  requireEmpty(output);
  const { input, complete } = await draftInput(paths, options, console);
  const drafted = draftOf(input);
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

function commandLine(paths: readonly string[], options: DraftCommandOptions): string {
  const { traffic = [], namespace = [], platform, cni, output } = options;
  const settings = [
    ...traffic.map((log) => ['--traffic', log]),
    ...namespace.map((name) => ['--namespace', name]),
    ...Object.entries({ platform, cni, output }).map(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    ),
  ].flat();
  return ['netpol', 'draft', ...paths, ...settings].join(' ');
}
