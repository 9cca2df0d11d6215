import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Console } from './console';
import { DraftSources, draftInput } from './draft-input';
import { ExitCode } from './exit-code';
import { writeReport } from './write-report';
import { draft } from '../drafting/draft';
import { STATE_FILE, knownFlows } from '../drafting/project/draft-state';
import { presentNames, proposedFiles } from '../drafting/project/update-project';
import { InvalidInput } from '../model/invalid-input';
import { plural } from '../model/plural';
import { printable } from '../report/wording/printable';
import { unifiedPatch } from '../report/wording/unified-patch';

/** Prints what a log shows that a project does not know yet, as a patch for the files as they are. */
export async function proposeUpdate(
  paths: readonly string[],
  options: DraftSources & { readonly update: string },
  console: Console,
): Promise<ExitCode> {
  const { update: folder, traffic } = options;
  if (!traffic) throw new InvalidInput('An update needs something new.', 'Add --traffic with a log.');
  const files = projectIn(folder);
  const known = knownFlows(files.get(STATE_FILE)!);
  const { input, complete } = await draftInput(paths, options, console);
  // What is there in policies is the program that is updated; only flows are new.
  const inventory = { ...input.inventory, policies: [], foreignPolicies: [] };
  const observed = { ...input.observed!, known };
  const drafted = draft({ ...input, inventory, observed, present: presentNames(files) });
  const proposed = proposedFiles(drafted, files);
  const constructs = drafted.flows!.drafted.drafted.length;
  const patch = proposed.map(({ path, before, after }) => unifiedPatch(join(folder, path), before, after)).join('');
  writeReport(patch, options.output, console);
  console.err.write(
    constructs === 0
      ? `The log shows nothing that ${printable(folder)} does not know.\n`
      : `${plural(constructs, 'construct')} for what ${printable(folder)} does not know yet; nothing was written.\n`,
  );
  return complete ? ExitCode.FINE : ExitCode.UNUSABLE;
}

function projectIn(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(join(folder, STATE_FILE))) {
    throw new InvalidInput(
      `${JSON.stringify(folder)} holds no draft that was made from traffic: there is no ${STATE_FILE}.`,
      'Name the folder that --output wrote.',
    );
  }
  const read = (path: string): [string, string] => [path, readFileSync(join(folder, path), 'utf8')];
  const namespaces = existsSync(join(folder, 'namespaces')) ? readdirSync(join(folder, 'namespaces')) : [];
  return new Map([
    read(STATE_FILE),
    ...(existsSync(join(folder, 'program.ts')) ? [read('program.ts')] : []),
    ...namespaces
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map((name) => read(`namespaces/${name}`)),
  ]);
}
