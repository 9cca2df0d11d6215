import { CALICO_POLICY_KINDS } from './calico/calico-policy';
import { NETWORK_POLICY } from './networking/network-policy';
import { PolicyKind } from './policy-kind';

/** Every kind of policy that is read, judged and evaluated. A new one is a folder and a line here. */
export const POLICY_KINDS: readonly PolicyKind[] = [NETWORK_POLICY, ...CALICO_POLICY_KINDS];
