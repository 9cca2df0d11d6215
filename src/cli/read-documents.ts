import { Console } from './console';
import { nameEmpty, nothingIn } from './nothing-in';
import { Progress, readingProgress } from './progress';
import { saidOfRefused } from './refused-policies';
import { Settings } from './settings';
import { withoutRefused } from '../lint/refused-policies';
import { readManifests } from '../manifests/read-manifests';
import { ManifestDocument } from '../model/manifest-document';
import { findingLine } from '../report/check/finding-line';

const MOST_SHOWN = 20;

/**
 * Reads objects beside the ones that are analysed, and says on stderr what cannot be read or counts for nothing.
 *
 * @throws InvalidInput where there is no object at all
 */
export function readDocuments(
  paths: readonly string[],
  ignores: Settings['ignores'],
  { err }: Console,
  progress: Progress,
): readonly ManifestDocument[] {
  const { documents, findings, empty } = readManifests(paths, readingProgress(progress), ignores);
  const taken = withoutRefused(documents);
  const said = saidOfRefused([...findings, ...taken.findings]);
  for (const finding of said.filter(({ severity }) => severity === 'error').slice(0, MOST_SHOWN)) {
    err.write(`${findingLine(finding)}\n`);
  }
  if (documents.length === 0) throw nothingIn(paths);
  nameEmpty(empty, err);
  return taken.documents;
}
