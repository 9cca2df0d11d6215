import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { KUSTOMIZATION, fileOfNamespace } from './file-name';
import { kustomizationText } from './kustomization-file';
import { namespaceOf } from '../manifests/object-identity';
import { finishing, temporaryPathIn } from '../manifests/replace-file';
import { writeYaml } from '../manifests/write-yaml';
import { InvalidInput } from '../model/invalid-input';
import { labelNameProblems } from '../model/kubernetes-names';
import { ManifestDocument } from '../model/manifest-document';
import { PlannedStep } from '../reachability/change/rollout-plan';

/**
 * Writes a folder for each step with every policy that stands when the step is complete: what to commit, or to point a
 * delivery engine at, one after the other. The folder appears as a whole or not at all.
 *
 * @throws InvalidInput if the folder holds something already or cannot be written
 */
export function writeRolloutSteps(folder: string, steps: readonly PlannedStep[]): void {
  refuseOccupied(folder);
  const trees = steps.map((step, index) => ({ name: `${index + 1}-${step.kind}`, files: filesOf(step) }));
  const temporary = temporaryPathIn(dirname(resolve(folder)));
  try {
    mkdirSync(dirname(temporary), { recursive: true });
    finishing(() => {
      try {
        mkdirSync(temporary);
        for (const { name, files } of trees) {
          mkdirSync(join(temporary, name));
          for (const [file, text] of files) writeFileSync(join(temporary, name, file), text);
        }
        renameSync(temporary, resolve(folder));
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    });
  } catch (error) {
    throw new InvalidInput(
      `Cannot write the steps to ${JSON.stringify(folder)}: ${error instanceof Error ? error.message : String(error)}.`,
      'Name a folder that does not exist yet, in one that you may write to.',
    );
  }
}

/** A file for each namespace, and a kustomization that names them. */
function filesOf({ policies }: PlannedStep): Map<string, string> {
  const byFile = new Map<string, ManifestDocument[]>();
  for (const document of policies) {
    const namespace = namespaceOf(document);
    // A name out of a manifest becomes the name of a file.
    if (labelNameProblems(namespace).length > 0) {
      throw new InvalidInput(
        `The namespace ${JSON.stringify(namespace)} of a policy is not valid.`,
        'Correct it first; netpol check says where it stands.',
      );
    }
    const file = fileOfNamespace(namespace, '.yaml');
    const present = byFile.get(file);
    if (present) present.push(document);
    else byFile.set(file, [document]);
  }
  const files = [...byFile.keys()].sort();
  return new Map([
    ...files.map((file): [string, string] => [file, writeYaml(byFile.get(file)!.map(({ object }) => object))]),
    [KUSTOMIZATION, kustomizationText(files)],
  ]);
}

function refuseOccupied(folder: string): void {
  if (!existsSync(folder)) return;
  let entries: string[] | undefined;
  try {
    entries = readdirSync(folder);
  } catch {
    // No folder, or one that may not be looked into.
  }
  if (entries?.length === 0) return;
  throw new InvalidInput(
    `${JSON.stringify(folder)} is there already${entries ? ' and holds something' : ' and is no folder'}.`,
    'Name a folder that does not exist yet, or remove this one.',
  );
}
