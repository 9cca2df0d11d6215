import { Expression } from './expression';

/** One thing that a program does, with what is said about it. */
export interface Statement {
  /** Lines of text; what they hold cannot end the comment. @default - no comment */
  readonly comment?: readonly string[];
  /** The constant that it becomes, for this file and others. @default - it stands for itself */
  readonly constant?: string;
  readonly value: Expression;
}

/** A file of a drafted program. */
export interface SourceFile {
  /** Without its ending, from the top of the project: `namespaces/shop`. */
  readonly path: string;
  readonly comment: readonly string[];
  /** What happens when the file is loaded. It may use only files without a function. */
  readonly constants: readonly Statement[];
  /** What happens when all files are loaded, so that it may use constants of any of them. @default - nothing */
  readonly body?: Body;
}

export interface Body {
  readonly name: string;
  readonly comment: readonly string[];
  readonly statements: readonly Statement[];
}

/** Files in the order in which they are loaded. */
export interface SourceProgram {
  readonly files: readonly SourceFile[];
}
