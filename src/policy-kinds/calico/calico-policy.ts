import { CALICO_API_VERSIONS } from './calico-api';
import { CalicoPolicyReader } from './read-policy';
import { judgeCalicoCompanion } from './validate-companion';
import { judgeCalicoPolicy } from './validate-policy';
import { CompanionKind, PolicyKind } from '../policy-kind';

/** Objects that policies of Calico speak of, and those that only say what a policy would do. */
const COMPANIONS: readonly CompanionKind[] = [
  ...CALICO_API_VERSIONS.flatMap((apiVersion): CompanionKind[] => [
    { apiVersion, kind: 'Tier', namespaced: false, judge: judgeCalicoCompanion },
    { apiVersion, kind: 'NetworkSet', namespaced: true, judge: judgeCalicoCompanion },
    { apiVersion, kind: 'GlobalNetworkSet', namespaced: false, judge: judgeCalicoCompanion },
    { apiVersion, kind: 'HostEndpoint', namespaced: false, judge: judgeCalicoCompanion },
    {
      apiVersion,
      kind: 'StagedNetworkPolicy',
      namespaced: true,
      judge: (object) => judgeCalicoPolicy(object).problems,
    },
    {
      apiVersion,
      kind: 'StagedGlobalNetworkPolicy',
      namespaced: false,
      judge: (object) => judgeCalicoPolicy(object).problems,
    },
  ]),
  { apiVersion: 'v1', kind: 'ServiceAccount', namespaced: true },
  { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespaced: true },
];

/**
 * The policies of Calico, as its API server takes them and as they are stored. See
 * https://docs.tigera.io/calico/latest/reference/resources/networkpolicy.
 */
export const CALICO_POLICY_KINDS: readonly PolicyKind[] = CALICO_API_VERSIONS.flatMap((apiVersion) =>
  [false, true].map((isGlobal): PolicyKind => ({
    apiVersion,
    kind: isGlobal ? 'GlobalNetworkPolicy' : 'NetworkPolicy',
    namespaced: !isGlobal,
    companions: COMPANIONS,
    judge: judgeCalicoPolicy,
    reader: (context) => new CalicoPolicyReader(context, isGlobal),
  })),
);
