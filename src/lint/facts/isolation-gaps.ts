import { LintContext } from './lint-context';
import { ClusterRule } from './lint-rule';
import { isEmptySelector } from './peers-and-ports';
import { isSystemNamespace } from './system-namespaces';
import { PolicyType } from '../../model/network-policy';

type Report = Parameters<ClusterRule['checkCluster']>[1];

/** Reports the namespaces that have policies and pods, but no policy that isolates every pod in a direction. */
export function reportDefaultDenyMissing(
  direction: PolicyType,
  { pods, policiesByNamespace }: LintContext,
  report: Report,
): void {
  for (const [namespace, policies] of policiesByNamespace) {
    if (pods.in(namespace).length === 0 || isSystemNamespace(namespace)) continue;
    const denied = policies.some(
      (policy) =>
        policy.isolates(direction) &&
        (policy.spec.podSelector === undefined || isEmptySelector(policy.spec.podSelector)),
    );
    if (denied) continue;
    const message = `No policy of namespace ${namespace} isolates ${direction.toLowerCase()} of every pod.`;
    report(policies[0]!.document, { field: ['metadata', 'namespace'], message });
  }
}

/** Reports the workloads that no policy isolates in a direction, although their namespace has policies. */
export function reportOpenWorkloads(
  direction: PolicyType,
  { inventory, pods, policiesByNamespace }: LintContext,
  report: Report,
): void {
  const isolated = new Set<unknown>();
  for (const policies of policiesByNamespace.values()) {
    for (const policy of policies.filter((candidate) => candidate.isolates(direction))) {
      for (const { group } of pods.ofSubject(policy)) isolated.add(group);
    }
  }
  for (const { id, namespace, podGroups } of inventory.workloads) {
    if (!policiesByNamespace.has(namespace) || isSystemNamespace(namespace)) continue;
    const open = podGroups.find((group) => !group.hostNetwork && !isolated.has(group));
    const message = `No policy isolates ${direction.toLowerCase()} of ${id}.`;
    if (open) report(open.document, { field: ['metadata', 'name'], message });
  }
}
