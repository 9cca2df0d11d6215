import { BOTH_TYPES, Remedy } from './remedy';
import { plainDocument } from '../../manifests/plain-document';
import { FieldPath, KubernetesObject } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { pushAll } from '../../model/push-all';

type Plain = Record<string | number, unknown>;

/** The policies after all of these changes; what is not changed stays the same document. */
export function withRemedies(policies: readonly ManifestDocument[], remedies: readonly Remedy[]): ManifestDocument[] {
  const copies = new Map<ManifestDocument, Plain>();
  const copyOf = (document: ManifestDocument) => {
    const copy = copies.get(document) ?? (structuredClone(document.object) as unknown as Plain);
    copies.set(document, copy);
    return copy;
  };
  const added: ManifestDocument[] = [];
  const doomed: { readonly list: unknown[]; readonly entry: number }[] = [];
  for (const remedy of remedies) {
    switch (remedy.kind) {
      case 'create':
        added.push(plainDocument(remedy.object as KubernetesObject));
        break;
      case 'append':
        pushAll<unknown>(listAt(copyOf(remedy.policy.document), remedy.field), remedy.values);
        break;
      case 'remove':
        for (const { document } of remedy.needPolicyTypes) {
          (copyOf(document).spec as Plain).policyTypes = [...BOTH_TYPES];
        }
        for (const { policy, field } of remedy.entries) {
          const list = listAt(copyOf(policy.document), field.slice(0, -1));
          doomed.push({ list, entry: field[field.length - 1] as number });
        }
    }
  }
  // From behind, so that the others stay where they are.
  for (const { list, entry } of doomed.sort((a, b) => b.entry - a.entry)) list.splice(entry, 1);
  const changed = policies.map((document) => {
    const copy = copies.get(document);
    return copy ? plainDocument(copy as unknown as KubernetesObject) : document;
  });
  return [...changed, ...added];
}

function listAt(object: Plain, field: FieldPath): unknown[] {
  let place = object;
  for (const step of field.slice(0, -1)) place = (place[step] ??= {}) as Plain;
  return (place[field[field.length - 1]!] ??= []) as unknown[];
}
