import { Inventory } from '../../manifests/inventory';
import { otherPolicyOf } from '../../manifests/other-policies';
import { Finding, resourceOf } from '../../model/finding';
import { ManifestDocument } from '../../model/manifest-document';
import { kindOf } from '../../model/object-kind';
import { CniProfile } from '../../platform/cni-profiles/cni-capability';
import { POLICY_KINDS } from '../../policy-kinds/policy-kinds';

/** The rule under which policies are reported that the network plugin does not enforce. */
export const KIND_NOT_ENFORCED_RULE = 'cni-kind-not-enforced';

/** What a plugin makes of a policy whose kind it need not know; undefined where it enforces the kind, or has to. */
export function doubtAboutKind({ object }: ManifestDocument, plugin: CniProfile) {
  const capability = kindOf(POLICY_KINDS, object)?.capability;
  if (!capability) return undefined;
  const { support, note } = plugin[capability];
  if (support === 'yes') return undefined;
  const { kind } = object;
  const condition = note === undefined ? '' : ` (${note})`;
  switch (support) {
    case 'no':
      return {
        support,
        message: `${plugin.title} enforces no ${kind}${condition}: the policy lies in the cluster without effect.`,
      };
    case 'partly':
      return {
        support,
        message: `${plugin.title} enforces ${kind} only in part: ${note ?? 'it depends on its settings'}.`,
      };
    default:
      return {
        support,
        message: `Whether ${plugin.title} enforces ${kind} is not known: what hangs on the policy is undefined.`,
      };
  }
}

/** The inventory with the policies that the plugin enforces. What it may enforce leaves undefined what it could decide. */
export function withEnforcedKinds(inventory: Inventory, plugin: CniProfile): Inventory {
  const doubts = inventory.policies.flatMap((document) => {
    const doubt = doubtAboutKind(document, plugin);
    return doubt ? [{ document, ...doubt }] : [];
  });
  if (doubts.length === 0) return inventory;
  const left = new Set(doubts.flatMap(({ document, support }) => (support === 'partly' ? [] : document)));
  const unknown = doubts.flatMap(({ document, support }) =>
    support === 'unknown' ? (otherPolicyOf(document) ?? []) : [],
  );
  return {
    ...inventory,
    policies: inventory.policies.filter((document) => !left.has(document)),
    otherPolicies: [...(inventory.otherPolicies ?? []), ...unknown],
    findings: [...inventory.findings, ...doubts.map(findingOf)],
  };
}

function findingOf({ document, message }: { readonly document: ManifestDocument; readonly message: string }): Finding {
  return {
    rule: KIND_NOT_ENFORCED_RULE,
    severity: 'warning',
    message,
    fix: 'Write the policy as a kind that the plugin enforces.',
    resource: resourceOf(document.object),
    field: ['kind'],
    origin: document.origin,
    position: () => document.positionOf(['kind']),
  };
}
