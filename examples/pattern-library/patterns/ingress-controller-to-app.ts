import { App } from 'cdk8s';
import { AllowIngressController, NamespaceStack, Platform, Port } from 'cdk8s-netpol';

/** The world reaches a workload, through the ingress controller only. */
export function ingressControllerToApp(app: App, platform: Platform): void {
  const website = new NamespaceStack(app, 'website', { platform });
  const web = website.workload('web', { labels: { app: 'web' }, ports: { http: Port.tcp(8080) } });
  new AllowIngressController(website, 'publish', { to: web });
}
