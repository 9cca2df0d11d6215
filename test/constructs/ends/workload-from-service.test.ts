import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, Chart, Include } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import * as plus34 from 'cdk8s-plus-34';
import { expect, test } from 'vitest';
import { AllowFlow, Cluster, NamespaceStack, Port, Reachability, Workload } from '../../../src';
import { objectsOf, platform, testApp } from '../../support/tree';

const CONTAINER_PORTS = [
  { name: 'https', containerPort: 8443 },
  { name: 'metrics', containerPort: 9090 },
  { name: 'dns', containerPort: 5353, protocol: 'UDP' },
];

function chartOf(namespace = 'orders'): Chart {
  return new Chart(testApp(), 'chart', { namespace });
}

function deployment(chart: Chart, name: string, labels: object, ports: object[] = CONTAINER_PORTS): ApiObject {
  return new ApiObject(chart, name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', ports }] } },
    },
  });
}

function serviceOf(chart: Chart, ports: object[], selector: object | undefined = { app: 'api' }): ApiObject {
  return new ApiObject(chart, 'service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'orders' },
    spec: { selector, ports },
  });
}

test('ports of a Service become container ports: by number, by name, and where nothing is said', () => {
  const chart = chartOf();
  deployment(chart, 'api', { app: 'api', tier: 'back' });
  const workload = Workload.fromService(
    serviceOf(chart, [
      { name: 'web', port: 443, targetPort: 'https' },
      { name: 'admin', port: 80, targetPort: 9090 },
      { name: 'names', port: 53, protocol: 'UDP', targetPort: 'dns' },
      { name: 'same', port: 8443 },
    ]),
  );
  expect(workload.toString()).toBe('orders/orders');
  expect(workload.ports).toEqual({
    web: Port.tcp(8443),
    admin: Port.tcp(9090),
    names: Port.udp(5353),
    same: Port.tcp(8443),
  });
  expect(workload.pods.toString()).toContain('app');
  expect(workload.pods.matches({ app: 'api' })).toBe(true);
});

test('a port that the Service does not name goes by its number', () => {
  const chart = chartOf();
  deployment(chart, 'api', { app: 'api' });
  const workload = Workload.fromService(serviceOf(chart, [{ port: 443, targetPort: 'https' }]));
  expect(workload.port('443')).toEqual(Port.tcp(8443));
});

test.each([
  ['cdk8s-plus-28', plus28],
  ['cdk8s-plus-34', plus34 as unknown as typeof plus28],
])('a Service of %s that exposes a Deployment leads to its pods', (_name, plus) => {
  const app = testApp();
  const stack = new NamespaceStack(app, 'orders', { platform });
  const api = new plus.Deployment(stack, 'api', {
    containers: [{ image: 'api', ports: [{ number: 8443, name: 'https' }] }],
  });
  const exposed = api.exposeViaService({ ports: [{ port: 443, targetPort: 8443 }] });
  const behind = Workload.fromService(exposed, { name: 'orders-api' });
  expect(Object.values(behind.ports)).toEqual([Port.tcp(8443)]);
  expect(behind.pods.matches(ApiObject.of(api).toJson().spec.template.metadata.labels)).toBe(true);
});

test('the flow to a Service opens the container port and not the Service port, as the engine confirms', () => {
  const app = testApp();
  const orders = new NamespaceStack(app, 'orders', { platform });
  const shop = new NamespaceStack(app, 'shop', { platform });
  deployment(orders, 'api', { app: 'api' });
  const web = shop.workload('web', { labels: { app: 'web' } });
  const api = Workload.fromService(serviceOf(orders, [{ name: 'web', port: 443, targetPort: 'https' }]));
  new AllowFlow(app, 'web-to-api', { from: web, to: api });
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop', name: 'web', labels: { app: 'web' } } };
  const reach = Reachability.fromObjects([...objectsOf(app), pod]);
  expect(reach.allows({ from: 'shop/web', to: 'orders/api', port: 'TCP/8443' })).toBe(true);
  expect(reach.allows({ from: 'shop/web', to: 'orders/api', port: 'TCP/443' })).toBe(false);
});

