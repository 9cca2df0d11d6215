import { ManifestDocument } from './manifest-document';
import { KubernetesObject } from '../model/kubernetes-object';

/** A document for an object that comes from no file: out of a program, or already parsed. */
export function plainDocument(object: KubernetesObject, constructPath?: string): ManifestDocument {
  return constructPath === undefined ? new PlainDocument(object) : new PlainDocument(object, { constructPath });
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
