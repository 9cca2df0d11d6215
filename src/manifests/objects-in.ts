import { MISSPELT_KIND_RULE, fieldInOtherCase, untypedPolicy } from './misspelt-policy';
import { Finding } from '../model/finding';
import { isMap } from '../model/is-map';
import { FieldPath, KubernetesObject } from '../model/kubernetes-object';

/** A value that stands where a Kubernetes object should, taken apart. */
export type ObjectEntry =
  | { readonly path: FieldPath; readonly object: KubernetesObject }
  | {
      readonly path: FieldPath;
      readonly notAnObject: string;
      readonly fix: string;
      readonly harmless: boolean;
      /** Whether a policy was meant. @default false */
      readonly isPolicy?: true;
    };

/** The rule under which everything is reported that stands between a text and its objects. */
export const UNREADABLE_RULE = 'unreadable-document';

/** What is said of a value that is no Kubernetes object. */
export function notAnObject(entry: Exclude<ObjectEntry, { readonly object: KubernetesObject }>): Finding {
  return {
    rule: entry.isPolicy ? MISSPELT_KIND_RULE : UNREADABLE_RULE,
    severity: entry.harmless ? 'info' : 'error',
    type: entry.isPolicy ? 'UnknownApi' : 'Parse',
    message: entry.notAnObject,
    fix: entry.fix,
  };
}

/** The objects a document holds: itself, or the items of a `List` in a `List` to any depth. */
export function objectsIn(value: unknown, path: FieldPath = []): ObjectEntry[] {
  if (!isMap(value)) {
    const what = Array.isArray(value) ? 'a list' : value === null ? 'empty' : `a single ${typeof value}`;
    const fix = 'Write an object with apiVersion, kind and metadata.';
    // Data files in the same folder are often lists; a list of objects was meant to be a List.
    const harmless = Array.isArray(value) && !value.some((item) => isMap(item) && 'kind' in item);
    return [{ path, notAnObject: `This is ${what}, not a Kubernetes object.`, fix, harmless }];
  }
  const { apiVersion, kind } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || kind === '') return [withoutType(value, path)];
  if (!kind.endsWith('List') || !('items' in value)) return [{ path, object: value as KubernetesObject }];
  return itemsOf(value.items, apiVersion, kind, path);
}

function itemsOf(items: unknown, apiVersion: string, kind: string, path: FieldPath): ObjectEntry[] {
  if (items === null) return [];
  const place = [...path, 'items'];
  if (!Array.isArray(items)) {
    const fix = 'Write a list of objects, or items: [].';
    return [{ path: place, notAnObject: `The items of this ${kind} are no list.`, fix, harmless: false }];
  }
  // Items of a typed list, such as NetworkPolicyList, may leave out what the list says already.
  const itemKind = kind.slice(0, -'List'.length);
  const type = itemKind === '' ? {} : { apiVersion, kind: itemKind };
  return items.flatMap((item, index) => objectsIn(isMap(item) ? { ...type, ...item } : item, [...place, index]));
}

/** A map that says not what it is: meant as a manifest, or something else that happens to be YAML. */
function withoutType(value: Readonly<Record<string, unknown>>, path: FieldPath): ObjectEntry {
  const policy = untypedPolicy(value);
  if (policy) return { path, notAnObject: policy.message, fix: policy.fix, harmless: false, isPolicy: true };
  const otherCase = fieldInOtherCase(value);
  if (otherCase) return { path, notAnObject: otherCase.message, fix: otherCase.fix, harmless: false };
  const missing = ['apiVersion', 'kind'].filter((field) => typeof value[field] !== 'string' || value[field] === '');
  const meant = ('kind' in value || 'apiVersion' in value) && ('spec' in value || 'metadata' in value);
  const message = `This has no ${missing.join(' and no ')}, so it is not a Kubernetes object.`;
  const fix = meant ? 'Write both apiVersion and kind.' : 'Leave the file out if it is no manifest.';
  return { path, notAnObject: message, fix, harmless: !meant };
}
