import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { expect, test } from 'vitest';
import {
  AllowAll,
  Baseline,
  Cni,
  DefaultDeny,
  ExpiredExceptions,
  NamespaceStack,
  Platform,
  PolicyType,
  Port,
  RawPolicy,
  Rendering,
} from '../../src';
import { bareStack, platform, service, testApp, yamlOf } from '../support/tree';

test('a stack starts from default deny and DNS, minimal', () => {
  expect(yamlOf(new NamespaceStack(testApp(), 'shop', { platform }))).toMatchSnapshot();
});

test('a stack with everything it takes, maximal', () => {
  const stack = new NamespaceStack(testApp(), 'front', {
    platform,
    namespace: 'shop',
    owner: 'team-shop',
    baseline: Baseline.of({ isolate: [PolicyType.INGRESS], dns: true, sameNamespace: true }),
    rendering: Rendering.PER_SUBJECT,
    labels: { 'app.kubernetes.io/part-of': 'shop' },
    namespaceLabels: { team: 'shop' },
  });
  expect(stack.namespaceName).toBe('shop');
  expect(yamlOf(stack)).toMatchSnapshot();
});

test('default deny, minimal and maximal', () => {
  const stack = bareStack(testApp(), 'shop', { owner: 'team-shop' });
  new DefaultDeny(stack, 'all');
  new DefaultDeny(stack, 'one', {
    directions: [PolicyType.EGRESS],
    workload: service(stack, 'api'),
    reason: 'holds card numbers',
    owner: 'team-pci',
    metadata: { labels: { tier: 'secret' } },
  });
  expect(yamlOf(stack)).toMatchSnapshot();
});

test('a plain chart is no instance of a stack, though cdk8s takes every chart for one of each subclass', () => {
  class TeamStack extends NamespaceStack {}
  const app = testApp();
  const [plain, stack, team] = [
    new Chart(app, 'plain'),
    new NamespaceStack(app, 'shop', { platform }),
    new TeamStack(app, 'team', { platform }),
  ];
  expect([plain, stack, team].map((chart) => chart instanceof NamespaceStack)).toEqual([false, true, true]);
  expect([plain, stack, team].map((chart) => chart instanceof TeamStack)).toEqual([false, false, true]);
});

test('the stacks work in a plain cdk8s app', () => {
  const app = new App({ outdir: 'not-written' });
  new NamespaceStack(app, 'shop', { platform });
  expect(app.synthYaml()).toContain('name: default-deny');
});

test.each<[string, () => unknown, RegExp]>([
  [
    'a namespace with dots',
    () => new NamespaceStack(testApp(), 'shop.eu', { platform }),
    /\[shop\.eu\].*"shop\.eu" is not valid: it must not contain dots/,
  ],
  [
    'two stacks of one namespace',
    () => {
      const app = testApp();
      new NamespaceStack(app, 'a', { platform, namespace: 'shop' });
      return new NamespaceStack(app, 'b', { platform, namespace: 'shop' });
    },
    /\[b\].*namespace shop already has a stack: a/,
  ],
  [
    'a stack inside a chart',
    () => new NamespaceStack(new Chart(testApp(), 'outer'), 'shop', { platform }),
    /\[outer\/shop\].*inside the chart outer.*directly under the app/,
  ],
  ['a construct outside of any chart', () => new DefaultDeny(testApp(), 'deny'), /\[deny\].*in no chart/],
  [
    'a construct in a chart without a namespace',
    () => new DefaultDeny(new Chart(testApp(), 'bare'), 'deny'),
    /\[bare\/deny\].*The chart bare has no namespace/,
  ],
  [
    'an empty label selector where everything is meant without saying so',
    () => bareStack(testApp(), 'shop').workload('web', { labels: {} }),
    /\[shop\].*workload "web".*matches everything.*LabelSelector\.everything\(\)/,
  ],
  [
    'labels that the API refuses, all at once',
    () => bareStack(testApp(), 'shop').workload('web', { labels: { 'a b': 'x', app: 'no spaces' } }),
    /"a b"[\s\S]*"no spaces"/,
  ],
  ['a workload without labels', () => bareStack(testApp(), 'shop').workload('web', {}), /has no labels/],
  [
    'a workload name that cannot be a part of a policy name',
    () => bareStack(testApp(), 'shop').workload('Web_1', { labels: { a: 'b' } }),
    /workload "Web_1": the name is not valid/,
  ],
])('%s is refused', (_name, make, message) => {
  expect(make).toThrow(message);
});

