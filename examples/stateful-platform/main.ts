import {
  AllowFlow,
  AllowIngressController,
  AllowKafka,
  AllowKubeApi,
  AllowScrape,
  Cidr,
  Cni,
  ExternalEgress,
  ExternalHttpsEgress,
  NamespaceStack,
  NetpolApp,
  Platform,
  Port,
} from 'cdk8s-netpol';

// A fixed day, so that this example synthesises for ever although an exception in it ends. Yours takes today.
export const app = new NetpolApp({ now: new Date('2026-12-01') });

// The cluster: kubeadm on machines of our own.
const apiServers = ['10.20.0.11/32', '10.20.0.12/32', '10.20.0.13/32'].map((address) => Cidr.of(address));
const nodes = Cidr.of('10.20.0.0/24');
const platform = Platform.kubeadm({ cni: Cni.calico(), apiServer: apiServers });

// The namespaces. Each starts from: nothing goes in or out, but names are resolved.
const kafka = new NamespaceStack(app, 'kafka', { platform, owner: 'team-streaming' });
const databases = new NamespaceStack(app, 'databases', { platform, owner: 'team-data' });
const monitoring = new NamespaceStack(app, 'monitoring', { platform, owner: 'team-observability' });
const orders = new NamespaceStack(app, 'orders', { platform, owner: 'team-orders' });
// Not trusted, and so left with that: what runs here reaches nothing, and nothing here is reached.
new NamespaceStack(app, 'sandbox', { platform, owner: 'team-platform' });

// What runs in them.
const brokers = kafka.workload('brokers', {
  labels: { 'strimzi.io/cluster': 'events', 'strimzi.io/kind': 'Kafka' },
  ports: {
    control: Port.tcp(9090),
    replication: Port.tcp(9091),
    tls: Port.tcp(9093),
    metrics: Port.tcp(9404),
    agent: Port.tcp(8443),
  },
});
const strimzi = kafka.workload('strimzi', { labels: { 'strimzi.io/kind': 'cluster-operator' } });
const postgres = databases.workload('postgres', {
  labels: { 'app.kubernetes.io/name': 'postgresql', 'app.kubernetes.io/instance': 'orders' },
  ports: { postgresql: Port.tcp(5432), metrics: Port.tcp(9187) },
});
const prometheus = monitoring.workload('prometheus', {
  labels: { 'app.kubernetes.io/name': 'prometheus' },
  ports: { web: Port.tcp(9090) },
});
const grafana = monitoring.workload('grafana', {
  labels: { 'app.kubernetes.io/name': 'grafana' },
  ports: { web: Port.tcp(3000) },
});
const ordersApi = orders.workload('orders-api', {
  labels: { app: 'orders-api' },
  ports: { https: Port.tcp(8443), metrics: Port.tcp(9100) },
});
const worker = orders.workload('orders-worker', {
  labels: { app: 'orders-worker' },
  ports: { metrics: Port.tcp(9100) },
});

// Kafka among itself.
new AllowFlow(kafka, 'replication', {
  from: brokers,
  to: brokers,
  betweenReplicas: true,
  ports: [brokers.port('control'), brokers.port('replication')],
  reason: 'brokers elect controllers and replicate partitions',
});
new AllowFlow(kafka, 'operation', {
  from: strimzi,
  to: brokers,
  ports: [brokers.port('control'), brokers.port('replication'), brokers.port('agent')],
  reason: 'the operator rolls and configures the brokers',
});
new AllowKubeApi(kafka, 'operator-api', { from: strimzi, reason: 'the operator watches Kafka resources' });

// PostgreSQL among itself, and its way to the backup store in the data centre.
new AllowFlow(databases, 'standby', {
  from: postgres,
  to: postgres,
  betweenReplicas: true,
  ports: [postgres.port('postgresql')],
  reason: 'standbys follow the primary',
});
new ExternalEgress(databases, 'backup-store', {
  from: postgres,
  to: [Cidr.of('10.50.8.0/28')],
  ports: [Port.tcp(9000)],
  reason: 'base backups and write-ahead logs',
});

// Who uses them.
new AllowKafka(orders, 'publish', {
  from: ordersApi,
  cluster: 'events',
  ports: [brokers.port('tls')],
  reason: 'orders are published as events',
});
new AllowKafka(orders, 'consume', {
  from: worker,
  cluster: 'events',
  ports: [brokers.port('tls')],
  reason: 'events are worked off',
});
new AllowFlow(orders, 'store', {
  from: ordersApi,
  to: postgres,
  ports: [postgres.port('postgresql')],
  reason: 'orders are stored',
});
new AllowFlow(orders, 'update', {
  from: worker,
  to: postgres,
  ports: [postgres.port('postgresql')],
  reason: 'the state of orders is updated',
});

// Metrics: both ends, because the scraper's own namespace is isolated too.
new AllowScrape(kafka, 'broker-metrics', { to: brokers, port: 'metrics' });
new AllowScrape(databases, 'postgres-metrics', { to: postgres, port: 'metrics' });
new AllowScrape(orders, 'api-metrics', { to: ordersApi, port: 'metrics' });
new AllowScrape(orders, 'worker-metrics', { to: worker, port: 'metrics' });
new AllowScrape(monitoring, 'grafana-metrics', { to: grafana, port: 'web' });
new AllowKubeApi(monitoring, 'discovery', { from: prometheus, reason: 'Prometheus discovers its targets' });
new ExternalEgress(monitoring, 'kubelets', {
  from: prometheus,
  to: [nodes],
  ports: [Port.tcp(10250)],
  reason: 'kubelets serve container metrics on the nodes, where no selector reaches',
});
new AllowFlow(monitoring, 'queries', { from: grafana, to: prometheus, reason: 'dashboards query metrics' });

// People come in.
new AllowIngressController(monitoring, 'dashboards', { to: grafana });
new AllowIngressController(orders, 'api', { to: ordersApi, ports: [ordersApi.port('https')] });

// What must be reached outside.
new ExternalHttpsEgress(orders, 'payment-provider', { from: ordersApi, reason: 'card payments' });
new ExternalEgress(orders, 'old-erp', {
  from: worker,
  to: [Cidr.of('192.168.40.17/32')],
  ports: [Port.tcp(1521)],
  reason: 'stock is still kept in the old ERP',
  exception: { owner: 'team-orders', ticket: 'MIG-118', expires: '2027-03-31' },
});

app.synth();
