import { describe, expect, test } from 'vitest';
import { Cidr } from '../../src/model/cidr';
import { labelNameProblems } from '../../src/model/kubernetes-names';
import { Port } from '../../src/model/port';
import { FlowFact, FlowPort, LabelFacts, NamespaceFact, ServiceFacts } from '../../src/platform/service-facts';
import { isChoice, isPresence, podSelector } from '../../src/platform/service-pods';
import { SERVICES, serviceFacts } from '../../src/platform/services';

/** Every service the catalogue promises; adding one adds its id here. */
const IDS = [
  'dns.kubeadm',
  'dns.eks',
  'dns.gke',
  'dns.aks',
  'dns.openshift',
  'dns.k3s',
  'dns.rke2',
  'dns.gardener',
  'dns.nodelocal',
  'mon.kps.prometheus',
  'mon.kps.operator',
  'mon.alertmanager',
  'mon.node-exporter',
  'mon.kube-state-metrics',
  'mon.grafana',
  'mon.prometheus-chart',
  'mon.alloy',
  'mon.otel-collector',
  'mon.datadog',
  'log.fluent-bit',
  'log.vector',
  'log.promtail',
  'log.loki',
  'ingress.nginx',
  'ingress.traefik',
  'ingress.haproxy',
  'ingress.contour',
  'ingress.envoy-gateway',
  'ingress.istio-gateway',
  'ingress.cilium-gateway',
  'ingress.openshift-router',
  'lb.aws-alb',
  'lb.gclb',
  'lb.azure',
  'certmanager.controller',
  'certmanager.webhook',
  'certmanager.cainjector',
  'certmanager.acmesolver',
  'mesh.istiod',
  'mesh.istio-sidecar',
  'mesh.istio-ambient',
  'mesh.istio-cni',
  'mesh.linkerd-cp',
  'mesh.linkerd-proxy',
  'data.strimzi.kafka',
  'data.strimzi.connect',
  'data.cnpg',
  'data.zalando-pg',
  'data.redis-bitnami',
  'data.eck',
  'data.minio',
  'sec.vault',
  'sec.eso',
  'plat.metrics-server',
  'plat.keda',
  'plat.kyverno',
  'plat.gatekeeper',
  'gitops.argocd.server',
  'gitops.argocd.repo-server',
  'gitops.argocd.application-controller',
  'gitops.argocd.redis',
  'gitops.argocd.dex',
  'gitops.argocd.applicationset-controller',
  'gitops.argocd.commit-server',
  'gitops.argocd.notifications-controller',
  'gitops.flux',
  'k8s.apiserver',
  'k8s.admission-webhook',
  'k8s.kubelet-probes',
];

const CATEGORIES = [
  'cluster-dns',
  'control-plane',
  'ingress',
  'gateway-api',
  'load-balancer',
  'monitoring',
  'logging',
  'service-mesh',
  'cert-manager',
  'data',
  'secrets',
  'platform',
  'gitops',
];
const CONFIDENCES = ['source', 'documentation', 'secondary', 'memory'];
const SOURCE = /^(https:\/\/[^\s]+|[\w.-]+\/[\w.-]+@[0-9a-f]{8}:[^\s]+|[^@:]+)$/;

test('the catalogue has every service it promises, once', () => {
  expect(SERVICES.map(({ id }) => id).sort()).toEqual([...IDS].sort());
  expect(new Set(IDS).size).toBe(69);
});

test('an id that nothing has is answered with the nearest one', () => {
  expect(() => serviceFacts('sec.vualt')).toThrow(/no service "sec.vualt".*sec\.vault/s);
});

