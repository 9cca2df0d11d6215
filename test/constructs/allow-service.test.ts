import { expect, test } from 'vitest';
import {
  AllowService,
  AllowServiceProps,
  Catalog,
  Cidr,
  NamespaceStack,
  Peer,
  Platform,
  Port,
  Reachability,
  SharedService,
} from '../../src';
import { pod } from '../support/service-cluster';
import { objectsOf, platform, testApp } from '../support/tree';

/** What a web server of namespace shop reaches and is reached by when it uses a service, in a cluster with these pods. */
function using(service: SharedService, pods: object[] = [], props: Partial<AllowServiceProps> = {}): Reachability {
  const app = testApp();
  const shop = new NamespaceStack(app, 'shop', { platform });
  const web = shop.workload('web', { labels: { app: 'web' }, ports: { http: Port.tcp(8080) } });
  new AllowService(shop, 'service', { from: web, service, ...props });
  return Reachability.fromObjects([...objectsOf(app), ...pods, pod('shop', 'web', { app: 'web' })]);
}

function refused(service: SharedService, props: Partial<AllowServiceProps> = {}): () => Reachability {
  return () => using(service, [], props);
}

test('Strimzi ports: clients reach every broker of their cluster on its listeners, and no other port', () => {
  const broker = { 'strimzi.io/kind': 'Kafka', 'strimzi.io/name': 'events-kafka' };
  const reach = using(Catalog.strimziKafka({ cluster: 'events' }), [
    pod('kafka', 'events-0', { ...broker, 'strimzi.io/cluster': 'events' }),
    pod('kafka', 'events-1', { ...broker, 'strimzi.io/cluster': 'events' }),
    pod('kafka', 'logs-0', { ...broker, 'strimzi.io/cluster': 'logs' }),
    pod('kafka', 'connect', { 'strimzi.io/kind': 'KafkaConnect', 'strimzi.io/cluster': 'events' }),
  ]);
  const ports = ['TCP/9090', 'TCP/9091', 'TCP/9092', 'TCP/9093', 'TCP/9094', 'TCP/8443'];
  const openTo = (to: string) => ports.filter((port) => reach.allows({ from: 'shop/web', to, port }));
  expect(openTo('kafka/events-0')).toEqual(['TCP/9092', 'TCP/9093']);
  expect(openTo('kafka/events-1')).toEqual(['TCP/9092', 'TCP/9093']);
  expect(openTo('kafka/logs-0')).toEqual([]);
  expect(openTo('kafka/connect')).toEqual([]);
});

test('a listener of one’s own choice replaces the conventional ones', () => {
  const reach = using(Catalog.strimziKafka({ ports: [Port.tcp(9095)] }), [
    pod('kafka', 'broker', { 'strimzi.io/kind': 'Kafka', 'strimzi.io/cluster': 'events' }),
  ]);
  const to = 'kafka/broker';
  expect(reach.allows({ from: 'shop/web', to, port: 'TCP/9095' })).toBe(true);
  expect(reach.allows({ from: 'shop/web', to, port: 'TCP/9092' })).toBe(false);
});

test('Linkerd 4143: the control plane is reached on the port of its own proxies too', () => {
  const reach = using(Catalog.linkerd(), [
    pod('linkerd', 'identity', { 'linkerd.io/control-plane-component': 'identity' }),
  ]);
  for (const port of ['TCP/4143', 'TCP/8080', 'TCP/8086', 'TCP/8090']) {
    expect(reach.allows({ from: 'shop/web', to: 'linkerd/identity', port })).toBe(true);
  }
});

test('UDP-only DNS: every DNS of the catalogue is asked over UDP and over TCP', () => {
  const asked = Catalog.all().filter(({ category }) => category === 'cluster-dns');
  expect(asked.length).toBe(9);
  for (const dns of asked) {
    const numbers = (protocol: string) =>
      dns.ports.map((port) => port.toString()).flatMap((text) => (text.startsWith(protocol) ? text.split('/')[1] : []));
    expect([dns.id, numbers('UDP').sort()]).toEqual([dns.id, numbers('TCP').sort()]);
    expect(numbers('UDP').length).toBeGreaterThan(0);
  }
});

