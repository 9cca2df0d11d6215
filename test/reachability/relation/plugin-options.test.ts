import { describe, expect, test } from 'vitest';
import { Cni, NamespaceStack, Platform, Reachability, Verdict } from '../../../src';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { cniProfile } from '../../../src/platform/cni-profiles/cni-profiles';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { connectionsOf } from '../../../src/reachability/relation/connections';
import { engineOptions } from '../../../src/reachability/universe/engine-options';
import { pod, policy } from '../../fixtures/objects';
import { testApp } from '../../support/tree';

const on = (cni: Cni | undefined, ...objects: object[]) => Reachability.fromObjects(objects, { cni });
const egressOf = (app: string, to: object) =>
  policy(`shop/${app}`, {
    podSelector: { matchLabels: { app } },
    policyTypes: ['Egress'],
    egress: [{ to: [to], ports: [{ protocol: 'TCP', port: 80 }] }],
  } as never);
const web = pod('shop/web', { labels: { app: 'web' }, status: { podIP: '10.244.0.5', hostIP: '10.0.0.1' } as never });
const api = pod('shop/api', { labels: { app: 'api' }, status: { podIP: '10.244.1.6', hostIP: '10.0.0.2' } as never });

describe('a block that holds the address of a pod', () => {
  const objects = [web, api, egressOf('web', { ipBlock: { cidr: '10.244.0.0/16' } })];
  const flow = { from: 'shop/web', to: 'shop/api', port: 'TCP/80' };

  test.each([
    [Cni.calico(), Verdict.ALLOW],
    [Cni.cilium(), Verdict.DENY],
    [Cni.gkeDataplaneV2(), Verdict.DENY],
    [Cni.weave(), Verdict.UNDEFINED],
    [undefined, Verdict.DENY],
  ])('%#: the plugin decides', (cni, verdict) => {
    expect(on(cni, ...objects).verdict(flow)).toBe(verdict);
  });

  test('where nobody knows, the explanation says so, and what is not in the block is denied all the same', () => {
    const reach = on(Cni.weave(), ...objects);
    expect(reach.explain(flow)).toContain('nobody knows whether blocks match it on this network plugin');
    expect(reach).toDeny({ ...flow, port: 'TCP/81' });
    expect(reach).toAllow({ from: 'shop/web', to: '10.244.9.9', port: 'TCP/80' });
  });

  test('the whole relation lists it as undefined, and nowhere else', () => {
    const options = engineOptions(cniProfile('weave'));
    const { allowed, undefinedByApi } = connectionsOf(Analysis.of(inventoryOf(plainDocuments(objects)), options));
    const texts = (connections: typeof allowed) =>
      connections
        .filter(({ from, to }) => from.kind !== 'ip' && to.kind !== 'ip')
        .map(({ from, to, ports }) => `${from.id} ${to.id} ${ports.toString()}`);
    expect(texts(undefinedByApi)).toEqual(['shop/web[Pod] shop/api[Pod] TCP 80']);
    expect(texts(allowed)).toEqual(['shop/api[Pod] shop/web[Pod] all']);
  });
});

describe('pods with hostNetwork', () => {
  const proxy = pod('shop/proxy', { labels: { app: 'proxy' }, spec: { hostNetwork: true } });
  const closed = policy('shop/proxy', { podSelector: {}, policyTypes: ['Ingress'], ingress: [] } as never);

  test('that a policy selects are passed over by every plugin that is known', () => {
    for (const cni of [Cni.calico(), Cni.cilium(), Cni.ovnKubernetes(), Cni.awsVpc()]) {
      const reach = on(cni, proxy, closed, pod('other/x'));
      expect(reach).toAllow({ from: 'other/x', to: 'shop/proxy', port: 'TCP/80' });
      expect(reach.explain({ from: 'other/x', to: 'shop/proxy', port: 'TCP/80' })).toContain('passes over such pods');
    }
    expect(on(undefined, proxy, closed, pod('other/x')).verdict({ from: 'other/x', to: 'shop/proxy' })).toBe(
      Verdict.UNDEFINED,
    );
  });

  test('at the other end are undefined still: their node may be the own one', () => {
    const reach = on(
      Cni.calico(),
      web,
      proxy,
      policy('shop/web', {
        podSelector: { matchLabels: { app: 'web' } },
        policyTypes: ['Ingress'],
        ingress: [],
      } as never),
    );
    expect(reach.verdict({ from: 'shop/proxy', to: 'shop/web', port: 'TCP/80' })).toBe(Verdict.UNDEFINED);
  });
});

