import { Inventory } from '../../manifests/inventory';
import { namespaceOf } from '../../manifests/object-identity';
import { ManifestDocument } from '../../model/manifest-document';
import { STAGED_POLICY_KIND, enforcedForm, isStagedPolicy } from '../../model/staged-policy';

/** Whether the document is a staged policy that could be enforced as a NetworkPolicy. */
export function isStagedNetworkPolicy({ object }: ManifestDocument): boolean {
  return isStagedPolicy(object) && object.kind === STAGED_POLICY_KIND;
}

/** What would be in force if every staged policy were enforced. */
export function withStagedEnforced(inventory: Inventory): Inventory {
  const policies = new Map(inventory.policies.map((document) => [idOf(document), document]));
  for (const document of inventory.foreignPolicies.filter(isStagedNetworkPolicy)) {
    const { action, policy } = enforcedForm(document.object);
    if (action === 'Delete') policies.delete(idOf(document));
    else if (action === 'Set') policies.set(idOf(document), inPlaceOf(document, policy));
  }
  return { ...inventory, policies: [...policies.values()] };
}

/** Another object at the same place. */
function inPlaceOf(document: ManifestDocument, object: ManifestDocument['object']): ManifestDocument {
  return { object, origin: document.origin, positionOf: (path) => document.positionOf(path) };
}

function idOf(document: ManifestDocument): string {
  return `${namespaceOf(document)}/${document.object.metadata?.name}`;
}
