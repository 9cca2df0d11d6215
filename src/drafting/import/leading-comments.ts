import { SourceText } from '../../manifests/source-text';
import { ManifestDocument } from '../../model/manifest-document';

const MOST_LINES = 20;

/** Where a policy stood, and the comment above it. */
export function commentAbove(document: ManifestDocument, sources: ReadonlyMap<string, SourceText>): readonly string[] {
  const { file } = document.origin;
  const line = document.positionOf([])?.line;
  if (file === undefined) return [];
  const place = `From ${file}${line === undefined ? '' : `:${line}`}.`;
  const source = sources.get(file);
  if (!source || line === undefined) return [place];
  const lines: string[] = [];
  for (let above = line - 1; above > 0 && lines.length < MOST_LINES; above--) {
    const text = source.line(above)?.trim() ?? '';
    if (!text.startsWith('#')) break;
    // A mark in front, so that no comment of the input is an instruction to a tool that reads the draft.
    lines.unshift(`| ${text.slice(1).trim()}`);
  }
  return [place, ...lines];
}
