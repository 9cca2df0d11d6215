import { isUtf8 } from 'node:buffer';
import { FileDocument } from './file-document';
import { PassedOver, filesOf, isGzip, readBytes, unpackFirst } from './input-files';
import { UNREADABLE_RULE } from './objects-in';
import { SourceText } from './source-text';
import { TextReader } from './text-reader';
import { Finding } from '../model/finding';
import { Tick } from '../model/tick';

export { UNREADABLE_RULE };

/** What was read, and what could not be. */
export interface ReadResult {
  readonly documents: FileDocument[];
  readonly findings: Finding[];
  /** The inputs in which no object was found, and nothing wrong either. */
  readonly empty: readonly string[];
  /** The texts by file, so that reports can quote them. */
  readonly sources: ReadonlyMap<string, SourceText>;
}

/** A text and the name to report for it. */
export interface NamedText {
  readonly file: string;
  readonly text: string | Uint8Array;
}

/** Told which file is being read, and how far. */
export type ReadProgress = (file: string, done: number, total: number) => void;

/**
 * Reads every manifest of the inputs: files, folders (every `*.yaml`, `*.yml` and `*.json` below), `-` for stdin.
 *
 * What cannot be read in a file becomes a finding; everything else is still read.
 *
 * @param ignores which files and folders to leave alone in folders
 * @throws InvalidInput for a path that does not exist or cannot be read
 */
export function readManifests(
  inputs: readonly string[],
  progress?: ReadProgress,
  ignores?: (path: string) => boolean,
): ReadResult {
  const found = inputs.map((input) => filesOf(input, ignores));
  const files = [...new Set(found.flatMap((input) => input.files))];
  const read = readTexts(
    files.map((file) => ({ file, text: readBytes(file) })),
    progress,
  );
  const findings = [...found.flatMap(({ passedOver }) => passedOver.map(findingOf)), ...read.findings];
  const told = new Set<string | undefined>([
    ...read.documents.map(({ origin }) => origin.file),
    ...findings.filter(({ severity }) => severity !== 'info').map(({ origin }) => origin?.file),
  ]);
  const empty = inputs.filter((_, index) => {
    const { files: own, passedOver } = found[index]!;
    return passedOver.length === 0 && !own.some((file) => told.has(file));
  });
  return { ...read, findings, empty };
}

/** Where a manifest may have been meant, silence would be an answer. */
function findingOf({ path, what, fix, isMissing }: PassedOver): Finding {
  const message = `This is ${what}; it was not read.`;
  const severity = isMissing ? 'error' : 'warning';
  return { rule: UNREADABLE_RULE, severity, type: 'Parse', message, fix, origin: { file: path } };
}

/** Reads manifests that are in memory already. */
export function readTexts(texts: readonly NamedText[], progress?: ReadProgress): ReadResult {
  const documents: FileDocument[] = [];
  const findings: Finding[] = [];
  const sources = new Map<string, SourceText>();
  for (const { file, text } of texts) {
    if (isGzip(text)) {
      findings.push(compressed(file));
      continue;
    }
    const { decoded, valid } = decode(text);
    const source = new SourceText(file, decoded);
    sources.set(file, source);
    const tick: Tick | undefined = progress && ((done, total) => progress(file, done, total));
    new TextReader(source, documents, findings, tick).read(valid);
  }
  return { documents, findings, empty: [], sources };
}

function compressed(file: string): Finding {
  return {
    rule: UNREADABLE_RULE,
    severity: 'error',
    type: 'Parse',
    message: 'This is compressed with gzip, so nothing in it was read.',
    fix: unpackFirst(file),
    origin: { file },
  };
}

/** Invalid UTF-8 turns into U+FFFD, which shows which documents it stands in. */
function decode(text: string | Uint8Array): { decoded: string; valid: boolean } {
  if (typeof text === 'string') return { decoded: text.replace(/^\uFEFF/, ''), valid: true };
  return { decoded: new TextDecoder().decode(text), valid: isUtf8(text) };
}
