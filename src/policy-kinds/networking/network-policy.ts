import { NetworkPolicyReader } from './read-policy';
import { judgeNetworkPolicy } from './validate-policy';
import { NETWORK_POLICY_API_VERSION, NETWORK_POLICY_KIND } from '../../model/network-policy';
import { PolicyKind } from '../policy-kind';

/** The NetworkPolicy of Kubernetes itself. See https://kubernetes.io/docs/concepts/services-networking/network-policies/. */
export const NETWORK_POLICY: PolicyKind = {
  apiVersion: NETWORK_POLICY_API_VERSION,
  kind: NETWORK_POLICY_KIND,
  namespaced: true,
  readsAlone: true,
  judge: judgeNetworkPolicy,
  reader: ({ selectors }) => new NetworkPolicyReader(selectors),
};
