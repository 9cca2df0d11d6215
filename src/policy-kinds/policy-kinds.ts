import { CALICO_POLICY_KINDS } from './calico/calico-policy';
import { CILIUM_KINDS } from './cilium/cilium-policy';
import {
  ADMIN_NETWORK_POLICY,
  BASELINE_ADMIN_NETWORK_POLICY,
  CLUSTER_NETWORK_POLICY,
} from './network-policy-api/network-policy-api';
import { NETWORK_POLICY } from './networking/network-policy';
import { PolicyKind } from './policy-kind';

/** Every kind of policy that is read, judged and evaluated. A new one is a folder and a line here. */
export const POLICY_KINDS: readonly PolicyKind[] = [
  NETWORK_POLICY,
  CLUSTER_NETWORK_POLICY,
  ADMIN_NETWORK_POLICY,
  BASELINE_ADMIN_NETWORK_POLICY,
  ...CALICO_POLICY_KINDS,
  ...CILIUM_KINDS,
];
