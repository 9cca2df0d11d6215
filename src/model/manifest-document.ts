import { FieldPath, KubernetesObject } from './kubernetes-object';
import { DocumentOrigin, SourcePosition } from './source-position';

export type { DocumentOrigin, SourcePosition } from './source-position';

/** One Kubernetes object and the way back to its source. Items of a `List` are documents of their own. */
export interface ManifestDocument {
  readonly object: KubernetesObject;
  readonly origin: DocumentOrigin;
  /**
   * Where a field stands, or the nearest field above it that is there. Computed on demand, so that reading input in
   * which nothing is wrong costs nothing for positions.
   *
   * Undefined for objects that come from no file.
   */
  positionOf(path: FieldPath): SourcePosition | undefined;
}