describe.each(SERVICES.map((facts) => [facts.id, facts] as const))('%s', (_, facts) => {
  test('says what it is, and how it is known', () => {
    expect(facts.id).toMatch(/^[a-z0-9]+(\.[a-z0-9-]+)+$/);
    expect(CATEGORIES).toContain(facts.category);
    expect(facts.title.trim()).not.toBe('');
    expect(facts.caveats.every((caveat) => /[.)]$/.test(caveat))).toBe(true);
    expect(facts.confidence.every((confidence) => CONFIDENCES.includes(confidence))).toBe(true);
    expect(facts.sources.length).toBeGreaterThan(0);
    for (const source of facts.sources) expect(source).toMatch(SOURCE);
  });

  test('names only namespaces and labels that the API server would take', () => {
    const namespaces = [facts.namespace, ...facts.pods.flatMap(({ namespace }) => namespace ?? [])];
    expect(namespaces.flatMap(problemsOfNamespace)).toEqual([]);
    for (const labels of labelsIn(facts)) {
      const parameters = Object.fromEntries(facts.parameters.map(({ name }) => [name, 'x1']));
      expect(() => podSelector(labels, parameters)).not.toThrow();
    }
  });

  test('uses the parameters it declares, and no others', () => {
    const used = new Set(labelsIn(facts).flatMap(parametersOf));
    expect([...used].sort()).toEqual(facts.parameters.map(({ name }) => name).sort());
  });

  test('has flows that say to whom and on which ports', () => {
    const kindsOfPods = facts.pods.map(({ name }) => name);
    expect(new Set(kindsOfPods).size).toBe(kindsOfPods.length);
    for (const { of } of [...facts.ports, ...facts.flows]) if (of !== undefined) expect(kindsOfPods).toContain(of);
    for (const flow of facts.flows) {
      expect(flow.peers.length).toBeGreaterThan(0);
      if (flow.ports !== 'all') expect(flow.ports.length).toBeGreaterThan(0);
      expect(flow.peers.flatMap((peer) => problemsOfPeer(facts, peer))).toEqual([]);
    }
  });

  test('lists every port that its flows lead to', () => {
    const listed = facts.ports.map(({ port }) => nameOf(port));
    const opened = facts.flows.filter(({ direction }) => direction === 'ingress').flatMap(portsOf);
    for (const port of opened.filter((one) => one instanceof Port)) expect(listed).toContain(nameOf(port));
    expect(new Set(facts.ports.map(({ port, of }) => `${of} ${nameOf(port)}`)).size).toBe(facts.ports.length);
  });
});

function problemsOfNamespace(namespace: NamespaceFact): string[] {
  return namespace.kind === 'default' || namespace.kind === 'convention' ? labelNameProblems(namespace.name) : [];
}

function problemsOfPeer(facts: ServiceFacts, peer: FlowFact['peers'][number]): string[] {
  const hasPods = (service: ServiceFacts, of?: string) =>
    of === undefined ? service.pods.length > 0 : service.pods.some(({ name }) => name === of);
  switch (peer.kind) {
    case 'own-pods':
      return hasPods(facts, peer.of) ? [] : [`no pods called ${peer.of}`];
    case 'service':
      return hasPods(serviceFacts(peer.id), peer.of) ? [] : [`${peer.id} has no pods called ${peer.of}`];
    case 'pods':
      return typeof peer.in === 'string' ? labelNameProblems(peer.in) : [];
    case 'addresses':
      return Cidr.of(peer.cidr).toString() === peer.cidr ? [] : [`${peer.cidr} is not in canonical form`];
    case 'given':
      return /^[a-z-]+$/.test(peer.name) && peer.meaning !== '' ? [] : [`${peer.name} is no name`];
    default:
      return [];
  }
}

function labelsIn(facts: ServiceFacts): LabelFacts[] {
  const ofPeers = facts.flows.flatMap(({ peers }) =>
    peers.flatMap((peer) =>
      peer.kind === 'pods' ? [peer.labels, ...(typeof peer.in === 'string' ? [] : [peer.in])] : [],
    ),
  );
  return [
    ...facts.pods.flatMap(({ labels, otherwise }) => [labels, ...(otherwise ?? []).map((other) => other.labels)]),
    ...ofPeers,
  ];
}

function parametersOf(labels: LabelFacts): string[] {
  const texts = Object.values(labels).flatMap((value) =>
    isChoice(value) ? [...value.oneOf] : isPresence(value) ? [] : [value],
  );
  return texts.flatMap((text) => (typeof text === 'string' ? [] : [text.parameter]));
}

function portsOf({ ports }: FlowFact): readonly FlowPort[] {
  return ports === 'all' ? [] : ports;
}

function nameOf(port: FlowPort): string {
  return port instanceof Port ? port.toString() : port.meaning;
}
