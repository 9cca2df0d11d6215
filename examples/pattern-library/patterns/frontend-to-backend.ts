import { App } from 'cdk8s';
import { AllowFlow, NamespaceStack, Platform, Port } from 'cdk8s-netpol';

/** One workload reaches another of the same namespace, on the port of its container. */
export function frontendToBackend(app: App, platform: Platform): void {
  const shop = new NamespaceStack(app, 'shop', { platform });
  const frontend = shop.workload('frontend', { labels: { app: 'frontend' } });
  const backend = shop.workload('backend', { labels: { app: 'backend' }, ports: { http: Port.tcp(8080) } });
  new AllowFlow(shop, 'frontend-to-backend', { from: frontend, to: backend, reason: 'pages are made from data' });
}
