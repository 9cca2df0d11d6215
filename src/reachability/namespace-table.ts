import { labelKey } from './label-index';
import { Inventory } from '../manifests/inventory';
import { NAMESPACE_NAME_LABEL } from '../model/defaulting';
import { Labels } from '../model/label-selector';

/** A namespace as selectors see it. */
export interface KnownNamespace {
  readonly name: string;
  readonly labels: Labels;
}

/**
 * The namespaces of all inventories. One whose labels differ between two inventories has a number for each. Namespaces
 * with equal labels are neighbours, so that what a namespaceSelector selects is few intervals.
 */
export class NamespaceTable {
  public readonly all: readonly KnownNamespace[];
  private readonly ids: readonly ReadonlyMap<string, number>[];

  public constructor(inventories: readonly Inventory[], keys: ReadonlySet<string>) {
    const distinct = new Map<string, KnownNamespace & { readonly order: string }>();
    const keyed = inventories.map(({ namespaces }) => {
      const keyOf = new Map<string, string>();
      for (const { name, labels } of namespaces.values()) {
        const order = orderOf(labels, keys);
        const key = `${order}|${name}`;
        keyOf.set(name, key);
        if (!distinct.has(key)) distinct.set(key, { name, labels, order });
      }
      return keyOf;
    });
    const sorted = [...distinct].sort(([, a], [, b]) => compare(a.order, b.order) || compare(a.name, b.name));
    const idOf = new Map(sorted.map(([key], id) => [key, id]));
    this.all = sorted.map(([, namespace]) => namespace);
    this.ids = keyed.map((keyOf) => new Map([...keyOf].map(([name, key]) => [name, idOf.get(key)!])));
  }

  public idOf(side: number, name: string): number {
    return this.ids[side]!.get(name)!;
  }

  public tryIdOf(side: number, name: string): number | undefined {
    return this.ids[side]!.get(name);
  }
}

/** The labels that count, but for the name, which is different everywhere. */
function orderOf(labels: Labels, keys: ReadonlySet<string>): string {
  const parts: string[] = [];
  for (const key of keys) {
    if (key !== NAMESPACE_NAME_LABEL && Object.hasOwn(labels, key)) parts.push(labelKey(key, labels[key]!));
  }
  return parts.join('');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
