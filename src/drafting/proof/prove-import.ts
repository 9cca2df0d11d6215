import { sameMeaning } from './same-meaning';
import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { InvalidInput } from '../../model/invalid-input';
import { joinedKey } from '../../model/joined-key';
import { ManifestDocument } from '../../model/manifest-document';

/** What was proved of an import. */
export interface ImportProof {
  /** So many policies mean what they meant, for every pod there could be. */
  readonly same: number;
  /** Policies that the draft makes beside them. */
  readonly added: readonly ManifestDocument[];
}

/**
 * Holds every policy of the input against the one of its name in the draft. Policies only add to each other, so where
 * each means the same, all of them together do.
 *
 * @throws InvalidInput for the first that is missing or means something else
 */
export function proveImport(before: readonly ManifestDocument[], after: readonly ManifestDocument[]): ImportProof {
  const made = new Map(after.map((document) => [keyOf(document), document]));
  for (const document of before) {
    const key = keyOf(document);
    const other = made.get(key);
    if (other && sameMeaning(document, other)) {
      made.delete(key);
      continue;
    }
    throw new InvalidInput(
      `The policy ${namespaceOf(document)}/${nameOf(document)} would ${other ? 'mean something else' : 'be missing'} in the draft, so nothing is written.`,
      'Leave its file out, and say so to whoever maintains this library.',
    );
  }
  return { same: before.length, added: [...made.values()] };
}

const keyOf = (document: ManifestDocument) => joinedKey(namespaceOf(document), nameOf(document));
