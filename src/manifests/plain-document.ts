import { notAnObject, objectsIn } from './objects-in';
import { Finding } from '../model/finding';
import { KubernetesObject } from '../model/kubernetes-object';
import { ManifestDocument } from '../model/manifest-document';

/** A document for an object that comes from no file: out of a program, or already parsed. */
export function plainDocument(object: KubernetesObject, constructPath?: string): ManifestDocument {
  return constructPath === undefined ? new PlainDocument(object) : new PlainDocument(object, { constructPath });
}

/**
 * Documents for parsed objects, of which a `List` is its items.
 *
 * @param findings takes what is said of what is no Kubernetes object @default - it is passed over
 */
export function plainDocuments(objects: Iterable<unknown>, findings: Finding[] = []): ManifestDocument[] {
  const documents: ManifestDocument[] = [];
  for (const object of objects) {
    for (const entry of objectsIn(object)) {
      if ('object' in entry) documents.push(plainDocument(entry.object));
      else findings.push(notAnObject(entry));
    }
  }
  return documents;
}

const NOWHERE: ManifestDocument['origin'] = {};

class PlainDocument implements ManifestDocument {
  public constructor(
    public readonly object: KubernetesObject,
    public readonly origin = NOWHERE,
  ) {}

  public positionOf(): undefined {
    return undefined;
  }
}
