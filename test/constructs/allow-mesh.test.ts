import { expect, test } from 'vitest';
import { AllowMesh, Mesh, NamespaceStack, Platform, Reachability } from '../../src';
import { pod } from '../support/service-cluster';
import { objectsOf, testApp } from '../support/tree';

/** A meshed namespace, with pods elsewhere that are in the mesh too. */
function meshed(mesh: Mesh): Reachability {
  const app = testApp();
  const shop = new NamespaceStack(app, 'shop', { platform: Platform.kubeadm({ mesh }) });
  new AllowMesh(shop, 'mesh', { workload: shop.workload('web', { labels: { app: 'web' } }) });
  return Reachability.fromObjects([
    ...objectsOf(app),
    pod('shop', 'web', { app: 'web' }),
    pod('orders', 'api', { app: 'api' }),
    pod('istio-system', 'istiod', { app: 'istiod' }),
    pod('linkerd', 'destination', { 'linkerd.io/control-plane-component': 'destination' }),
  ]);
}

test('Linkerd 4143: between meshed pods everything comes and goes on the port of the proxy', () => {
  const reach = meshed(Mesh.linkerd());
  expect(reach.allows({ from: 'orders/api', to: 'shop/web', port: 'TCP/4143' })).toBe(true);
  expect(reach.allows({ from: 'shop/web', to: 'orders/api', port: 'TCP/4143' })).toBe(true);
  expect(reach.allows({ from: 'orders/api', to: 'shop/web', port: 'TCP/8080' })).toBe(false);
  for (const port of ['TCP/4143', 'TCP/8080', 'TCP/8086', 'TCP/8090']) {
    expect(reach.allows({ from: 'shop/web', to: 'linkerd/destination', port })).toBe(true);
  }
});

test('Istio ambient 15008: traffic of enrolled pods is tunnelled', () => {
  const reach = meshed(Mesh.istioAmbient());
  expect(reach.allows({ from: 'orders/api', to: 'shop/web', port: 'TCP/15008' })).toBe(true);
  expect(reach.allows({ from: 'shop/web', to: 'orders/api', port: 'TCP/15008' })).toBe(true);
  expect(reach.allows({ from: 'orders/api', to: 'shop/web', port: 'TCP/8080' })).toBe(false);
});

test('Istio ambient probes come from a link-local address, IPv4 and IPv6', () => {
  const reach = meshed(Mesh.istioAmbient());
  for (const from of ['169.254.7.127', 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff']) {
    expect(reach.allows({ from, to: 'shop/web', port: 'TCP/8080' })).toBe(true);
  }
  expect(reach.allows({ from: '169.254.7.128', to: 'shop/web', port: 'TCP/8080' })).toBe(false);
});

test('Istio sidecars move nothing: only the control plane is opened', () => {
  const reach = meshed(Mesh.istioSidecar());
  expect(reach.allows({ from: 'shop/web', to: 'istio-system/istiod', port: 'TCP/15012' })).toBe(true);
  expect(reach.allows({ from: 'orders/api', to: 'shop/web', port: 'TCP/15008' })).toBe(false);
});