describe('a pod and its own node', () => {
  const closed = policy('shop/web', {
    podSelector: {},
    policyTypes: ['Ingress', 'Egress'],
    ingress: [],
    egress: [],
  } as never);
  const toNode = { from: 'shop/web', to: '10.0.0.1', port: 'TCP/9100' };

  test.each([
    [Cni.azureNpm(), Verdict.ALLOW],
    [Cni.calico(), Verdict.DENY],
    [Cni.antrea(), Verdict.UNDEFINED],
    [undefined, Verdict.UNDEFINED],
  ])('%#: out of the pod the plugin decides', (cni, verdict) => {
    expect(on(cni, web, closed).verdict(toNode)).toBe(verdict);
  });

  test('into the pod it is always open', () => {
    for (const cni of [Cni.calico(), Cni.cilium(), undefined]) {
      expect(on(cni, web, closed)).toAllow({ from: '10.0.0.1', to: 'shop/web' });
    }
  });

  test('a block that names a node opens it on Calico, not on Cilium, and on Cilium told to match nodes', () => {
    const objects = [web, api, egressOf('web', { ipBlock: { cidr: '10.0.0.0/24' } })];
    const flow = { from: 'shop/web', to: '10.0.0.2', port: 'TCP/80' };
    expect(on(Cni.calico(), ...objects)).toAllow(flow);
    expect(on(Cni.cilium(), ...objects)).toDeny(flow);
    expect(on(Cni.cilium('1.17', { cidrMatchesNodes: true }), ...objects)).toAllow(flow);
    expect(on(Cni.antrea(), ...objects).verdict(flow)).toBe(Verdict.UNDEFINED);
  });
});

describe('a plugin that judges egress before the address of a Service is translated', () => {
  const flow = { from: 'shop/web', to: 'shop/api', port: 'TCP/8080' };
  const service = (port: number, selector: Record<string, string>, spec: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'shop', name: 'api' },
    spec: { selector, ports: [{ port, targetPort: 8080 }], ...spec },
  });
  const allowed = policy('shop/web', {
    podSelector: { matchLabels: { app: 'web' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ podSelector: { matchLabels: { app: 'api' } } }], ports: [{ port: 8080 }] }],
  } as never);

  test.each<[string, object, RegExp]>([
    [
      'on the same port is let through',
      service(8080, { app: 'api' }),
      /Service shop\/api, TCP 8080: egress lets it through/,
    ],
    [
      'on another port depends on the version',
      service(80, { app: 'api' }),
      /TCP 80 \(container port 8080\): .*depends on the version/,
    ],
    ['whose selector the peer does not match is dropped', service(8080, { tier: 'back' }), /TCP 8080: egress drops it/],
  ])('a Service %s', (_, exposed, line) => {
    const back = pod('shop/api', { labels: { app: 'api', tier: 'back' } });
    expect(on(Cni.awsVpc(), web, back, exposed, allowed).explain(flow)).toMatch(line);
    expect(on(Cni.calico(), web, back, exposed, allowed).explain(flow)).not.toContain('Service shop/api');
  });

  test('a headless Service is no way of its own', () => {
    const headless = service(8080, { app: 'api' }, { clusterIP: 'None' });
    expect(on(Cni.awsVpc(), web, api, headless, allowed).explain(flow)).not.toContain('Service shop/api');
  });

  test('a block opens the Service by its own address and port', () => {
    const blocks = policy('shop/web', {
      podSelector: { matchLabels: { app: 'web' } },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 8080 }, { port: 80 }] }],
    } as never);
    const exposed = service(80, { app: 'api' }, { clusterIP: '10.100.0.9' });
    expect(on(Cni.awsVpc(), web, api, exposed, blocks).explain(flow)).toMatch(
      /TCP 80 \(container port 8080\): egress lets it/,
    );
  });
});

describe('an app', () => {
  test('is judged with the plugin of its stacks, unless another one is named', () => {
    const app = testApp();
    const shop = new NamespaceStack(app, 'shop', { platform: Platform.kubeadm({ cni: Cni.flannel() }) });
    shop.acknowledge('cni-enforces-nothing', { reason: 'a laboratory' });
    shop.workload('web', { labels: { app: 'web' } });
    const flow = { from: '8.8.8.8', to: 'shop/web', port: 'TCP/80' };
    expect(Reachability.fromApp(app)).toAllow(flow);
    expect(Reachability.fromApp(app, { cni: Cni.calico() })).toDeny(flow);
  });

  test('whose stacks are for different plugins has to be told which', () => {
    const app = testApp();
    new NamespaceStack(app, 'shop', { platform: Platform.kubeadm({ cni: Cni.calico() }) });
    new NamespaceStack(app, 'orders', { platform: Platform.kubeadm({ cni: Cni.cilium('1.17') }) });
    expect(() => Reachability.fromApp(app)).toThrow(/different network plugins: calico, cilium 1\.17\. Say which one/);
    expect(Reachability.fromApp(app, { cni: Cni.calico() })).toBeInstanceOf(Reachability);
  });
});
