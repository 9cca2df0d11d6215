import { PolicyKind } from './policy-kind';
import { POLICY_KINDS } from './policy-kinds';
import { buildInventory } from '../manifests/build-inventory';
import { Inventory } from '../manifests/inventory';
import { ManifestDocument } from '../model/manifest-document';

export interface InventoryOptions {
  /** The kinds of policies that are read. @default - every kind that is known */
  readonly kinds?: readonly PolicyKind[];
  /** The version of Kubernetes, as its API names it: `v1.34.1`. @default - it is not known */
  readonly kubernetes?: string;
}

/** What documents hold, with the policies of every kind that is known. */
export function inventoryOf(
  documents: Iterable<ManifestDocument>,
  { kinds = POLICY_KINDS, kubernetes }: InventoryOptions = {},
): Inventory {
  return buildInventory(documents, kinds, kubernetes);
}
