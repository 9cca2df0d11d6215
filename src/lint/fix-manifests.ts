import { isDeepStrictEqual } from 'node:util';
import { LintFinding } from './run-lint';
import { Replacement, applyReplacements, replacementsOf } from '../manifests/apply-edits';
import { FileDocument } from '../manifests/file-document';
import { readTexts } from '../manifests/read-manifests';
import { SourceText } from '../manifests/source-text';

/** One file before and after its mechanical corrections. */
export interface FixedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  readonly fixed: number;
}

/** What can be mended mechanically, and how many findings had a patch that their text does not allow. */
export interface FixResult {
  readonly files: readonly FixedFile[];
  readonly refused: number;
}

/** Makes the edits of findings in the texts they were found in, everything else byte for byte. */
export function fixManifests(findings: readonly LintFinding[]): FixResult {
  const bySource = new Map<SourceText, { replacements: Replacement[]; documents: Set<FileDocument>; fixed: number }>();
  let refused = 0;
  for (const { document, patch } of findings) {
    if (!patch || !(document instanceof FileDocument)) continue;
    const replacements = replacementsOf(document, patch);
    if (!replacements) {
      refused++;
      continue;
    }
    const { source } = document.locator;
    const work = bySource.get(source) ?? { replacements: [], documents: new Set(), fixed: 0 };
    bySource.set(source, work);
    work.replacements.push(
      ...replacements.filter((replacement) => !work.replacements.some((known) => same(known, replacement))),
    );
    work.documents.add(document);
    work.fixed++;
  }
  const files: FixedFile[] = [];
  for (const [{ file, text }, { replacements, documents, fixed }] of bySource) {
    const after = applyReplacements(text, replacements);
    if (isSafe(file, text, after, documents)) files.push({ file, before: text, after, fixed });
    else refused += fixed;
  }
  return { files, refused };
}

function same(a: Replacement, b: Replacement): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

/** Whether the edited text still reads as the same objects, those that were edited aside. */
function isSafe(file: string, before: string, after: string, edited: ReadonlySet<FileDocument>): boolean {
  const [old, now] = [before, after].map((text) => readTexts([{ file, text }]));
  if (now!.findings.length > old!.findings.length || now!.documents.length !== old!.documents.length) return false;
  const touched = new Set([...edited].map(({ object }) => identityOf(object)));
  return old!.documents.every(
    ({ object }, index) => touched.has(identityOf(object)) || isDeepStrictEqual(object, now!.documents[index]!.object),
  );
}

function identityOf({ apiVersion, kind, metadata }: FileDocument['object']): string {
  return JSON.stringify([apiVersion, kind, metadata?.namespace, metadata?.name]);
}
