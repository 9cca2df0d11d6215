import { AllowFlow, Cluster, NamespaceStack, Port, Workload } from 'cdk8s-netpol';

/** Team orders runs in every cluster: an API, and the database that nobody else reaches. */
export function orders(cluster: Cluster): Workload {
  const stack = new NamespaceStack(cluster, 'orders', { owner: 'team-orders', namespaceLabels: { team: 'orders' } });
  const api = stack.workload('orders-api', { labels: { app: 'orders-api' }, ports: { https: Port.tcp(8443) } });
  const db = stack.workload('orders-db', { labels: { app: 'orders-db' }, ports: { postgres: Port.tcp(5432) } });
  new AllowFlow(stack, 'store', { from: api, to: db, reason: 'orders are stored in PostgreSQL' });
  return api;
}
