import {
  AllowFlow,
  AllowIngressController,
  IngressController,
  NamespaceStack,
  NetpolApp,
  Platform,
  Port,
  ServiceLocation,
} from 'cdk8s-netpol';

export const app = new NetpolApp();

// Envoy Gateway runs the proxies of a Gateway in its own namespace, and labels them with the Gateway's name.
const proxies = ServiceLocation.of({
  namespace: 'envoy-gateway-system',
  podLabels: { 'gateway.envoyproxy.io/owning-gateway-name': 'public' },
});
const platform = Platform.kubeadm({ ingressController: IngressController.at(proxies) });

const shop = new NamespaceStack(app, 'shop', { platform, owner: 'team-shop' });
const data = new NamespaceStack(app, 'data', { platform, owner: 'team-data' });

// Ports are those of containers; the Services before them listen on others.
const web = shop.workload('web', { labels: { app: 'web' }, ports: { http: Port.tcp(8080) } });
const cart = shop.workload('cart', { labels: { app: 'cart' }, ports: { grpc: Port.tcp(7070) } });
const redis = data.workload('redis', { labels: { app: 'redis' }, ports: { redis: Port.tcp(6379) } });

// What the HTTPRoutes of cluster.yaml lead to …
new AllowIngressController(shop, 'store', { to: web, reason: 'store.example.com' });
new AllowIngressController(shop, 'cart-api', { to: cart, reason: 'store.example.com/cart' });
// … and what its Deployments say that they need.
new AllowFlow(app, 'use-cart', { from: web, to: cart, reason: 'CART_ADDR of web' });
new AllowFlow(app, 'keep-carts', { from: cart, to: redis, reason: 'REDIS_HOST and REDIS_PORT of cart' });

app.synth();
