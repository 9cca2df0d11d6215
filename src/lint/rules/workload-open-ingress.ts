import { PolicyType } from '../../model/network-policy';
import { ClusterRule } from '../lint-rule';
import { isSystemNamespace } from '../system-namespaces';

/** A workload that the policies of its namespace forget. */
export const workloadOpenIngress: ClusterRule = {
  id: 'workload-open-ingress',
  severity: 'warning',
  info: 'No policy isolates ingress of the workload, although its namespace has policies.',
  why: 'It accepts connections from everywhere. Often a label was renamed, and the policy that meant it selects nothing now.',
  fix: 'Add a policy that selects the workload, or a default deny for the namespace.',
  needs: ['workloads'],
  checkCluster({ inventory, pods, policiesByNamespace }, report) {
    const isolated = new Set<unknown>();
    for (const policies of policiesByNamespace.values()) {
      for (const policy of policies.filter((candidate) => candidate.isolates(PolicyType.INGRESS))) {
        for (const { group } of pods.ofSubject(policy)) isolated.add(group);
      }
    }
    for (const { id, namespace, podGroups } of inventory.workloads) {
      if (!policiesByNamespace.has(namespace) || isSystemNamespace(namespace)) continue;
      const open = podGroups.find((group) => !group.hostNetwork && !isolated.has(group));
      if (open) report(open.document, { field: ['metadata', 'name'], message: `No policy isolates ingress of ${id}.` });
    }
  },
};