test('two policies of one name are refused', () => {
  const stack = bareStack(testApp(), 'shop');
  new RawPolicy(stack, 'one', { spec: {}, metadata: { name: 'twice' } });
  expect(() => new RawPolicy(stack, 'two', { spec: {}, metadata: { name: 'twice' } })).toThrow(
    /\[shop\/two\].*shop\/twice is declared by shop\/one and by shop\/two/,
  );
});

test('a mistake patched in through an escape hatch fails synth with the construct path', () => {
  const app = testApp();
  const stack = bareStack(app, 'shop');
  const deny = new DefaultDeny(stack, 'deny');
  expect(app.synthYaml()).toContain('default-deny');
  ApiObject.of(deny).addJsonPatch(JsonPatch.replace('/spec/policyTypes/0', 'ingress'));
  expect(() => app.synthYaml()).toThrow(/shop\/deny: spec\.policyTypes.*ingress/s);
});

test('everything that the API server would refuse is said at once, in raw policies and plain objects too', () => {
  const app = testApp();
  const stack = bareStack(app, 'shop');
  new RawPolicy(stack, 'raw', {
    spec: { ingress: [{ ports: [{ port: 0 }, { port: 'NOT-LOWER' }], from: [{ ipBlock: { cidr: '10.0.0.1/8' } }] }] },
  });
  new ApiObject(stack, 'plain', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'plain' },
    spec: { podSelectr: {} },
  });
  expect(() => app.synthYaml()).toThrow(
    /spec\.ingress\[0\]\.ports\[0\]\.port[\s\S]*ports\[1\]\.port[\s\S]*ipBlock\.cidr[\s\S]*shop\/plain: spec\.podSelectr[\s\S]*podSelector/,
  );
});

