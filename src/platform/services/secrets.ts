import {
  CLIENTS,
  addresses,
  byDefault,
  calledByApiServer,
  callsApiServer,
  clientEgress,
  destination,
  egress,
  ingress,
  noted,
  ownPods,
  pods,
  podsOf,
  scraped,
  tcp,
} from '../fact-notation';
import { ServiceFacts } from '../service-facts';

export const SECRETS: readonly ServiceFacts[] = [
  {
    id: 'sec.vault',
    name: 'vault',
    category: 'secrets',
    title: 'HashiCorp Vault and its agent injector',
    namespace: byDefault('vault'),
    pods: [
      pods('server', { 'app.kubernetes.io/name': 'vault', component: 'server' }),
      pods('injector', { 'app.kubernetes.io/name': 'vault-agent-injector' }),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(8200), name: 'http or https', of: 'server' },
      { port: tcp(8201), name: 'https-internal', purpose: 'Raft and the cluster', of: 'server' },
      { port: tcp(8202), name: 'http-rep', purpose: 'replication', of: 'server' },
      { port: tcp(8080), purpose: 'webhook of the injector', servicePorts: [443], of: 'injector' },
    ],
    flows: [
      ingress([tcp(8200)], [noted(CLIENTS, 'External Secrets, cert-manager and the injected agents among them')], {
        of: 'server',
      }),
      ingress([tcp(8200), tcp(8201)], [ownPods('server')], { of: 'server' }),
      egress([tcp(8200), tcp(8201)], [ownPods('server')], { of: 'server' }),
      calledByApiServer([tcp(8080)], { of: 'injector' }),
      ingress([tcp(8200)], [ownPods('injector')], { of: 'server' }),
      egress([tcp(8200)], [ownPods('server')], { of: 'injector' }),
      callsApiServer({ note: 'TokenReview for logins with service accounts; the injector watches its webhook' }),
      egress([tcp(443)], [destination('auto-unseal', 'the key service of the cloud, and its metadata endpoint')], {
        of: 'server',
        optional: true,
      }),
      clientEgress([tcp(8200)], [ownPods('server')]),
    ],
    parameters: [],
    caveats: [
      'The injector’s webhook is offered on 443 and served on 8080.',
      'Logins with Kubernetes service accounts need the API server (TokenReview). Unsealing by a cloud’s key service needs that and the metadata endpoint.',
    ],
    confidence: ['source'],
    sources: [
      'hashicorp/vault-helm@aa1c92e4:templates/server-network-policy.yaml',
      'hashicorp/vault-helm@aa1c92e4:values.yaml:54,717-734',
      'hashicorp/vault-helm@aa1c92e4:templates/server-statefulset.yaml:38-42,159-163',
      'hashicorp/vault-helm@aa1c92e4:templates/injector-network-policy.yaml',
    ],
  },
  {
    id: 'sec.eso',
    name: 'external-secrets',
    category: 'secrets',
    title: 'External Secrets Operator',
    namespace: byDefault('external-secrets'),
    pods: [
      pods('controller', { 'app.kubernetes.io/name': 'external-secrets' }),
      pods('webhook', { 'app.kubernetes.io/name': 'external-secrets-webhook' }),
      pods('cert-controller', { 'app.kubernetes.io/name': 'external-secrets-cert-controller' }),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(8080), name: 'metrics' },
      { port: tcp(8082), name: 'live', purpose: 'health of the controller', of: 'controller' },
      { port: tcp(10250), name: 'webhook', servicePorts: [443], of: 'webhook' },
      { port: tcp(8081), purpose: 'readiness of webhook and cert-controller' },
    ],
    flows: [
      calledByApiServer([tcp(10250)], { of: 'webhook' }),
      scraped([tcp(8080)]),
      callsApiServer(),
      egress([tcp(8200)], [podsOf('sec.vault', 'server')], { of: 'controller', optional: true }),
      egress([tcp(443)], [destination('secret-stores', 'the secret managers of clouds, and other stores')], {
        of: 'controller',
      }),
      egress(
        [tcp(80)],
        [
          noted(
            addresses('169.254.169.254/32'),
            'or 169.254.170.23 with EKS Pod Identity, 169.254.169.252 port 988 on GKE',
          ),
        ],
        { of: 'controller', optional: true, note: 'credentials of the cloud' },
      ),
    ],
    parameters: [],
    caveats: [
      'The chart has policies for each component by now, although the security guide says that there are none.',
      'Least egress according to its values: DNS over UDP and TCP, and the API server on 80, 443 or 6443.',
    ],
    confidence: ['source'],
    sources: [
      'external-secrets/external-secrets@cc5bfbc2:deploy/charts/external-secrets/values.yaml:470-490,518-550',
      'external-secrets/external-secrets@cc5bfbc2:docs/guides/security-best-practices.md:169-178',
    ],
  },
];
