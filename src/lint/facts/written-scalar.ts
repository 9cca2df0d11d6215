import { isScalar } from 'yaml';
import { FileDocument } from '../../manifests/file-document';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';

/** The text of a plain scalar as it stands in the file: `yes`, where the value is true. Undefined where there is none. */
export function writtenScalar(document: ManifestDocument, path: FieldPath): string | undefined {
  if (!(document instanceof FileDocument)) return undefined;
  const field = document.locator.fieldAt([...document.path, ...path]);
  return isScalar(field?.value) && field.value.type === 'PLAIN' ? field.value.source : undefined;
}