test('validation follows the release that the platform names', () => {
  const spec = { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.1/8' } }] }] };
  const synth = (kubernetesVersion: string) => () => {
    const app = testApp();
    new RawPolicy(bareStack(app, 'shop', { platform: Platform.kubeadm({ kubernetesVersion }) }), 'raw', { spec });
    return app.synthYaml();
  };
  expect(synth('1.34')).not.toThrow();
  expect(synth('1.36')).toThrow(/ipBlock\.cidr/);
});

const ended = { owner: 'team-shop', ticket: 'NET-7', expires: '2026-11-30' };

test('an expired exception fails synth, and names its construct and owner', () => {
  const app = testApp();
  new AllowAll(bareStack(app, 'shop'), 'open', { reason: 'rollout', exception: ended });
  new RawPolicy(bareStack(app, 'b'), 'raw', { spec: {}, exception: ended });
  expect(() => app.synthYaml()).toThrow(
    /shop\/open: the exception of team-shop \(NET-7\) ended on 2026-11-30[\s\S]*b\/raw: the exception/,
  );
});

test('an exception holds to the end of its last day', () => {
  const exception = { owner: 'team-shop', expires: '2026-12-01' };
  const at = (now: string) => () => {
    const app = testApp({ now: new Date(now) });
    new AllowAll(bareStack(app, 'shop'), 'open', { exception });
    return app.synthYaml();
  };
  expect(at('2026-12-01T23:59:59Z')).not.toThrow();
  expect(at('2026-12-02T00:00:00Z')).toThrow(/ended on 2026-12-01/);
});

test('an expired exception is a warning where the app says so', () => {
  const app = testApp({ expiredExceptions: ExpiredExceptions.WARN });
  const stack = bareStack(app, 'shop');
  new AllowAll(stack, 'open', { exception: ended });
  expect(app.synthYaml()).toContain('allow-all');
  expect(stack.warnings).toEqual([expect.stringMatching(/shop\/open: the exception of team-shop/)]);
});

test('a stack knows its workloads’ pods and all its pods', () => {
  const stack = bareStack(testApp(), 'shop');
  expect(stack.allPods.toString()).toBe('shop/all-pods');
  expect(stack.workload('web', { labels: { app: 'web' }, ports: { http: Port.tcp(80) } }).ports).toEqual({
    http: Port.tcp(80),
  });
});

test('lint speaks of the policies of a stack: errors fail synth, the rest is there to be read', () => {
  const app = testApp();
  const stack = bareStack(app, 'shop');
  new RawPolicy(stack, 'open', { spec: { policyTypes: [PolicyType.EGRESS], egress: [{}] }, reason: 'r', owner: 'o' });
  expect(
    stack.findings.map(({ rule, severity, declaredBy, policy }) => ({ rule, severity, declaredBy, policy })),
  ).toEqual(
    expect.arrayContaining([
      { rule: 'allow-all-egress', severity: 'info', declaredBy: ['shop/open/Resource'], policy: 'shop/open' },
    ]),
  );
  expect(app.synthYaml()).toContain('name: open');
  new RawPolicy(stack, 'deny', { spec: { podSelector: {}, egress: [] } });
  expect(() => app.synthYaml()).toThrow(/shop\/deny.*\[egress-deny-without-policy-type\]/);
});

test('a plugin that enforces nothing fails synth unless that is acknowledged', () => {
  const app = testApp();
  const flat = Platform.kubeadm({ cni: Cni.flannel() });
  const stack = new NamespaceStack(app, 'shop', { platform: flat });
  expect(() => app.synthYaml()).toThrow(/\[cni-enforces-nothing\]/);
  stack.acknowledge('cni-enforces-nothing', { reason: 'Calico comes in March', expires: '2027-03-31' });
  expect(app.synthYaml()).toContain('default-deny');
});

test('an acknowledgement that matches nothing is a warning, one that has expired an error', () => {
  const app = testApp();
  const stack = new NamespaceStack(app, 'shop', { platform });
  stack.acknowledge('allow-all-egress', { reason: 'was needed once' });
  expect(stack.warnings).toEqual([expect.stringMatching(/allow-all-egress.*\[acknowledgement-unused\]/)]);
  stack.acknowledge('vague-name', { reason: 'old', expires: '2026-11-01' });
  expect(() => app.synthYaml()).toThrow(/vague-name.*2026-11-01.*\[acknowledgement-expired\]/);
});

test('a construct writes its acknowledgements on its policies, where netpol check finds them', () => {
  const stack = bareStack(testApp(), 'shop');
  const open = new AllowAll(stack, 'open', { reason: 'rollout', owner: 'team-shop' });
  open.acknowledge('allow-all-egress', { reason: 'until the rollout ends', owner: 'team-net', expires: '2027-01-31' });
  open.acknowledge('allow-all-ingress', { reason: 'the same' });
  expect(yamlOf(stack)).toContain(
    'cdk8s-netpol/acknowledge.allow-all-egress: until the rollout ends; owner=team-net; expires=2027-01-31',
  );
  expect(stack.findings.filter(({ rule }) => rule.startsWith('allow-all'))).toEqual([]);
});

test.each<[string, (stack: NamespaceStack) => void, RegExp]>([
  [
    'without a reason',
    (stack) => stack.acknowledge('vague-name', { reason: '' }),
    /\[shop\] acknowledgement of vague-name: reason is empty/,
  ],
  [
    'with a day that does not exist',
    (stack) => stack.acknowledge('vague-name', { reason: 'r', expires: '2027-02-30' }),
    /no calendar day/,
  ],
  [
    'with a semicolon, on a construct',
    (stack) => new AllowAll(stack, 'x').acknowledge('vague-name', { reason: 'a; b' }),
    /semicolon/,
  ],
])('an acknowledgement %s is refused', (_name, acknowledge, message) => {
  expect(() => acknowledge(bareStack(testApp(), 'shop'))).toThrow(message);
});
