import { App } from 'cdk8s';
import { AllowFlow, AllowNamespace, NamespaceStack, Platform, Port } from 'cdk8s-netpol';

/**
 * The same wish said twice: `reports` reads from a store. By namespace, whatever runs there later is opened with it; by
 * pod, only the two workloads that are meant.
 */
export function namespaceLevelOrPodLevel(app: App, platform: Platform): void {
  const reports = new NamespaceStack(app, 'reports', { platform });
  const byPod = new NamespaceStack(app, 'store-by-pod', { platform });
  new NamespaceStack(app, 'store-by-namespace', { platform });

  new AllowNamespace(app, 'by-namespace', {
    from: 'reports',
    to: 'store-by-namespace',
    ports: [Port.tcp(5432)],
    reason: 'reports read the store',
  });

  const monthly = reports.workload('monthly', { labels: { app: 'monthly' } });
  const store = byPod.workload('store', { labels: { app: 'store' }, ports: { postgresql: Port.tcp(5432) } });
  new AllowFlow(app, 'by-pod', { from: monthly, to: store, reason: 'the monthly report reads the store' });
}
