import { nameOf, namespaceOf } from '../../manifests/object-identity';
import { ManifestDocument } from '../../model/manifest-document';
import { ProgramReader } from '../../policy-kinds/program-reader';
import { areEquivalent } from '../../reachability/reasoning/implication';

/**
 * Whether two policies are one and the same to every pod there could be: they have the same place, isolate the same pods
 * and allow the same.
 */
export function sameMeaning(one: ManifestDocument, other: ManifestDocument): boolean {
  if (namespaceOf(one) !== namespaceOf(other) || nameOf(one) !== nameOf(other)) return false;
  if (JSON.stringify(one.object.spec) === JSON.stringify(other.object.spec)) return true;
  const reader = new ProgramReader();
  const [before, after] = [reader.read(one), reader.read(other)];
  return before!.length > 0 && after!.length > 0 && areEquivalent(before!, after!) === true;
}
