import { AllowFlow, AllowIngressController, Cluster, NamespaceStack, Port, Workload } from 'cdk8s-netpol';

/** Team storefront runs where customers are: what they see, behind the cluster's ingress controller. */
export function storefront(cluster: Cluster, ordersApi: Workload): void {
  const stack = new NamespaceStack(cluster, 'storefront', {
    owner: 'team-storefront',
    namespaceLabels: { team: 'storefront' },
  });
  const web = stack.workload('web', { labels: { app: 'web' }, ports: { http: Port.tcp(8080) } });
  new AllowIngressController(stack, 'shop', { to: web });
  new AllowFlow(stack, 'checkout', { from: web, to: ordersApi, reason: 'checkout places orders' });
}
