import {
  ADMIN_NETWORK_POLICY_DIALECT,
  BASELINE_ADMIN_NETWORK_POLICY_DIALECT,
  CLUSTER_NETWORK_POLICY_DIALECT,
  Dialect,
  POLICY_API_GROUP,
} from './dialects';
import { PolicyApiReader } from './read-policy';
import { judgePolicy } from './validate-policy';
import { PolicyKind } from '../policy-kind';

/**
 * The policies of administrators. See https://network-policy-api.sigs.k8s.io/: v1alpha2 has one kind in two tiers,
 * v1alpha1 had a kind for each.
 */
export const CLUSTER_NETWORK_POLICY = kindOf(CLUSTER_NETWORK_POLICY_DIALECT);
export const ADMIN_NETWORK_POLICY = kindOf(ADMIN_NETWORK_POLICY_DIALECT);
export const BASELINE_ADMIN_NETWORK_POLICY = kindOf(BASELINE_ADMIN_NETWORK_POLICY_DIALECT);

function kindOf(dialect: Dialect): PolicyKind {
  return {
    apiVersion: `${POLICY_API_GROUP}/${dialect.version}`,
    kind: dialect.kind,
    namespaced: false,
    capability: dialect.version === 'v1alpha2' ? 'clusterNetworkPolicy' : 'adminNetworkPolicy',
    judge: (object, options) => judgePolicy(dialect, object, options),
    reader: (context) => new PolicyApiReader(dialect, context),
  };
}
