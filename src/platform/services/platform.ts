import {
  NODES,
  byDefault,
  calledByApiServer,
  callsApiServer,
  destination,
  egress,
  given,
  ingress,
  noted,
  ownPods,
  pods,
  scraped,
  tcp,
} from '../fact-notation';
import { ServiceFacts } from '../service-facts';

export const PLATFORM_SERVICES: readonly ServiceFacts[] = [
  {
    id: 'plat.metrics-server',
    name: 'metrics-server',
    category: 'platform',
    title: 'metrics-server',
    namespace: byDefault('kube-system'),
    pods: [
      pods(
        'server',
        { 'app.kubernetes.io/name': 'metrics-server' },
        {
          otherwise: [
            { when: 'the static manifest', labels: { 'k8s-app': 'metrics-server' } },
            { when: 'RKE2', labels: { app: 'rke2-metrics-server' } },
          ],
        },
      ),
    ],
    hostNetwork: false,
    ports: [{ port: tcp(10250), name: 'https', servicePorts: [443] }],
    flows: [
      calledByApiServer([tcp(10250)], { note: 'an aggregated API' }),
      egress([tcp(10250)], [noted(NODES, 'every kubelet')]),
      callsApiServer(),
    ],
    parameters: [],
    caveats: ['It listens on the port of the kubelet, 10250, so the port alone cannot tell the two apart.'],
    confidence: ['source'],
    sources: [
      'kubernetes-sigs/metrics-server@5ed5d3a2:charts/metrics-server/values.yaml:71-101',
      'kubernetes-sigs/metrics-server@5ed5d3a2:manifests/base/deployment.yaml:25-35',
      'rancher/rke2@6ce1a801:pkg/rke2/np.go',
    ],
  },
  {
    id: 'plat.keda',
    name: 'keda',
    category: 'platform',
    title: 'KEDA (operator, metrics API server, webhooks)',
    namespace: byDefault('keda'),
    pods: [
      pods('operator', { app: 'keda-operator' }),
      pods('metrics-apiserver', { app: 'keda-operator-metrics-apiserver' }),
      pods('webhooks', { app: 'keda-admission-webhooks' }),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(9666), purpose: 'metrics over gRPC', of: 'operator' },
      { port: tcp(6443), purpose: 'aggregated API', servicePorts: [443], of: 'metrics-apiserver' },
      { port: tcp(9443), purpose: 'webhooks', servicePorts: [443], of: 'webhooks' },
      { port: tcp(8080), purpose: 'metrics' },
      { port: tcp(8081), purpose: 'health' },
    ],
    flows: [
      ingress([tcp(9666)], [ownPods('metrics-apiserver')], { of: 'operator' }),
      egress([tcp(9666)], [ownPods('operator')], { of: 'metrics-apiserver' }),
      calledByApiServer([tcp(6443)], { of: 'metrics-apiserver' }),
      calledByApiServer([tcp(9443)], { of: 'webhooks' }),
      scraped([tcp(8080)]),
      callsApiServer(),
      egress('all', [destination('scaler-sources', 'what scalers ask: queues, databases, metrics')], {
        of: 'operator',
      }),
    ],
    parameters: [],
    caveats: [
      'The chart’s policy means the API server by namespaceSelector {} on 443 and 6443, for egress and for webhooks: it is in no namespace, so on most network plugins that never matches.',
    ],
    confidence: ['source'],
    sources: [
      'kedacore/charts@1444d00d:keda/templates/manager/networkpolicy.yaml:47-75',
      'kedacore/charts@1444d00d:keda/templates/metrics-server/networkpolicy.yaml',
      'kedacore/charts@1444d00d:keda/templates/webhooks/networkpolicy.yaml',
      'kedacore/charts@1444d00d:keda/values.yaml:226-229,548-550,699,756,829',
    ],
  },
  {
    id: 'plat.kyverno',
    name: 'kyverno',
    category: 'platform',
    title: 'Kyverno admission controller',
    namespace: byDefault('kyverno'),
    pods: [
      pods('admission-controller', {
        'app.kubernetes.io/component': 'admission-controller',
        'app.kubernetes.io/instance': given('release'),
      }),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(9443), name: 'https', servicePorts: [443] },
      { port: tcp(8000), name: 'metrics-port' },
      { port: tcp(6060), purpose: 'profiling', optional: true },
    ],
    flows: [
      calledByApiServer([tcp(9443)]),
      scraped([tcp(8000)]),
      callsApiServer(),
      egress([tcp(443)], [destination('registries', 'OCI registries, for the verification of images')], {
        optional: true,
      }),
    ],
    parameters: [{ name: 'release', meaning: 'the name of the Helm release' }],
    caveats: ['The chart’s policy without ingressFrom has the rule {}: everyone, on every port.'],
    confidence: ['source'],
    sources: [
      'kyverno/kyverno@111e07bb:charts/kyverno/templates/admission-controller/networkpolicy.yaml',
      'kyverno/kyverno@111e07bb:charts/kyverno/values.yaml:1133-1135,1394-1411',
    ],
  },
  {
    id: 'plat.gatekeeper',
    name: 'gatekeeper',
    category: 'platform',
    title: 'OPA Gatekeeper',
    namespace: byDefault('gatekeeper-system'),
    pods: [
      pods('webhook', {
        'control-plane': 'controller-manager',
        'gatekeeper.sh/operation': 'webhook',
        'gatekeeper.sh/system': 'yes',
      }),
      pods('audit', { 'control-plane': 'audit-controller' }),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(8443), name: 'webhook-server', servicePorts: [443], of: 'webhook' },
      { port: tcp(8888), name: 'metrics' },
      { port: tcp(9090), name: 'healthz' },
    ],
    flows: [calledByApiServer([tcp(8443)], { of: 'webhook' }), scraped([tcp(8888)]), callsApiServer()],
    parameters: [],
    caveats: [
      'The chart’s policy lets only Gatekeeper’s own pods in: the API server is locked out unless controllerManager.networkPolicy.ingress says otherwise (or the network plugin exempts it).',
    ],
    confidence: ['source'],
    sources: [
      'open-policy-agent/gatekeeper@dd8507eb:charts/gatekeeper/templates/gatekeeper-controller-manager-network-policy.yaml',
      'open-policy-agent/gatekeeper@dd8507eb:charts/gatekeeper/values.yaml:222-226',
    ],
  },
];
