import { ClusterRule } from '../../facts/lint-rule';

const VERSIONS = ['policy.networking.k8s.io/v1alpha1', 'policy.networking.k8s.io/v1alpha2'] as const;

/** Policies of two versions of an API that no implementation serves together. */
export const policyApiVersionsMixed: ClusterRule = {
  id: 'policy-api-versions-mixed',
  severity: 'warning',
  info: 'There are policies of both versions of policy.networking.k8s.io.',
  why: 'AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1) were replaced by ClusterNetworkPolicy (v1alpha2). Implementations enforce the one or the other, and the rest lies in the cluster without effect.',
  fix: 'Write all of them as the version that the network plugin enforces: Allow is called Accept in v1alpha2, ports protocols, and the kind is a tier.',
  checkCluster({ program }, report) {
    const policies = program.tiers.flatMap(({ stages }) => stages.flatMap((stage) => stage.policies));
    const ofVersion = (version: string) => policies.filter(({ document }) => document.object.apiVersion === version);
    const [old, now] = VERSIONS.map(ofVersion);
    if (old!.length === 0 || now!.length === 0) return;
    for (const { document } of old!) report(document, { field: ['apiVersion'] });
  },
};
