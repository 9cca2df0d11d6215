import { PolicyType } from '../../model/network-policy';
import { ClusterRule } from '../lint-rule';
import { isEmptySelector } from '../peers-and-ports';
import { isSystemNamespace } from '../system-namespaces';

/** A namespace whose policies leave egress of unnamed pods open. */
export const defaultDenyEgressMissing: ClusterRule = {
  id: 'default-deny-egress-missing',
  severity: 'info',
  info: 'The namespace has policies, but none that isolates egress of every pod.',
  why: 'A pod that appears tomorrow, or whose labels no policy expects, can connect to the whole cluster and the internet.',
  fix: 'Add a policy with podSelector: {} and policyTypes: [Egress], without rules.',
  needs: ['workloads'],
  checkCluster({ pods, policiesByNamespace }, report) {
    for (const [namespace, policies] of policiesByNamespace) {
      if (pods.in(namespace).length === 0 || isSystemNamespace(namespace)) continue;
      const denied = policies.some(
        (policy) =>
          policy.isolates(PolicyType.EGRESS) &&
          (policy.spec.podSelector === undefined || isEmptySelector(policy.spec.podSelector)),
      );
      if (denied) continue;
      const message = `No policy of namespace ${namespace} isolates egress of every pod.`;
      report(policies[0]!.document, { field: ['metadata', 'namespace'], message });
    }
  },
};
