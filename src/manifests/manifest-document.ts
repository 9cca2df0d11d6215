import { FieldPath, KubernetesObject } from '../model/kubernetes-object';

/** A place in a file, both counted from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** Where an object comes from: a file (or stdin, called `-`), or a construct of a program. */
export interface DocumentOrigin {
  /** The path as the user wrote it. */
  readonly file?: string;
  /** The construct path, where the object comes from a construct tree. */
  readonly constructPath?: string;
}

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
