import { App } from 'cdk8s';
import { AllowNamespace, NamespaceStack, Platform, Port } from 'cdk8s-netpol';

/** Every pod of one namespace reaches every pod of another, on one port. Both namespaces get their half. */
export function namespaceToNamespace(app: App, platform: Platform): void {
  new NamespaceStack(app, 'api', { platform });
  new NamespaceStack(app, 'db', { platform });
  new AllowNamespace(app, 'api-to-db', {
    from: 'api',
    to: 'db',
    ports: [Port.tcp(5432)],
    reason: 'the API keeps its data there',
  });
}
