import { describe, expect, test } from 'vitest';
import {
  AllowService,
  Catalog,
  Cidr,
  NamespaceStack,
  Peer,
  Port,
  Reachability,
  Rendering,
  RunService,
  SharedServiceStack,
} from '../../src';
import { isNetworkPolicy } from '../../src/model/kubernetes-object';
import { FlowFact, ServiceFacts } from '../../src/platform/service-facts';
import { SERVICES } from '../../src/platform/services';
import { validateNetworkPolicy } from '../../src/policy-kinds/networking/validate-policy';
import {
  companions,
  namespaceOf,
  parametersOf,
  pod,
  podName,
  podsOfPeer,
  podsOfService,
  subjectsOf,
} from '../support/service-cluster';
import { bareStack, objectsOf, platform, testApp } from '../support/tree';

const API_SERVER = '10.0.0.10';
const SOMEWHERE = '203.0.113.9';
const STRANGER = 'elsewhere/stranger';

/** Services that have pods of their own for a policy to protect. */
const RUNNABLE = SERVICES.filter(
  ({ hostNetwork, pods, id }) =>
    !hostNetwork && pods.length > 0 && !['k8s.admission-webhook', 'mesh.linkerd-proxy'].includes(id),
);

/** What only the owner of the cluster knows, each at an address of its own. */
function givenPeers(facts: ServiceFacts): Record<string, string> {
  const own = facts.flows.filter(({ direction, optional }) => ['ingress', 'egress'].includes(direction) && !optional);
  const names = own
    .flatMap(({ peers }) => peers)
    .flatMap((peer) => (peer.kind === 'given' ? [peer.name] : peer.kind === 'nodes' ? ['nodes'] : []));
  return Object.fromEntries([...new Set(names)].map((name, index) => [name, `198.51.100.${index + 1}`]));
}

/** A cluster in which one service runs, with all that it talks to and a stranger. */
function clusterWith(
  facts: ServiceFacts,
  rendering = Rendering.PER_FLOW,
): { reach: Reachability; given: Record<string, string>; problems: unknown[] } {
  const given = givenPeers(facts);
  const peers = Object.fromEntries(
    Object.entries(given).map(([name, address]) => [name, Peer.block(Cidr.of(`${address}/32`))]),
  );
  const app = testApp();
  new SharedServiceStack(app, 'service', {
    platform,
    rendering,
    services: [Catalog.of(facts.id, parametersOf(facts))],
    namespace: namespaceOf(facts),
    peers,
  });
  const policies = objectsOf(app);
  const reach = Reachability.fromObjects([
    ...policies,
    ...podsOfService(facts),
    ...companions(facts).flatMap(podsOfService),
    pod('monitoring', 'scraper', { 'app.kubernetes.io/name': 'prometheus' }),
    pod('ingress-nginx', 'controller', {
      'app.kubernetes.io/name': 'ingress-nginx',
      'app.kubernetes.io/component': 'controller',
    }),
    pod('kube-system', 'asked-dns', { 'k8s-app': 'kube-dns' }),
    pod('elsewhere', 'stranger', {}),
  ]);
  return {
    reach,
    given,
    problems: policies.filter(isNetworkPolicy).flatMap((policy) => validateNetworkPolicy(policy)),
  };
}

/** Who must be able to reach the service by one of its flows, or be reached. */
function othersOf(facts: ServiceFacts, flow: FlowFact, given: Record<string, string>): string[] {
  return flow.peers.flatMap((peer) => {
    switch (peer.kind) {
      case 'anyone':
        return [STRANGER, SOMEWHERE];
      case 'every-namespace':
        return [STRANGER];
      case 'scraper':
        return ['monitoring/scraper'];
      case 'ingress-controller':
        return ['ingress-nginx/controller'];
      case 'api-server':
      case 'webhook-callers':
        return [API_SERVER];
      case 'given':
        return [given[peer.name]!];
      case 'nodes':
        return [given.nodes!];
      case 'addresses':
        return [peer.cidr.replace('/32', '')];
      default:
        return podsOfPeer(facts, peer);
    }
  });
}

function portsOf(flow: FlowFact): string[] {
  if (flow.ports === 'all') return ['TCP/1', 'UDP/65535'];
  const known = flow.ports.filter((port) => port instanceof Port);
  // The API server answers on one of the ports that the facts name; this platform says on which.
  return flow.peers.some(({ kind }) => kind === 'api-server') ? ['TCP/6443'] : known.map((port) => port.toString());
}

