import {
  BESIDE_THE_APPLICATION,
  INGRESS_CONTROLLER,
  byDefault,
  calledByApiServer,
  callsApiServer,
  destination,
  egress,
  given,
  ingress,
  pods,
  scraped,
  tcp,
  udp,
  unverified,
} from '../fact-notation';
import { ServiceFacts } from '../service-facts';

const NAMESPACE = byDefault('cert-manager');
const RELEASE = { name: 'release', meaning: 'the name of the Helm release' };
const OF_ALL = [
  'The project itself calls the chart’s policies (networkPolicy.enabled) over-permissive.',
  'Under Cilium, with the API server on nodes of the cluster, the chart’s egress policy blocks the API (issue 8285).',
];

export const CERT_MANAGER: readonly ServiceFacts[] = [
  {
    id: 'certmanager.controller',
    name: 'cert-manager',
    category: 'cert-manager',
    title: 'cert-manager controller',
    namespace: NAMESPACE,
    pods: [
      pods('controller', {
        'app.kubernetes.io/name': 'cert-manager',
        'app.kubernetes.io/component': 'controller',
        'app.kubernetes.io/instance': given('release'),
      }),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(9402), name: 'http-metrics' },
      { port: tcp(9403), name: 'http-healthz' },
    ],
    flows: [
      scraped([tcp(9402)]),
      callsApiServer(),
      egress([tcp(443)], [destination('acme', 'the ACME directory, and the API of the DNS provider')]),
      egress([tcp(80)], [destination('acme-self-check', 'the published address of the HTTP-01 challenge')]),
      egress(
        [udp(53), tcp(53)],
        [destination('authoritative-dns', 'the authoritative name servers that the DNS-01 self-check asks')],
      ),
    ],
    parameters: [RELEASE],
    caveats: ['The DNS-01 self-check asks authoritative name servers itself: 53 must leave the cluster.', ...OF_ALL],
    confidence: ['source'],
    sources: [
      'cert-manager/cert-manager@2d0d7f7f:deploy/charts/cert-manager/values.yaml:517-551,1097,1128-1162',
      'cert-manager/cert-manager@2d0d7f7f:deploy/charts/cert-manager/templates/networkpolicy-cert-manager.yaml',
      'cert-manager/website@776e5dba:content/docs/installation/best-practice.md:42-170',
      'https://github.com/cert-manager/cert-manager/issues/8285',
    ],
  },
  {
    id: 'certmanager.webhook',
    name: 'cert-manager-webhook',
    category: 'cert-manager',
    title: 'cert-manager webhook',
    namespace: NAMESPACE,
    pods: [
      pods('webhook', {
        'app.kubernetes.io/name': 'webhook',
        'app.kubernetes.io/component': 'webhook',
        'app.kubernetes.io/instance': given('release'),
      }),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(10250), name: 'https', servicePorts: [443] },
      { port: tcp(6080), name: 'healthcheck' },
      { port: tcp(9402), name: 'http-metrics' },
    ],
    flows: [calledByApiServer([tcp(10250)]), scraped([tcp(9402)]), unverified(callsApiServer())],
    parameters: [RELEASE],
    caveats: [
      '10250 needs no further firewall rule on private GKE clusters. On the host network it has to change: the kubelet has that port.',
      ...OF_ALL,
    ],
    confidence: ['source'],
    sources: [
      'cert-manager/cert-manager@2d0d7f7f:deploy/charts/cert-manager/values.yaml:517-551,1097,1128-1162',
      'cert-manager/cert-manager@2d0d7f7f:deploy/charts/cert-manager/templates/networkpolicy-webhooks.yaml',
      'cert-manager/website@776e5dba:content/docs/installation/best-practice.md:42-170',
      'https://github.com/cert-manager/cert-manager/issues/8285',
    ],
  },
  {
    id: 'certmanager.cainjector',
    name: 'cert-manager-cainjector',
    category: 'cert-manager',
    title: 'cert-manager cainjector',
    namespace: NAMESPACE,
    pods: [
      pods('cainjector', {
        'app.kubernetes.io/name': 'cainjector',
        'app.kubernetes.io/component': 'cainjector',
        'app.kubernetes.io/instance': given('release'),
      }),
    ],
    hostNetwork: false,
    ports: [{ port: tcp(9402), name: 'http-metrics' }],
    flows: [scraped([tcp(9402)]), callsApiServer()],
    parameters: [RELEASE],
    caveats: OF_ALL,
    confidence: ['source'],
    sources: [
      'cert-manager/cert-manager@2d0d7f7f:deploy/charts/cert-manager/values.yaml:517-551,1097,1128-1162',
      'cert-manager/cert-manager@2d0d7f7f:deploy/charts/cert-manager/templates/networkpolicy-cainjector.yaml',
      'cert-manager/website@776e5dba:content/docs/installation/best-practice.md:42-170',
      'https://github.com/cert-manager/cert-manager/issues/8285',
    ],
  },
  {
    id: 'certmanager.acmesolver',
    name: 'acme-solver',
    category: 'cert-manager',
    title: 'The pod that answers ACME HTTP-01 challenges',
    namespace: BESIDE_THE_APPLICATION,
    pods: [pods('solver', { 'acme.cert-manager.io/http01-solver': 'true' })],
    hostNetwork: false,
    ports: [{ port: tcp(8089), name: 'http' }],
    flows: [ingress([tcp(8089)], [INGRESS_CONTROLLER])],
    parameters: [],
    caveats: [
      'It comes and goes in the namespace of the application: a default deny there blocks issuing and, 60 to 90 days later, renewal.',
      'Its other labels, acme.cert-manager.io/http-domain and …/http-token, are hashes. It needs no API server.',
    ],
    confidence: ['source'],
    sources: [
      'cert-manager/cert-manager@2d0d7f7f:cmd/acmesolver/app/app.go:80',
      'cert-manager/cert-manager@2d0d7f7f:pkg/issuer/acme/http/http.go:49',
      'cert-manager/cert-manager@2d0d7f7f:pkg/apis/acme/v1/types.go:52-60',
      'cert-manager/website@776e5dba:content/docs/installation/best-practice.md:159-166',
    ],
  },
];
