import { createHash } from 'node:crypto';
import { InvalidInput } from '../model/invalid-input';

/**
 * The record of the files that synth generated, in the format of sha256sum, at the top of the output folder. Neither
 * Argo CD (yaml, yml, json, jsonnet) nor Flux (yaml, yml) takes a file with this ending for a manifest.
 */
export const INDEX_FILE = 'netpol-index.sha256';

/** What cdk8s-cli reads to tell a validation plugin where an object comes from. */
export const CONSTRUCT_METADATA = 'construct-metadata.json';

const HEADER = `# What cdk8s-netpol generated here: it removes what it no longer makes and touches no other file.
# See what was changed by hand: sha256sum --check ${INDEX_FILE}
`;

/** Each generated file and the texts it may hold, as hashes: one, or two while synth is at work. */
export type GeneratedIndex = ReadonlyMap<string, ReadonlySet<string>>;

export function hashOf(text: string | Buffer): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What either of two indexes allows: the record while the files of one are being replaced by those of the other. */
export function unionOf(one: GeneratedIndex, other: GeneratedIndex): GeneratedIndex {
  const paths = new Set([...one.keys(), ...other.keys()]);
  return new Map([...paths].map((path) => [path, new Set([...(one.get(path) ?? []), ...(other.get(path) ?? [])])]));
}

export function formatIndex(index: GeneratedIndex): string {
  const lines = [...index].flatMap(([path, hashes]) => [...hashes].map((hash) => ({ path, hash })));
  lines.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.hash < b.hash ? -1 : 1));
  return HEADER + lines.map(({ path, hash }) => `${hash}  ${path}\n`).join('');
}

/**
 * Reads an index. What it names may be overwritten and removed, and somebody else may have written it: a path that leads
 * out of the folder, that is hidden, as `.git` is, or that ends as nothing does that synth makes, is refused.
 *
 * @throws InvalidInput if a line is no record, as after a merge conflict
 */
export function parseIndex(text: string): GeneratedIndex {
  const index = new Map<string, Set<string>>();
  for (const [number, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const [, hash, path] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (path === undefined || !isGenerated(path)) {
      throw new InvalidInput(
        `${INDEX_FILE}:${number + 1}: this line is no hash and path of a file that synth makes in the folder.`,
        'If it comes from a merge conflict, keep the lines of both sides without the marks; else restore the file from git.',
      );
    }
    index.set(path, (index.get(path) ?? new Set()).add(hash!));
  }
  return index;
}

function isGenerated(path: string): boolean {
  const steps = path.split('/');
  const staysInside = !/[\\:\0]/.test(path) && steps.every((step) => step !== '' && !HIDDEN.test(step));
  return staysInside && (/\.ya?ml$/.test(path) || path === CONSTRUCT_METADATA);
}

/** `.`, `..` and `.git` among them, and the other names by which some file systems know `.git`. */
const HIDDEN = /^\.|^git~\d+$/i;