describe.each(RUNNABLE.map((facts) => [facts.id, facts] as const))('the namespace of %s', (_, facts) => {
  const { reach, given, problems } = clusterWith(facts);
  const here = facts.pods.filter((pods) => namespaceOf(facts, pods) === namespaceOf(facts));
  const flows = facts.flows.filter(({ direction, optional }) => ['ingress', 'egress'].includes(direction) && !optional);

  test('has policies that the API server takes', () => {
    expect(problems).toEqual([]);
  });

  test('lets every flow of the service through', () => {
    const closed = flows.flatMap((flow) =>
      subjectsOf(facts, flow)
        .filter((pods) => here.includes(pods))
        .flatMap((pods) => {
          const self = `${namespaceOf(facts)}/${podName(facts, pods.name)}`;
          return othersOf(facts, flow, given)
            .filter((other) => other !== self)
            .flatMap((other) =>
              portsOf(flow)
                .map((port) =>
                  flow.direction === 'ingress' ? { from: other, to: self, port } : { from: self, to: other, port },
                )
                .filter((query) => !reach.allows(query)),
            );
        }),
    );
    expect(closed).toEqual([]);
  });

  test('is closed to a stranger where nobody says that everyone may come', () => {
    for (const pods of here) {
      const self = `${namespaceOf(facts)}/${podName(facts, pods.name)}`;
      const open = flows
        .filter((flow) => flow.direction === 'ingress' && subjectsOf(facts, flow).includes(pods))
        .filter((flow) => flow.peers.some(({ kind }) => kind === 'anyone' || kind === 'every-namespace'))
        .flatMap(portsOf);
      for (const port of facts.ports.flatMap(({ port: one }) => (one instanceof Port ? [one.toString()] : []))) {
        expect(`${port} ${reach.allows({ from: STRANGER, to: self, port })}`).toBe(`${port} ${open.includes(port)}`);
      }
    }
  });

  test('means the same with one policy for each kind of pods', () => {
    const merged = clusterWith(facts, Rendering.PER_SUBJECT);
    expect(merged.problems).toEqual([]);
    expect(merged.reach.connections()).toEqual(reach.connections());
  });

  test('lets nothing out to an address that nobody named', () => {
    for (const pods of here) {
      const everywhere = flows.some(
        (flow) =>
          flow.direction === 'egress' &&
          subjectsOf(facts, flow).includes(pods) &&
          flow.peers.some(({ kind }) => kind === 'anyone'),
      );
      const self = `${namespaceOf(facts)}/${podName(facts, pods.name)}`;
      expect(reach.allows({ from: self, to: SOMEWHERE, port: 'TCP/443' })).toBe(everywhere);
    }
  });
});

test.each(SERVICES.filter(({ hostNetwork }) => hostNetwork).map(({ id }) => id))(
  '%s is on the host network, so no stack can run it, and synth says so',
  (id) => {
    const stack = bareStack(testApp(), 'kube-system');
    expect(() => new RunService(stack, 'service', { services: [Catalog.of(id)] })).toThrow(/host network/);
  },
);

