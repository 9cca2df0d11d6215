import { Node, Pair, isAlias, isMap, isScalar, isSeq } from 'yaml';
import { keyOf } from './yaml/resolve-scalar';
import { YamlDocument } from './yaml/yaml-document';
import { FieldPath } from '../model/kubernetes-object';

/** The field of a document that a path leads to: the key it stands under, where there is one, and its value. */
export interface YamlField {
  readonly key?: Node;
  readonly value: Node | null;
}

/** Follows a path as far as it goes: the field itself, or the nearest one above it that is there. */
export function nearestField(document: YamlDocument, path: FieldPath): { field: YamlField; found: boolean } {
  let field: YamlField = { value: document.contents };
  for (const step of path) {
    const next = fieldIn(document, field.value, step);
    if (!next) return { field, found: false };
    field = next;
  }
  return { field, found: true };
}

/** Where the field begins: at its key, or at the item of a list. */
export function offsetOfField({ key, value }: YamlField): number {
  return (key ?? value)?.range?.[0] ?? 0;
}

function fieldIn(document: YamlDocument, parent: Node | null, step: string | number): YamlField | undefined {
  const node = isAlias(parent) ? document.targets.get(parent) : parent;
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step] as Node | undefined;
    return item === undefined ? undefined : { value: item };
  }
  if (!isMap(node) || typeof step !== 'string') return undefined;
  // The last of repeated keys is the one whose value counts.
  const pair = (node.items as Pair[]).filter(({ key }) => isKey(document, key, step)).at(-1);
  return pair && { key: pair.key as Node, value: pair.value as Node | null };
}

function isKey(document: YamlDocument, node: unknown, key: string): boolean {
  const target = isAlias(node) ? document.targets.get(node) : node;
  if (!isScalar(target)) return false;
  const result = keyOf(target);
  return 'key' in result && result.key === key;
}
