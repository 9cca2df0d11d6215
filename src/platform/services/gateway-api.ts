import {
  ANYONE,
  byConvention,
  byDefault,
  callsApiServer,
  egress,
  given,
  inexpressible,
  ingress,
  noted,
  ownPods,
  pods,
  podsOf,
  scraped,
  tcp,
  unverified,
  workloadIngress,
  workloadPort,
} from '../fact-notation';
import { ServiceFacts } from '../service-facts';

const BACKEND = workloadPort('the container port behind the route');

export const GATEWAY_API: readonly ServiceFacts[] = [
  {
    id: 'ingress.envoy-gateway',
    name: 'envoy-gateway',
    category: 'gateway-api',
    title: 'Envoy Gateway',
    namespace: byDefault('envoy-gateway-system'),
    pods: [
      pods('proxy', {
        'gateway.envoyproxy.io/owning-gateway-name': given('gateway'),
        'gateway.envoyproxy.io/owning-gateway-namespace': given('gatewayNamespace'),
      }),
      pods('controller', { 'control-plane': 'envoy-gateway' }),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(10080), purpose: 'listener 80', servicePorts: [80], of: 'proxy' },
      { port: tcp(10443), purpose: 'listener 443', servicePorts: [443], of: 'proxy' },
      { port: tcp(19001), name: 'metrics', of: 'proxy' },
      { port: tcp(19003), name: 'readiness', of: 'proxy' },
      { port: tcp(18000), purpose: 'xDS', of: 'controller' },
      { port: tcp(18001), purpose: 'xDS of rate limits', of: 'controller' },
      { port: tcp(18002), purpose: 'wasm', of: 'controller' },
      { port: tcp(9443), purpose: 'webhook', of: 'controller' },
      { port: tcp(8081), purpose: 'health', of: 'controller' },
    ],
    flows: [
      workloadIngress([BACKEND], [ownPods('proxy')]),
      unverified(ingress([tcp(10080), tcp(10443)], [ANYONE], { of: 'proxy' })),
      ingress([tcp(18000)], [ownPods('proxy')], { of: 'controller', note: 'xDS' }),
      egress([tcp(18000)], [ownPods('controller')], { of: 'proxy', note: 'xDS' }),
      ingress([tcp(19001)], [{ kind: 'scraper' }], { of: 'proxy' }),
      unverified(callsApiServer({ of: 'controller' })),
      unverified(egress('all', [noted(ANYONE, 'every backend')], { of: 'proxy' })),
    ],
    parameters: [
      { name: 'gateway', meaning: 'the name of the Gateway' },
      { name: 'gatewayNamespace', meaning: 'the namespace of the Gateway' },
    ],
    caveats: [
      'A listener below 1024 is served 10000 higher in the container (80 on 10080), unless useListenerPortAsContainerPort is true.',
      'The proxies run in envoy-gateway-system and not beside the Gateway, unless the gateway-namespace mode is on.',
    ],
    confidence: ['source'],
    sources: [
      'envoyproxy/gateway@019723b7:charts/gateway-helm/templates/envoy-gateway-deployment.yaml',
      'envoyproxy/gateway@d32f2829:internal/gatewayapi/listener.go:1401-1425',
      'envoyproxy/gateway@d32f2829:internal/gatewayapi/translator.go:37-50',
      'envoyproxy/gateway@d32f2829:internal/xds/bootstrap/bootstrap.go:38-47',
      'envoyproxy/gateway@d32f2829:charts/gateway-helm/values.tmpl.yaml:95-133',
    ],
  },
  {
    id: 'ingress.istio-gateway',
    name: 'istio-gateway',
    category: 'gateway-api',
    title: 'Istio ingress gateway',
    namespace: byConvention('istio-ingress'),
    pods: [
      pods(
        'gateway',
        { istio: 'ingressgateway' },
        {
          otherwise: [
            {
              when: 'Gateway API, in the namespace of the Gateway',
              labels: { 'gateway.networking.k8s.io/gateway-name': given('gateway') },
            },
          ],
        },
      ),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(80), name: 'http2', servicePorts: [80] },
      { port: tcp(443), name: 'https', servicePorts: [443] },
      { port: tcp(15021), name: 'status-port' },
      { port: tcp(15020), purpose: 'merged metrics' },
      { port: tcp(15090), name: 'http-envoy-prom' },
      { port: tcp(15443), name: 'tls', optional: true },
    ],
    flows: [
      workloadIngress([BACKEND]),
      workloadIngress([tcp(15008)], [ownPods()], { optional: true, note: 'where the workload is in ambient mode' }),
      ingress([tcp(80), tcp(443), tcp(15021)], [ANYONE]),
      scraped([tcp(15020), tcp(15090)]),
      egress([tcp(15012)], [podsOf('mesh.istiod')]),
      unverified(egress('all', [noted(ANYONE, 'every backend')])),
    ],
    parameters: [{ name: 'gateway', meaning: 'the name of the Gateway, where the Gateway API made it' }],
    caveats: [
      'The chart gateway listens on 80 and 443, the classic chart istio-ingress on 8080 and 8443: read targetPort of the Service.',
      'Gateways of the Gateway API run in the namespace of the Gateway, labelled gateway.networking.k8s.io/gateway-name.',
      'The charts have policies of their own that can be turned on: global.networkPolicy.enabled.',
    ],
    confidence: ['source'],
    sources: [
      'istio/istio@86c9f01f:manifests/charts/gateway/templates/networkpolicy.yaml',
      'istio/istio@86c9f01f:manifests/charts/gateway/values.yaml:51-61',
      'istio/istio@86c9f01f:manifests/charts/istio-control/istio-discovery/files/kube-gateway.yaml:12,68',
    ],
  },
  {
    id: 'ingress.cilium-gateway',
    name: 'cilium-gateway',
    category: 'gateway-api',
    title: 'Cilium’s Gateway API and Ingress (an Envoy on each node)',
    namespace: byDefault('kube-system'),
    pods: [],
    hostNetwork: true,
    ports: [],
    flows: [
      workloadIngress(
        [BACKEND],
        [
          inexpressible(
            'its traffic carries Cilium’s own identity ingress',
            'Write a CiliumNetworkPolicy with fromEntities: [ingress].',
          ),
        ],
      ),
    ],
    parameters: [],
    caveats: ['Traffic of Cilium’s Envoy carries the reserved identity 8 (ingress), which no NetworkPolicy can name.'],
    confidence: ['source'],
    sources: ['cilium/hubble@75d3a68c:vendor/github.com/cilium/cilium/pkg/identity/numericidentity.go'],
  },
];
