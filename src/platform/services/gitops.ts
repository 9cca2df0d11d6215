import {
  ANYONE,
  EVERY_NAMESPACE,
  OWN_NAMESPACE,
  byDefault,
  callsApiServer,
  destination,
  egress,
  ingress,
  noted,
  pods,
  podsOf,
  scraped,
  tcp,
  unverified,
} from '../fact-notation';
import { FlowFact, PeerFact, PortFact, ServiceFacts } from '../service-facts';

const NAMESPACE = byDefault('argocd');
const OWN_POLICY = { note: 'the policy of Argo CD itself lets every namespace in' };

const argocd = (component: string): PeerFact => podsOf(`gitops.argocd.${component}`);
const asks = (component: string, port: number): FlowFact => egress([tcp(port)], [argocd(component)]);

/** Where Argo CD keeps the manifests of a component, if not in a folder of its name. */
const FOLDERS: Readonly<Record<string, string>> = { 'notifications-controller': 'notification' };

/** One component of Argo CD; they differ in their flows only. */
function argocdComponent(component: string, label: string, ports: PortFact[], flows: FlowFact[]): ServiceFacts {
  return {
    id: `gitops.argocd.${component}`,
    name: `argocd-${component}`,
    category: 'gitops',
    title: `Argo CD ${component}`,
    namespace: NAMESPACE,
    pods: [pods(component, { 'app.kubernetes.io/name': label })],
    hostNetwork: false,
    ports,
    flows,
    parameters: [],
    caveats: ['Argo CD’s manifests have a policy for each component. They restrict ingress only, never egress.'],
    confidence: ['source'],
    sources: [
      `argoproj/argo-cd@37ee0097:manifests/base/${FOLDERS[component] ?? component}/${label}-network-policy.yaml`,
    ],
  };
}

const GIT = destination('git', 'Git servers, Helm and OCI registries');

export const GITOPS: readonly ServiceFacts[] = [
  argocdComponent(
    'server',
    'argocd-server',
    [
      { port: tcp(8080), name: 'server', servicePorts: [80, 443] },
      { port: tcp(8083), name: 'metrics' },
    ],
    [
      ingress([tcp(8080)], [ANYONE]),
      unverified(scraped([tcp(8083)])),
      asks('repo-server', 8081),
      asks('redis', 6379),
      egress([tcp(5556), tcp(5557)], [argocd('dex')]),
      unverified(callsApiServer()),
    ],
  ),
  argocdComponent(
    'repo-server',
    'argocd-repo-server',
    [
      { port: tcp(8081), name: 'server' },
      { port: tcp(8084), name: 'metrics' },
    ],
    [
      ingress(
        [tcp(8081)],
        ['server', 'application-controller', 'notifications-controller', 'applicationset-controller'].map(argocd),
      ),
      asks('redis', 6379),
      scraped([tcp(8084)], OWN_POLICY),
      egress([tcp(443), tcp(22)], [GIT]),
    ],
  ),
  argocdComponent(
    'application-controller',
    'argocd-application-controller',
    [{ port: tcp(8082), name: 'metrics' }],
    [
      scraped([tcp(8082)], OWN_POLICY),
      asks('repo-server', 8081),
      asks('redis', 6379),
      asks('commit-server', 8086),
      callsApiServer(),
      egress(
        [tcp(443), tcp(6443)],
        [destination('managed-clusters', 'the API servers of the other clusters it manages')],
        {
          optional: true,
        },
      ),
    ],
  ),
  argocdComponent(
    'redis',
    'argocd-redis',
    [{ port: tcp(6379) }],
    [ingress([tcp(6379)], ['server', 'repo-server', 'application-controller'].map(argocd))],
  ),
  argocdComponent(
    'dex',
    'argocd-dex-server',
    [{ port: tcp(5556) }, { port: tcp(5557), name: 'grpc' }, { port: tcp(5558), name: 'metrics' }],
    [
      ingress([tcp(5556), tcp(5557)], [argocd('server')]),
      scraped([tcp(5558)], OWN_POLICY),
      unverified(callsApiServer()),
      unverified(egress([tcp(443)], [destination('identity-provider', 'the provider of logins')])),
    ],
  ),
  argocdComponent(
    'applicationset-controller',
    'argocd-applicationset-controller',
    [
      { port: tcp(7000), name: 'webhook' },
      { port: tcp(8080), name: 'metrics' },
    ],
    [
      ingress([tcp(7000)], [noted(EVERY_NAMESPACE, 'webhooks of Git providers, through an ingress controller')]),
      scraped([tcp(8080)], OWN_POLICY),
      asks('repo-server', 8081),
      unverified(callsApiServer()),
      unverified(egress([tcp(443)], [GIT], { optional: true, note: 'generators that ask a Git provider' })),
    ],
  ),
  argocdComponent(
    'commit-server',
    'argocd-commit-server',
    [{ port: tcp(8086) }, { port: tcp(8087), name: 'metrics' }],
    [
      ingress([tcp(8086)], [argocd('application-controller')]),
      scraped([tcp(8087)], OWN_POLICY),
      unverified(egress([tcp(443), tcp(22)], [GIT])),
    ],
  ),
  argocdComponent(
    'notifications-controller',
    'argocd-notifications-controller',
    [{ port: tcp(9001), name: 'metrics' }],
    [
      scraped([tcp(9001)], OWN_POLICY),
      asks('repo-server', 8081),
      unverified(callsApiServer()),
      unverified(egress([tcp(443)], [destination('notification-receivers', 'who is told: chat, mail, webhooks')])),
    ],
  ),
  {
    id: 'gitops.flux',
    name: 'flux',
    category: 'gitops',
    title: 'Flux controllers',
    namespace: byDefault('flux-system'),
    pods: [
      pods('source-controller', { app: 'source-controller' }),
      pods('kustomize-controller', { app: 'kustomize-controller' }),
      pods('helm-controller', { app: 'helm-controller' }),
      pods('notification-controller', { app: 'notification-controller' }),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(8080), name: 'http-prom' },
      {
        port: tcp(9090),
        name: 'http',
        purpose: 'artifacts, and events',
        servicePorts: [80],
        of: 'source-controller',
        confidence: 'memory',
      },
      {
        port: tcp(9292),
        name: 'http-webhook',
        purpose: 'receiver of webhooks',
        servicePorts: [80],
        of: 'notification-controller',
      },
      { port: tcp(9440), name: 'healthz', confidence: 'memory' },
    ],
    flows: [
      ingress('all', [OWN_NAMESPACE], { note: 'its own policy allow-egress' }),
      scraped([tcp(8080)], { note: 'its own policy allow-scraping lets every namespace in' }),
      ingress([tcp(9292)], [noted(EVERY_NAMESPACE, 'its own policy allow-webhooks')], {
        of: 'notification-controller',
      }),
      egress('all', [ANYONE], { note: 'Git servers, registries, the API server, receivers' }),
    ],
    parameters: [],
    caveats: [
      'flux install writes three policies: allow-egress, allow-scraping and allow-webhooks (--network-policy=false turns them off).',
      'A receiver behind an ingress controller works because its peer is every namespace; behind a controller on the host network it does not.',
    ],
    confidence: ['source'],
    sources: [
      'fluxcd/flux2@da2d22d3:manifests/policies/allow-egress.yaml',
      'fluxcd/flux2@da2d22d3:manifests/policies/allow-scraping.yaml',
      'fluxcd/flux2@da2d22d3:manifests/policies/allow-webhooks.yaml',
      'ports 9090 and 9440 from memory',
    ],
  },
];
