import { FieldPath } from '../model/kubernetes-object';

/** A value that fits on the line it is written on. */
export type PatchValue = string | number | boolean | readonly string[] | Readonly<Record<string, string | number>>;

/** One edit of a manifest; everything it does not name stays byte for byte. */
export type Edit =
  | { readonly edit: 'replace'; readonly path: FieldPath; readonly value: string | number | boolean }
  | { readonly edit: 'rename'; readonly path: FieldPath; readonly key: string }
  | { readonly edit: 'addField'; readonly path: FieldPath; readonly key: string; readonly value: PatchValue }
  | { readonly edit: 'addItem'; readonly path: FieldPath; readonly value: PatchValue };

export type Patch = readonly Edit[];
