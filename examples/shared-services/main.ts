import {
  AllowIngressController,
  AllowService,
  Catalog,
  Cidr,
  Cni,
  NamespaceStack,
  NetpolApp,
  Peer,
  Platform,
  Port,
  RunService,
  SharedServiceStack,
} from 'cdk8s-netpol';

export const app = new NetpolApp();

const platform = Platform.kubeadm({
  cni: Cni.calico(),
  apiServer: [Cidr.of('10.20.0.11/32'), Cidr.of('10.20.0.12/32')],
});
const owner = 'team-platform';

// Namespaces of shared services: labels, ports and who calls whom come from the catalogue. What it cannot know, such as
// where Git is, is asked for by name, and what this installation does not have is left out by name.
new SharedServiceStack(app, 'cert-manager', {
  platform,
  owner,
  services: Catalog.certManager({ release: 'cert-manager' }),
  peers: { acme: Peer.publicInternet(), 'acme-self-check': Peer.block(Cidr.of('198.51.100.10/32')) },
  leaveOut: ['authoritative-dns'],
});
new SharedServiceStack(app, 'vault', { platform, owner: 'team-security', services: [Catalog.vault()] });
const externalSecrets = new SharedServiceStack(app, 'external-secrets', {
  platform,
  owner: 'team-security',
  services: [Catalog.externalSecrets()],
  leaveOut: ['secret-stores'],
});
new SharedServiceStack(app, 'argocd', {
  platform,
  owner,
  services: Catalog.argocd(),
  peers: {
    // Argo CD's own manifests let everyone reach its server; here people come through the ingress controller.
    clients: Peer.service(Catalog.ingressNginx().location, 'ingress-controller'),
    git: Peer.block(Cidr.of('10.50.0.20/32')),
  },
  leaveOut: ['identity-provider', 'notification-receivers'],
});

// Secrets come from Vault: the operator reads them, and an application with a sidecar of its own.
const operator = externalSecrets.services.workloads['external-secrets-controller']!;
new AllowService(externalSecrets, 'vault', { from: operator, service: Catalog.vault(), reason: 'reads secrets' });

// An application that uses them, and whose certificates are renewed where it runs.
const orders = new NamespaceStack(app, 'orders', { platform, owner: 'team-orders' });
const api = orders.workload('orders-api', { labels: { app: 'orders-api' }, ports: { https: Port.tcp(8443) } });
new AllowIngressController(orders, 'api', { to: api });
new AllowService(orders, 'secrets', { from: api, service: Catalog.vault(), reason: 'leases database passwords' });
new AllowService(orders, 'events', {
  from: api,
  service: Catalog.strimziKafka({ cluster: 'events', ports: [Port.tcp(9093)] }),
  reason: 'orders are published as events',
});
new RunService(orders, 'certificates', { services: [Catalog.acmeSolver()] });

app.synth();
