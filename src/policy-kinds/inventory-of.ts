import { POLICY_KINDS } from './policy-kinds';
import { buildInventory } from '../manifests/build-inventory';
import { Inventory } from '../manifests/inventory';
import { ManifestDocument } from '../model/manifest-document';

/** What documents hold, with the policies of every kind that is known. */
export function inventoryOf(documents: Iterable<ManifestDocument>, kinds = POLICY_KINDS): Inventory {
  return buildInventory(documents, kinds);
}
