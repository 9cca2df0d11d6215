import { PolicyType } from '../../model/network-policy';
import { ClusterRule } from '../lint-rule';
import { isEmptySelector } from '../peers-and-ports';
import { isSystemNamespace } from '../system-namespaces';

/** A namespace whose policies leave ingress of unnamed pods open. */
export const defaultDenyIngressMissing: ClusterRule = {
  id: 'default-deny-ingress-missing',
  severity: 'info',
  info: 'The namespace has policies, but none that isolates ingress of every pod.',
  why: 'A pod that appears tomorrow, or whose labels no policy expects, accepts connections from the whole cluster.',
  fix: 'Add a policy with podSelector: {} and policyTypes: [Ingress], without rules.',
  needs: ['workloads'],
  checkCluster({ pods, policiesByNamespace }, report) {
    for (const [namespace, policies] of policiesByNamespace) {
      if (pods.in(namespace).length === 0 || isSystemNamespace(namespace)) continue;
      const denied = policies.some(
        (policy) =>
          policy.isolates(PolicyType.INGRESS) &&
          (policy.spec.podSelector === undefined || isEmptySelector(policy.spec.podSelector)),
      );
      if (denied) continue;
      const message = `No policy of namespace ${namespace} isolates ingress of every pod.`;
      report(policies[0]!.document, { field: ['metadata', 'namespace'], message });
    }
  },
};
