import { App } from 'cdk8s';
import { AllowScrape, NamespaceStack, Platform, Port } from 'cdk8s-netpol';

/** The platform's Prometheus reaches the metrics port, and not the one that serves users. */
export function metricsScrape(app: App, platform: Platform): void {
  const search = new NamespaceStack(app, 'search', { platform });
  const index = search.workload('index', {
    labels: { app: 'index' },
    ports: { http: Port.tcp(9200), metrics: Port.tcp(9114) },
  });
  new AllowScrape(search, 'metrics', { to: index, port: 'metrics' });
}
