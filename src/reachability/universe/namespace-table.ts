import { Inventory } from '../../manifests/inventory';
import { NAMESPACE_NAME_LABEL } from '../../model/defaulting';
import { Labels } from '../../model/label-selector';
import { labelKey } from '../sets/label-index';

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
  private readonly ids: readonly Map<string, number>[];

  public constructor(inventories: readonly Inventory[], keys: ReadonlySet<string>) {
    const counting = [...keys].filter((key) => key !== NAMESPACE_NAME_LABEL);
    const found = inventories.flatMap(({ namespaces }, side) =>
      Array.from(namespaces.values(), ({ name, labels }) => ({ side, name, labels, order: orderOf(labels, counting) })),
    );
    found.sort((a, b) => compare(a.order, b.order) || compare(a.name, b.name));
    const all: typeof found = [];
    this.ids = inventories.map(() => new Map<string, number>());
    for (const namespace of found) {
      const last = all[all.length - 1];
      if (last?.name !== namespace.name || last.order !== namespace.order) all.push(namespace);
      this.ids[namespace.side]!.set(namespace.name, all.length - 1);
    }
    this.all = all;
  }

  public idOf(side: number, name: string): number {
    return this.ids[side]!.get(name)!;
  }

  public tryIdOf(side: number, name: string): number | undefined {
    return this.ids[side]!.get(name);
  }
}

/** The labels that count, but for the name, which is different everywhere. */
function orderOf(labels: Labels, keys: readonly string[]): string {
  let order = '';
  for (const key of keys) if (Object.hasOwn(labels, key)) order += labelKey(key, labels[key]!);
  return order;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
