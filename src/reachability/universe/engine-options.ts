import { withEnforcedKinds } from './enforced-kinds';
import { Inventory } from '../../manifests/inventory';
import { CniProfile } from '../../platform/cni-profiles/cni-capability';

/**
 * Whether an ipBlock matches pods whose address is known. Plugins answer it differently; where nobody knows, what hangs
 * on it is undefined.
 */
export type IpBlockMatchesPods = 'never' | 'known-ips' | 'unknown';

/** What decides where the API leaves something open. */
export interface EngineOptions {
  readonly ipBlockMatchesPods: IpBlockMatchesPods;
  /**
   * Whether blocks match pods where the API of their kind says that they do. Some analysers read them otherwise, and can
   * be compared with that way.
   *
   * @default true
   */
  readonly networksMatchPods?: boolean;
  /**
   * The network plugin: it decides about pods with hostNetwork, about a pod and its own node, and about the addresses of
   * Services.
   *
   * @default - not known, so all of these are undefined
   */
  readonly plugin?: CniProfile;
}

/** The options that a plugin stands for. @param ipBlockMatchesPods what somebody knows better */
export function engineOptions(plugin: CniProfile | undefined, ipBlockMatchesPods?: IpBlockMatchesPods): EngineOptions {
  return { plugin, ipBlockMatchesPods: ipBlockMatchesPods ?? (plugin ? blocksOf(plugin) : 'never') };
}

function blocksOf({ ipBlockMatchesPods: { support } }: CniProfile): IpBlockMatchesPods {
  if (support === 'yes') return 'known-ips';
  return support === 'no' ? 'never' : 'unknown';
}

/** The inventory with the policies that have an effect: none where the plugin enforces none, and only kinds that it knows. */
export function inEffect(inventory: Inventory, plugin: CniProfile | undefined): Inventory {
  if (!plugin) return inventory;
  return plugin.enforces.support === 'no'
    ? { ...inventory, policies: [], ineffectivePolicies: inventory.policies }
    : withEnforcedKinds(inventory, plugin);
}
