import { CIDR_GROUPS } from './cidr-groups';
import { CiliumPolicyReader } from './read-policy';
import { ENDPOINT_OBJECTS } from './services';
import { judgeCiliumPolicy } from './validate-policy';
import { PolicyKind } from '../policy-kind';

const CILIUM_API_VERSION = 'cilium.io/v2';

/** See https://docs.cilium.io/en/stable/network/kubernetes/policy/#ciliumnetworkpolicy. */
export const CILIUM_NETWORK_POLICY = kindOf('CiliumNetworkPolicy', true);

/** The same for the whole cluster. */
export const CILIUM_CLUSTERWIDE_NETWORK_POLICY = kindOf('CiliumClusterwideNetworkPolicy', false);

/** Both kinds. */
export const CILIUM_KINDS: readonly PolicyKind[] = [CILIUM_NETWORK_POLICY, CILIUM_CLUSTERWIDE_NETWORK_POLICY];

function kindOf(kind: string, namespaced: boolean): PolicyKind {
  return {
    apiVersion: CILIUM_API_VERSION,
    kind,
    namespaced,
    companions: [...CIDR_GROUPS, ...ENDPOINT_OBJECTS],
    judge: (object, options) => judgeCiliumPolicy(object, namespaced, options),
    reader: (context) => new CiliumPolicyReader(context, namespaced),
  };
}