test('manifests that are included count as well', () => {
  const folder = mkdtempSync(join(tmpdir(), 'netpol-service-'));
  const file = join(folder, 'orders.yaml');
  writeFileSync(
    file,
    `apiVersion: v1
kind: Service
metadata: { name: orders, namespace: orders }
spec: { selector: { app: api }, ports: [{ port: 443, targetPort: https }] }
---
apiVersion: v1
kind: Pod
metadata: { name: api, namespace: orders, labels: { app: api } }
spec: { containers: [{ name: main, image: api, ports: [{ name: https, containerPort: 8443 }] }] }
`,
  );
  try {
    const include = new Include(chartOf(), 'orders', { url: file });
    const service = include.apiObjects.find(({ kind }) => kind === 'Service')!;
    expect(Workload.fromService(service).ports).toEqual({ '443': Port.tcp(8443) });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('workloads of other namespaces and without the labels are not behind it', () => {
  const app = testApp();
  const orders = new Chart(app, 'orders', { namespace: 'orders' });
  const shop = new Chart(app, 'shop', { namespace: 'shop' });
  deployment(shop, 'elsewhere', { app: 'api' }, [{ name: 'https', containerPort: 1 }]);
  deployment(orders, 'other', { app: 'other' }, [{ name: 'https', containerPort: 2 }]);
  deployment(orders, 'api', { app: 'api' }, [{ name: 'https', containerPort: 8443 }]);
  const service = serviceOf(orders, [{ name: 'web', port: 443, targetPort: 'https' }]);
  expect(Workload.fromService(service).port('web')).toEqual(Port.tcp(8443));
});

test('a workload of another cluster is not behind it', () => {
  const app = testApp();
  const eu = new Chart(new Cluster(app, 'eu', { platform }), 'orders', { namespace: 'orders' });
  const us = new Chart(new Cluster(app, 'us', { platform }), 'orders', { namespace: 'orders' });
  deployment(eu, 'api', { app: 'api' }, [{ name: 'https', containerPort: 8443 }]);
  deployment(us, 'api', { app: 'api' }, [{ name: 'https', containerPort: 9443 }]);
  expect(Workload.fromService(serviceOf(us, WEB)).port('web')).toEqual(Port.tcp(9443));
});

const WEB = [{ name: 'web', port: 443, targetPort: 'https' }];

test.each<[string, (chart: Chart) => unknown, RegExp]>([
  [
    'no pods are selected',
    (chart) => Workload.fromService(new ApiObject(chart, 's', { apiVersion: 'v1', kind: 'Service', spec: {} })),
    /selects no pods.*Peer\.block/s,
  ],
  [
    'it is no Service',
    (chart) => Workload.fromService(deployment(chart, 'api', { app: 'api' })),
    /\[chart\/api\]: This is a Deployment and no Service\..*fromResource/s,
  ],
  [
    'nothing carries the labels',
    (chart) => {
      deployment(chart, 'web', { app: 'web' });
      return Workload.fromService(serviceOf(chart, WEB));
    },
    /No workload of namespace orders in this app carries app=api.*There are web \(app=web\)/s,
  ],
  [
    'the given workload has other labels',
    (chart) => Workload.fromService(serviceOf(chart, WEB), { workload: deployment(chart, 'web', { app: 'web' }) }),
    /The Service selects app=api, but the pods of web carry app=web/,
  ],
  [
    'the given workload is in another namespace',
    (chart) => {
      const shop = new Chart(chart.node.root as never, 'shop', { namespace: 'shop' });
      return Workload.fromService(serviceOf(chart, WEB), { workload: deployment(shop, 'api', { app: 'api' }) });
    },
    /The Service is in namespace orders, and api in shop/,
  ],
  [
    'no container declares the named port',
    (chart) => {
      deployment(chart, 'api', { app: 'api' }, [{ name: 'http', containerPort: 8080 }]);
      return Workload.fromService(serviceOf(chart, WEB));
    },
    /Port web of the Service leads to the TCP container port called "https", which no container of api declares\. They declare http \(TCP\/8080\)/,
  ],
  [
    'the named port has another protocol',
    (chart) => {
      deployment(chart, 'api', { app: 'api' }, [{ name: 'https', containerPort: 8443, protocol: 'UDP' }]);
      return Workload.fromService(serviceOf(chart, WEB));
    },
    /leads to the TCP container port called "https".*https \(UDP\/8443\)/,
  ],
  [
    'the named port is another number in another workload',
    (chart) => {
      deployment(chart, 'blue', { app: 'api', version: 'blue' }, [{ name: 'https', containerPort: 8443 }]);
      deployment(chart, 'green', { app: 'api', version: 'green' }, [{ name: 'https', containerPort: 9443 }]);
      return Workload.fromService(serviceOf(chart, WEB));
    },
    /TCP\/8443 in blue and TCP\/9443 in green/,
  ],
])('a Service of which %s is refused', (_what, make, message) => {
  expect(() => make(chartOf())).toThrow(message);
});
