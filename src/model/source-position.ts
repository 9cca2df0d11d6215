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