test('GKE: the redirected cache, the link-local cache and kube-dns are all opened', () => {
  const reach = using(Catalog.of('dns.gke'), [
    pod('kube-system', 'kube-dns', { 'k8s-app': 'kube-dns' }),
    pod('kube-system', 'cache', { 'k8s-app': 'node-local-dns' }),
  ]);
  for (const to of ['kube-system/kube-dns', 'kube-system/cache', '169.254.20.10']) {
    expect(reach.allows({ from: 'shop/web', to, port: 'UDP/53' })).toBe(true);
    expect(reach.allows({ from: 'shop/web', to, port: 'TCP/53' })).toBe(true);
  }
});

test('Gardener: DNS is asked on 8053, in whatever namespace carries its label', () => {
  const place = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system' } };
  const labelled = { ...place, metadata: { ...place.metadata, labels: { 'gardener.cloud/purpose': 'kube-system' } } };
  const dns = pod('kube-system', 'dns', { 'k8s-app': 'kube-dns' });
  const app = testApp();
  const noDns = Platform.kubeadm({ dns: Catalog.of('dns.gardener').location });
  const shop = new NamespaceStack(app, 'shop', { platform: noDns });
  new AllowService(shop, 'dns', { service: Catalog.of('dns.gardener') });
  const reach = Reachability.fromObjects([...objectsOf(app), labelled, dns, pod('shop', 'web', {})]);
  expect(reach.allows({ from: 'shop/web', to: 'kube-system/dns', port: 'UDP/8053' })).toBe(true);
  expect(reach.allows({ from: 'shop/web', to: 'kube-system/dns', port: 'TCP/8053' })).toBe(true);
});

test('an ingress controller is let in to the container port, and no way out is opened', () => {
  const controller = pod('traefik', 'traefik', { 'app.kubernetes.io/name': 'traefik' });
  const reach = using(Catalog.traefik(), [controller]);
  expect(reach.allows({ from: 'traefik/traefik', to: 'shop/web', port: 'TCP/8080' })).toBe(true);
  expect(reach.allows({ from: 'traefik/traefik', to: 'shop/web', port: 'TCP/80' })).toBe(false);
  expect(reach.allows({ from: 'shop/web', to: 'traefik/traefik', port: 'TCP/8000' })).toBe(false);
});

