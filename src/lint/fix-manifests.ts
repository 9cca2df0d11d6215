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
  const bySource = new Map<SourceText, Work>();
  let refused = 0;
  for (const { document, patch } of findings) {
    if (!patch || !(document instanceof FileDocument)) continue;
    const replacements = replacementsOf(document, patch);
    if (!replacements) {
      refused++;
      continue;
    }
    const { source } = document.locator;
    const work = bySource.get(source) ?? {
      replacements: new Map<string, Replacement>(),
      documents: new Set<FileDocument>(),
      fixed: 0,
    };
    bySource.set(source, work);
    for (const replacement of replacements) work.replacements.set(keyOf(replacement), replacement);
    work.documents.add(document);
    work.fixed++;
  }
  const files: FixedFile[] = [];
  for (const [{ file, text }, { replacements, documents, fixed }] of bySource) {
    const after = applyReplacements(text, [...replacements.values()]);
    if (isSafe(file, text, after, documents)) files.push({ file, before: text, after, fixed });
    else refused += fixed;
  }
  return { files, refused };
}

/** What is to be done to one text. */
interface Work {
  /** By what they are, because two findings may ask for the same. */
  readonly replacements: Map<string, Replacement>;
  readonly documents: Set<FileDocument>;
  fixed: number;
}

function keyOf({ start, end, text }: Replacement): string {
  return JSON.stringify([start, end, text]);
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
