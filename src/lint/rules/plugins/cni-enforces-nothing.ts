import { ClusterRule } from '../../facts/lint-rule';

/** A network plugin that ignores NetworkPolicy. */
export const cniEnforcesNothing: ClusterRule = {
  id: 'cni-enforces-nothing',
  severity: 'error',
  info: 'The network plugin of the cluster enforces no NetworkPolicy at all.',
  why: 'The API server takes every policy and nothing changes: all pods talk to all pods.',
  fix: 'Install a plugin that enforces policies (Calico beside Flannel is called Canal), or kube-network-policies.',
  needs: ['cni'],
  whereNothingIsEnforced: true,
  checkCluster({ policies, cni }, report) {
    const [first] = policies;
    if (!first || cni!.enforces.support !== 'no') return;
    const message = `${cni!.title} enforces no NetworkPolicy: none of these ${policies.length} has any effect.`;
    report(first.document, { field: ['kind'], message });
  },
};