test('an ingress controller on the host network comes from the nodes, and nobody else is let in', () => {
  expect(refused(Catalog.ingressNginx({ hostNetwork: true }))).toThrow(/nodes \(ingress\.nginx: .*host network/);
  const nodes = { nodes: Peer.block(Cidr.of('10.1.0.0/24')) };
  const reach = using(Catalog.ingressNginx({ hostNetwork: true }), [], { peers: nodes });
  expect(reach.allows({ from: '10.1.0.7', to: 'shop/web', port: 'TCP/8080' })).toBe(true);
  expect(reach.allows({ from: '10.1.1.7', to: 'shop/web', port: 'TCP/8080' })).toBe(false);
});

test('the addresses of nodes come from the platform where it knows them', () => {
  const app = testApp();
  const known = Platform.kubeadm({ nodeCidrs: [Cidr.of('10.1.0.0/24')] });
  const shop = new NamespaceStack(app, 'shop', { platform: known });
  const web = shop.workload('web', { labels: { app: 'web' }, ports: { http: Port.tcp(8080) } });
  new AllowService(shop, 'edge', { from: web, service: Catalog.ingressNginx({ hostNetwork: true }) });
  const reach = Reachability.fromObjects([...objectsOf(app), pod('shop', 'web', { app: 'web' })]);
  expect(reach.allows({ from: '10.1.0.7', to: 'shop/web', port: 'TCP/8080' })).toBe(true);
});

test('Google’s load balancers come from their documented ranges, and Azure’s probes from one address', () => {
  const google = using(Catalog.googleLoadBalancer());
  expect(google.allows({ from: '35.191.3.4', to: 'shop/web', port: 'TCP/8080' })).toBe(true);
  expect(google.allows({ from: '35.192.0.1', to: 'shop/web', port: 'TCP/8080' })).toBe(false);
  const azure = using(Catalog.azureLoadBalancer());
  expect(azure.allows({ from: '168.63.129.16', to: 'shop/web', port: 'TCP/8080' })).toBe(true);
});

test('what only the owner of the cluster knows is asked for, and taken', () => {
  expect(refused(Catalog.awsLoadBalancer())).toThrow(
    /\[shop\/service\].*load-balancer-subnets \(lb\.aws-alb: the CIDRs of the load balancers’ subnets/s,
  );
  const peers = { 'load-balancer-subnets': Peer.block(Cidr.of('10.20.0.0/16')) };
  const reach = using(Catalog.awsLoadBalancer(), [], { peers });
  expect(reach.allows({ from: '10.20.3.4', to: 'shop/web', port: 'TCP/8080' })).toBe(true);
});

test('what no NetworkPolicy can name is refused, with what to write instead', () => {
  expect(refused(Catalog.ciliumGateway())).toThrow(/No NetworkPolicy can name.*CiliumNetworkPolicy with fromEntities/s);
});

test('what has a construct of its own is refused, with its name', () => {
  expect(refused(Catalog.of('k8s.apiserver'))).toThrow(/AllowKubeApi/);
  expect(refused(Catalog.of('mesh.linkerd-proxy'))).toThrow(/AllowMesh/);
  expect(refused(Catalog.of('mesh.istio-sidecar'))).toThrow(/AllowMesh/);
});

test('a service that no workload uses is refused', () => {
  expect(refused(Catalog.nodeExporter())).toThrow(/Nothing is known of node-exporter/);
});

test('a database beside the application is reached in the application’s namespace, at both ends', () => {
  const database = { 'cnpg.io/cluster': 'orders', 'cnpg.io/podRole': 'instance' };
  const reach = using(Catalog.cloudNativePg({ cluster: 'orders' }), [
    pod('shop', 'orders-1', database),
    pod('elsewhere', 'orders-1', database),
  ]);
  expect(reach.allows({ from: 'shop/web', to: 'shop/orders-1', port: 'TCP/5432' })).toBe(true);
  expect(reach.allows({ from: 'shop/web', to: 'elsewhere/orders-1', port: 'TCP/5432' })).toBe(false);
});

test('labels and namespaces that differ here are said once, on the service', () => {
  const vault = Catalog.vault().with({ namespace: 'secrets', podLabels: { app: 'openbao' } });
  const reach = using(vault, [pod('secrets', 'bao', { app: 'openbao' })]);
  expect(vault.namespace).toBe('secrets');
  expect(reach.allows({ from: 'shop/web', to: 'secrets/bao', port: 'TCP/8200' })).toBe(true);
});

test('the policy has the name that its user gives, and both have one where the service also calls back', () => {
  const app = testApp();
  const shop = new NamespaceStack(app, 'shop', { platform });
  const { policies } = new AllowService(shop, 'vault', { service: Catalog.vault(), metadata: { name: 'to-vault' } });
  expect(policies.map(({ name }) => name)).toEqual(['to-vault']);
});

test.each([
  [() => Catalog.vault({ cluster: 'a' }), /service sec\.vault: It has no parameter cluster/],
  [() => Catalog.strimziKafka({ cluster: 'my events' }), /data\.strimzi\.kafka: .*my events/s],
  [() => Catalog.vault({ namespace: 'My Vault' }), /The namespace "My Vault" is not valid/],
  [() => Catalog.of('sec.vualt'), /Did you mean sec\.vault\?/],
  [() => Catalog.cloudNativePg().location, /runs beside whoever uses it/],
  [() => Catalog.googleLoadBalancer().location, /has no pods/],
  [() => refused(Catalog.datadog(), { leaveOut: ['nodes'] })(), /made of release/],
])('a mistake on a service is said at once (%#)', (make, message) => {
  expect(make).toThrow(message);
});