test('everything that only you know is asked for at once, with its meaning and what to write', () => {
  const stack = bareStack(testApp(), 'cert-manager');
  expect(() => new RunService(stack, 'certificates', { services: Catalog.certManager() })).toThrow(
    /\[cert-manager\/certificates\].*acme \(certmanager\.controller: the ACME directory.*\), acme-self-check .*authoritative-dns .*peers: \{ acme: .*leaveOut: \['acme'\]/s,
  );
});

test('what an installation does not need is left out', () => {
  const stack = bareStack(testApp(), 'cert-manager');
  new RunService(stack, 'certificates', {
    services: Catalog.certManager(),
    leaveOut: ['acme', 'acme-self-check', 'authoritative-dns'],
  });
  expect(stack.toJson().map(({ metadata }) => metadata.name)).not.toContain('allow-cert-manager-to-acme');
});

test('jobs that bootstrap a CloudNativePG cluster reach the API server and the instances, though they are none', () => {
  const app = testApp();
  const services = [Catalog.cloudNativePg({ cluster: 'orders' })];
  new SharedServiceStack(app, 'shop', { platform, services });
  const reach = Reachability.fromObjects([
    ...objectsOf(app),
    pod('shop', 'join', { 'cnpg.io/cluster': 'orders', 'cnpg.io/jobRole': 'join' }),
    pod('shop', 'orders-1', { 'cnpg.io/cluster': 'orders', 'cnpg.io/podRole': 'instance' }),
    pod('shop', 'other', { 'cnpg.io/cluster': 'others', 'cnpg.io/jobRole': 'join' }),
  ]);
  expect(reach.allows({ from: 'shop/join', to: 'shop/orders-1', port: 'TCP/5432' })).toBe(true);
  expect(reach.allows({ from: 'shop/join', to: API_SERVER, port: 'TCP/6443' })).toBe(true);
  expect(reach.allows({ from: 'shop/other', to: 'shop/orders-1', port: 'TCP/5432' })).toBe(false);
});

test('pods that only parameters tell apart are those with the labels, never the whole namespace', () => {
  const app = testApp();
  new SharedServiceStack(app, 'envoy-gateway-system', { platform, services: [Catalog.envoyGateway()] });
  const labels = (gateway: string) => ({
    'gateway.envoyproxy.io/owning-gateway-name': gateway,
    'gateway.envoyproxy.io/owning-gateway-namespace': 'edge',
  });
  const reach = Reachability.fromObjects([
    ...objectsOf(app),
    pod('envoy-gateway-system', 'one', labels('one')),
    pod('envoy-gateway-system', 'ratelimit', { app: 'ratelimit' }),
  ]);
  expect(reach.allows({ from: SOMEWHERE, to: 'envoy-gateway-system/one', port: 'TCP/10443' })).toBe(true);
  expect(reach.allows({ from: SOMEWHERE, to: 'envoy-gateway-system/ratelimit', port: 'TCP/10443' })).toBe(false);
});

test('nobody scrapes where there is no scraper', () => {
  const stack = bareStack(testApp(), 'kyverno');
  new RunService(stack, 'kyverno', { services: [Catalog.kyverno()], leaveOut: ['scraper'] });
  expect(stack.toJson().map(({ metadata }) => metadata.name)).toEqual([
    'allow-webhook-kyverno',
    'allow-kube-api-kyverno',
  ]);
});

test('a name that nothing asks for is refused, with the nearest one', () => {
  const stack = bareStack(testApp(), 'kafka');
  const leaveOut = ['object-storge'];
  expect(() => new RunService(stack, 'loki', { services: [Catalog.loki({ namespace: 'kafka' })], leaveOut })).toThrow(
    /Nothing here is called object-storge.*Did you mean object-storage\?/s,
  );
});

test('a service of another namespace is refused, with both ways out', () => {
  const stack = bareStack(testApp(), 'secrets');
  expect(() => new RunService(stack, 'vault', { services: [Catalog.vault()] })).toThrow(
    /runs in namespace vault, and this stack is of secrets.*with\(\{ namespace: 'secrets' \}\)/s,
  );
});

test('clients narrow what the facts leave open to everyone', () => {
  const app = testApp();
  new SharedServiceStack(app, 'argocd', {
    platform,
    services: [Catalog.argocdServer()],
    peers: { clients: Peer.namespace('ingress') },
  });
  const reach = Reachability.fromObjects([
    ...objectsOf(app),
    pod('argocd', 'server', { 'app.kubernetes.io/name': 'argocd-server' }),
    pod('ingress', 'proxy', {}),
    pod('elsewhere', 'stranger', {}),
  ]);
  expect(reach.allows({ from: 'ingress/proxy', to: 'argocd/server', port: 'TCP/8080' })).toBe(true);
  expect(reach.allows({ from: STRANGER, to: 'argocd/server', port: 'TCP/8080' })).toBe(false);
});

test('a client of the same app is let in by its AllowService', () => {
  const app = testApp();
  new SharedServiceStack(app, 'vault', { platform, services: [Catalog.vault()] });
  const orders = new NamespaceStack(app, 'orders', { platform });
  const api = orders.workload('api', { labels: { app: 'api' } });
  new AllowService(orders, 'secrets', { from: api, service: Catalog.vault() });
  const reach = Reachability.fromObjects([
    ...objectsOf(app),
    pod('vault', 'server', { 'app.kubernetes.io/name': 'vault', component: 'server' }),
    pod('orders', 'api', { app: 'api' }),
    pod('orders', 'other', { app: 'other' }),
  ]);
  expect(reach.allows({ from: 'orders/api', to: 'vault/server', port: 'TCP/8200' })).toBe(true);
  expect(reach.allows({ from: 'orders/api', to: 'vault/server', port: 'TCP/8201' })).toBe(false);
  expect(reach.allows({ from: 'orders/other', to: 'vault/server', port: 'TCP/8200' })).toBe(false);
});

test('services of different namespaces make no stack together', () => {
  const services = [Catalog.vault(), Catalog.kyverno()];
  expect(() => new SharedServiceStack(testApp(), 'vault', { platform, services })).toThrow(
    /Kyverno admission controller runs in namespace kyverno, and this stack is of vault/,
  );
});

test('the pods that run here are at hand for flows of your own', () => {
  const stack = bareStack(testApp(), 'vault');
  const { workloads } = new RunService(stack, 'vault', { services: [Catalog.vault()] });
  expect(Object.keys(workloads)).toEqual(['vault-server', 'vault-injector']);
});
