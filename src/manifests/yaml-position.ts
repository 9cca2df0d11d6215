import { YamlMap, YamlNode, YamlPair } from './yaml/nodes';
import { keyOf } from './yaml-value';
import { FieldPath } from '../model/kubernetes-object';

/** The field of a document that a path leads to: the key it stands under, where there is one, and its value. */
export interface YamlField {
  readonly key?: YamlNode;
  readonly value: YamlNode;
}

/** Follows a path as far as it goes: the field itself, or the nearest one above it that is there. */
export function nearestField(root: YamlNode, path: FieldPath): { field: YamlField; found: boolean } {
  let field: YamlField = { value: root };
  for (const step of path) {
    const next = fieldIn(field.value, step);
    if (!next) return { field, found: false };
    field = next;
  }
  return { field, found: true };
}

/** Where the field begins: at its key, or at the item of a list. */
export function offsetOfField({ key, value }: YamlField): number {
  return (key ?? value).start;
}

function fieldIn(parent: YamlNode, step: string | number): YamlField | undefined {
  const node = parent.kind === 'alias' ? parent.target : parent;
  if (node.kind === 'list' && typeof step === 'number') {
    const item = node.items[step];
    return item && { value: item };
  }
  return node.kind === 'map' && typeof step === 'string' ? pairsByKey(node).get(step) : undefined;
}

/** So that many findings in one long map cost no more than its length. */
const indexed = new WeakMap<YamlMap, ReadonlyMap<string, YamlPair>>();

/** The last of repeated keys is the one whose value counts. */
function pairsByKey(map: YamlMap): ReadonlyMap<string, YamlPair> {
  let index = indexed.get(map);
  if (!index) {
    index = new Map(map.pairs.map((pair) => [keyOf(pair.key) ?? '', pair]));
    indexed.set(map, index);
  }
  return index;
}
