import { Console } from './console';
import { nothingIn } from './nothing-in';
import { Progress, readingProgress } from './progress';
import { Settings } from './settings';
import { readManifests } from '../manifests/read-manifests';
import { ManifestDocument } from '../model/manifest-document';
import { findingLine } from '../report/check/finding-line';

const MOST_SHOWN = 20;

/**
 * Reads objects that are not analysed, and says on stderr what cannot be read.
 *
 * @throws InvalidInput where there is no object at all
 */
export function readDocuments(
  paths: readonly string[],
  ignores: Settings['ignores'],
  { err }: Console,
  progress: Progress,
): readonly ManifestDocument[] {
  const { documents, findings } = readManifests(paths, readingProgress(progress), ignores);
  for (const finding of findings.filter(({ severity }) => severity === 'error').slice(0, MOST_SHOWN)) {
    err.write(`${findingLine(finding)}\n`);
  }
  if (documents.length === 0) throw nothingIn(paths);
  return documents;
}
