import { AllowFlow, Cluster, NamespaceStack, Workload } from 'cdk8s-netpol';

/** Team warehouse runs in the factory: scanners that ask what to pack. */
export function warehouse(cluster: Cluster, ordersApi: Workload): void {
  const stack = new NamespaceStack(cluster, 'warehouse', {
    owner: 'team-warehouse',
    namespaceLabels: { team: 'warehouse' },
  });
  const scanner = stack.workload('scanner', { labels: { app: 'scanner' } });
  new AllowFlow(stack, 'pick', { from: scanner, to: ordersApi, reason: 'scanners show what to pack' });
}
