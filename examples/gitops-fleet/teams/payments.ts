import { AllowFlow, Cluster, ExternalHttpsEgress, NamespaceStack, Port, Workload } from 'cdk8s-netpol';

/** Team payments runs where customers pay: a gateway that alone talks with the outside. */
export function payments(cluster: Cluster, ordersApi: Workload): void {
  const stack = new NamespaceStack(cluster, 'payments', {
    owner: 'team-payments',
    namespaceLabels: { team: 'payments' },
  });
  const gateway = stack.workload('gateway', { labels: { app: 'gateway' }, ports: { https: Port.tcp(8443) } });
  new AllowFlow(stack, 'charge', { from: ordersApi, to: gateway, reason: 'an order is paid before it is shipped' });
  new ExternalHttpsEgress(stack, 'bank', { from: gateway, reason: 'the bank answers at public addresses' });
}
