import { LintContext } from './lint-context';
import { ClusterRule } from './lint-rule';
import { isEmptySelector } from './peers-and-ports';
import { PolicyType } from '../../model/network-policy';

type Report = Parameters<ClusterRule['checkCluster']>[1];

/** Reports the namespaces that have policies and pods, but no policy that isolates every pod in a direction. */
export function reportDefaultDenyMissing(direction: PolicyType, context: LintContext, report: Report): void {
  const { pods, policiesByNamespace } = context;
  for (const [namespace, policies] of policiesByNamespace) {
    if (pods.in(namespace).length === 0) continue;
    const denied = policies.some(
      (policy) =>
        policy.isolates(direction) &&
        (policy.spec.podSelector === undefined || isEmptySelector(policy.spec.podSelector)),
    );
    if (denied || pods.in(namespace).every((one) => context.mayBeIsolatedElsewhere(one, direction))) continue;
    if (context.passesOver(namespace)) continue;
    const message = `No policy of namespace ${namespace} isolates ${direction.toLowerCase()} of every pod.`;
    report(policies[0]!.document, { field: ['metadata', 'namespace'], message });
  }
}

/** Reports the workloads that no policy isolates in a direction, although their namespace has policies. */
export function reportOpenWorkloads(direction: PolicyType, context: LintContext, report: Report): void {
  const { inventory, pods, policiesByNamespace } = context;
  const isolated = new Set<unknown>();
  for (const policies of policiesByNamespace.values()) {
    for (const policy of policies.filter((candidate) => candidate.isolates(direction))) {
      for (const { group } of pods.ofSubject(policy)) isolated.add(group);
    }
  }
  for (const workload of inventory.workloads) {
    const { id, namespace, podGroups } = workload;
    if (!policiesByNamespace.has(namespace)) continue;
    const open = podGroups.find(
      (group) =>
        !group.hostNetwork && !isolated.has(group) && !context.mayBeIsolatedElsewhere({ workload, group }, direction),
    );
    const message = `No policy isolates ${direction.toLowerCase()} of ${id}.`;
    if (open && !context.passesOver(namespace)) report(open.document, { field: ['metadata', 'name'], message });
  }
}
