import { ApiObject, Chart } from 'cdk8s';
import * as plus28 from 'cdk8s-plus-28';
import * as plus34 from 'cdk8s-plus-34';
import { expect, test } from 'vitest';
import { AllowFlow, Cidr, LabelSelector, Peer, Port, Workload } from '../../../src';
import { bareStack, platform, service, testApp, yamlOf } from '../../support/tree';

/** The workloads that one version of cdk8s-plus makes; the versions share their shape, not their types. */
function workloadsOf(plus: typeof plus28 | typeof plus34, chart: Chart) {
  const k = plus as typeof plus28;
  const containers: plus28.ContainerProps[] = [
    {
      image: 'orders',
      ports: [
        { number: 8443, name: 'https' },
        { number: 53, protocol: k.Protocol.UDP },
      ],
    },
  ];
  const podMetadata = { labels: { app: 'orders' } };
  return {
    Deployment: new k.Deployment(chart, 'deployment', { containers, podMetadata }),
    StatefulSet: new k.StatefulSet(chart, 'stateful', {
      containers,
      podMetadata,
      service: new k.Service(chart, 'service', { ports: [{ port: 443 }] }),
    }),
    DaemonSet: new k.DaemonSet(chart, 'daemon', { containers, podMetadata }),
    Job: new k.Job(chart, 'job', { containers, podMetadata }),
    CronJob: new k.CronJob(chart, 'cron', {
      containers,
      podMetadata,
      schedule: { expressionString: '0 0 * * *' } as never,
    }),
    Pod: new k.Pod(chart, 'pod', { containers, metadata: podMetadata }),
  };
}

const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod'] as const;
const versions = { 'cdk8s-plus-28': plus28, 'cdk8s-plus-34': plus34 };
const combinations = Object.entries(versions).flatMap(([name, plus]) =>
  kinds.map((kind) => [kind, name, plus] as const),
);

test.each(combinations)('a %s of %s is read: selector, namespace, ports with protocols', (kind, _name, plus) => {
  const chart = new Chart(testApp(), 'orders', { namespace: 'orders' });
  const resource = workloadsOf(plus, chart)[kind];
  const workload = Workload.fromResource(resource, { name: 'orders' });
  expect(workload.toString()).toBe('orders/orders');
  expect(workload.ports).toEqual({ https: Port.tcp(8443), 'UDP/53': Port.udp(53) });
  const manifest = ApiObject.of(resource).toJson();
  const template = manifest.spec.jobTemplate?.spec.template ?? manifest.spec.template ?? manifest;
  expect(workload.pods.matches(template.metadata.labels)).toBe(true);
  expect(workload.pods.matches({ app: 'something else' })).toBe(false);
});

test('a resource of a stack’s namespace is managed by the stack, whatever made it', () => {
  const app = testApp();
  const stack = bareStack(app, 'orders');
  const deployment = new plus34.Deployment(stack, 'api', { containers: [{ image: 'api', portNumber: 8443 }] });
  const api = Workload.fromResource(deployment, { name: 'api' });
  new AllowFlow(app, 'in', { from: Peer.namespace('shop'), to: api });
  expect(yamlOf(stack)).toContain('name: allow-api-from-shop.all-pods');
});

test('init containers count where they are sidecars, plain ones do not', () => {
  const chart = new Chart(testApp(), 'c', { namespace: 'shop' });
  const pod = new ApiObject(chart, 'pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', labels: { app: 'web' } },
    spec: {
      containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 80 }] }],
      initContainers: [
        { name: 'proxy', restartPolicy: 'Always', ports: [{ name: 'admin', containerPort: 15000 }] },
        { name: 'migrate', ports: [{ name: 'once', containerPort: 9999 }] },
      ],
    },
  });
  const workload = Workload.fromResource(pod);
  expect(workload.toString()).toBe('shop/web');
  expect(Object.keys(workload.ports)).toEqual(['http', 'admin']);
});

test('the pods of a Job without labels are told by the label that its controller adds', () => {
  const job = (template: object) =>
    Workload.fromResource(
      new ApiObject(new Chart(testApp(), 'c'), 'job', {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'report', namespace: 'shop' },
        spec: { template: { spec: { containers: [] }, ...template } },
      }),
    ).pods.toString();
  expect(job({})).toBe('job-name=report');
  expect(job({ metadata: { labels: { app: 'report' } } })).toBe('app=report');
});

test.each<[string, (chart: Chart) => unknown, RegExp]>([
  [
    'a Service',
    (chart) => Workload.fromResource(new plus28.Service(chart, 'svc', { ports: [{ port: 80 }] })),
    /\[c\/svc\]: A Service makes no pods\. Give a resource that does: Pod, Deployment.*For the pods behind a Service use Workload\.fromService/,
  ],
  [
    'pods without labels',
    (chart) =>
      Workload.fromResource(
        new ApiObject(chart, 'cron', {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          metadata: { name: 'report' },
          spec: { jobTemplate: { spec: { template: { spec: { containers: [] } } } } },
        }),
      ),
    /The pods of CronJob report have no labels/,
  ],
  ['a thing that is no object', (chart) => Workload.fromResource(new Chart(chart, 'x')), /cannot find.*ApiObject/],
])('%s is refused', (_name, make, message) => {
  expect(() => make(new Chart(testApp(), 'c'))).toThrow(message);
});

test('a port that is not declared is named, with the nearest one that is', () => {
  const api = service(bareStack(testApp(), 'shop'), 'api');
  expect(() => api.port('http')).toThrow(/shop\/api has no port called "http"; it has https, metrics.*"https"/);
  const bare = Workload.of({ namespace: 'a', name: 'b', labels: { c: 'd' } });
  expect(() => bare.port('http')).toThrow(/declares no ports.*ports: \{ http: Port\.tcp/);
});

test('a workload is chosen by labels or by a selector, not by both', () => {
  const selector = LabelSelector.labels({ app: 'a' }).withExists('version');
  expect(Workload.of({ namespace: 'a', name: 'b', selector }).pods.toString()).toBe('app=a,version');
  expect(() => Workload.of({ namespace: 'a', name: 'b', selector, labels: { a: 'b' } })).toThrow(/Give exactly one/);
});

test('peers say what they stand for', () => {
  expect(Peer.pods({ namespace: 'a', labels: { app: 'x', tier: 'y' } }).toPeerConfigs()[0]!.name).toBe('x-y');
  expect(Peer.allNamespaces().toPeerConfigs()[0]!.namespaceSelector!.toString()).toBe('everything');
  expect(() => Peer.namespace('a.b')).toThrow(/must not contain dots/);
  expect(() => Peer.pods({ namespace: 'a', labels: {} })).toThrow(/labels: An empty label selector/);
  expect(() => Peer.block(Cidr.of('10.0.0.0/8'), [Cidr.of('10.0.0.0/8')])).toThrow(/is not a part of 10\.0\.0\.0\/8/);
  expect(platform.name).toBe('kubeadm');
});
