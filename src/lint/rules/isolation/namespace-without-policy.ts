import { PolicyType } from '../../../model/network-policy';
import { ClusterRule } from '../../facts/lint-rule';

/** A namespace with workloads and not a single policy. */
export const namespaceWithoutPolicy: ClusterRule = {
  id: 'namespace-without-policy',
  severity: 'warning',
  info: 'A namespace with workloads has no NetworkPolicy at all.',
  why: 'Every pod of the cluster can connect to every pod of the namespace, and these to everything else.',
  fix: 'Begin with a policy that isolates every pod of the namespace both ways, then allow what is needed.',
  needs: ['workloads'],
  checkCluster(context, report) {
    const { inventory, pods, policiesByNamespace } = context;
    for (const { name, document } of inventory.namespaces.values()) {
      const [first] = pods.in(name);
      if (!first || policiesByNamespace.has(name)) continue;
      // A policy of another API that is not analysed may isolate them; that it is there is said elsewhere.
      if (pods.in(name).some((one) => context.mayBeIsolatedElsewhere(one, PolicyType.INGRESS))) continue;
      if (context.passesOver(name)) continue;
      const message = `The namespace ${name} has workloads and no NetworkPolicy.`;
      report(document ?? first.group.document, { field: ['metadata', document ? 'name' : 'namespace'], message });
    }
  },
};
