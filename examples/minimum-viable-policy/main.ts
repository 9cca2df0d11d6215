import {
  AllowFlow,
  AllowIngressController,
  AllowNamespace,
  Baseline,
  ExternalHttpsEgress,
  NamespaceStack,
  NetpolApp,
  Platform,
  Port,
} from 'cdk8s-netpol';

export const app = new NetpolApp();
const platform = Platform.kubeadm();

// What every namespace gets: isolated both ways, with DNS, its own pods, and HTTPS to public addresses.
function namespace(name: string, owner: string): NamespaceStack {
  const stack = new NamespaceStack(app, name, { platform, owner, baseline: Baseline.of({ sameNamespace: true }) });
  new ExternalHttpsEgress(stack, 'https-out', { reason: 'public HTTPS is open to all, private ranges to nobody' });
  return stack;
}

const storefront = namespace('storefront', 'team-storefront');
const orders = namespace('orders', 'team-orders');
namespace('reporting', 'team-reporting');

// What crosses namespaces is said one by one: by workload where the pods are known …
const web = storefront.workload('web', { labels: { app: 'web' }, ports: { http: Port.tcp(8080) } });
const api = orders.workload('orders-api', { labels: { app: 'orders-api' }, ports: { https: Port.tcp(8443) } });
new AllowIngressController(storefront, 'shop', { to: web });
new AllowFlow(app, 'place-orders', { from: web, to: api, reason: 'checkout places orders' });

// … and by namespace where they are not.
new AllowNamespace(app, 'reports', {
  from: 'reporting',
  to: 'orders',
  ports: [Port.tcp(8443)],
  reason: 'reports of all kinds are made from orders',
});

app.synth();
