import {
  ANYONE,
  BESIDE_THE_APPLICATION,
  CLIENTS,
  SCRAPER,
  addresses,
  byDefault,
  calledByApiServer,
  callsApiServer,
  clientEgress,
  destination,
  egress,
  given,
  ingress,
  noted,
  ownPods,
  pods,
  podsOf,
  scraped,
  tcp,
  udp,
  unverified,
  workloadIngress,
  workloadPort,
} from '../fact-notation';
import { ServiceFacts } from '../service-facts';

const ISTIO_SYSTEM = byDefault('istio-system');
const APPLICATION = workloadPort('the application’s container port');

/** The port on which an Istio ambient mesh tunnels traffic between enrolled pods (HBONE). */
export const ISTIO_AMBIENT_TUNNEL = tcp(15008);
/** From where kubelet probes of ambient pods seem to come. */
export const ISTIO_AMBIENT_PROBE_ADDRESSES = [
  '169.254.7.127/32',
  'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128',
] as const;
/** The port on which a Linkerd proxy takes traffic from other meshed pods. */
export const LINKERD_PROXY_INBOUND = tcp(4143);

const LINKERD_CONTROL_PLANE_PORTS = [tcp(8086), tcp(8090), tcp(8080), LINKERD_PROXY_INBOUND];

export const SERVICE_MESH: readonly ServiceFacts[] = [
  {
    id: 'mesh.istiod',
    name: 'istiod',
    category: 'service-mesh',
    title: 'Istio control plane (istiod)',
    namespace: ISTIO_SYSTEM,
    pods: [pods('istiod', { app: 'istiod', 'istio.io/rev': given('revision') })],
    hostNetwork: false,
    ports: [
      { port: tcp(15012), name: 'tls-xds', purpose: 'xDS and certificates over mTLS' },
      { port: tcp(15010), name: 'grpc-xds', purpose: 'xDS in plain text' },
      { port: tcp(15017), name: 'https-webhooks', servicePorts: [443] },
      { port: tcp(15014), name: 'http-monitoring' },
      { port: tcp(8080), name: 'http-debug', purpose: 'readiness and debugging' },
      { port: tcp(15011), optional: true },
    ],
    flows: [
      ingress([tcp(15012), tcp(15010)], [noted(ANYONE, 'every meshed pod, ztunnel, gateways')]),
      calledByApiServer([tcp(15017)]),
      scraped([tcp(15014)]),
      clientEgress([tcp(15012)], [ownPods()], { note: 'every sidecar' }),
      unverified(callsApiServer()),
      egress(
        [tcp(443)],
        [destination('jwks', 'where keys for tokens are fetched, as RequestAuthentication names them')],
        {
          optional: true,
        },
      ),
    ],
    parameters: [{ name: 'revision', meaning: 'the revision of the control plane' }],
    caveats: [
      'The webhook is offered on 443 and served on 15017.',
      'The charts leave egress open, because keys (JWKS) are fetched from wherever users say.',
    ],
    confidence: ['source'],
    sources: [
      'istio/istio@86c9f01f:manifests/charts/istio-control/istio-discovery/templates/networkpolicy.yaml',
      'istio/istio@86c9f01f:manifests/charts/istio-control/istio-discovery/templates/service.yaml:24-34',
      'istio/istio.io@110ebf69:content/en/docs/ops/deployment/application-requirements/index.md',
    ],
  },
  {
    id: 'mesh.istio-sidecar',
    name: 'istio-sidecar',
    category: 'service-mesh',
    title: 'Istio sidecars',
    namespace: BESIDE_THE_APPLICATION,
    pods: [pods('meshed', { 'security.istio.io/tlsMode': 'istio' })],
    hostNetwork: false,
    ports: [
      { port: tcp(15001), purpose: 'outbound' },
      { port: tcp(15006), purpose: 'inbound, after redirection' },
      { port: tcp(15008), purpose: 'HBONE tunnel' },
      { port: tcp(15020), purpose: 'merged metrics' },
      { port: tcp(15021), purpose: 'health' },
      { port: tcp(15053), purpose: 'DNS capture, inside the pod' },
      { port: tcp(15090), name: 'http-envoy-prom' },
    ],
    flows: [
      ingress([APPLICATION], [CLIENTS], {
        note: 'traffic is redirected inside the pod: policies see the application’s own port',
      }),
      ingress([tcp(15020), tcp(15090)], [SCRAPER]),
      ingress([tcp(15008)], [CLIENTS], { optional: true, note: 'where a client is in ambient mode' }),
      egress([tcp(15012)], [podsOf('mesh.istiod')]),
    ],
    parameters: [],
    caveats: [
      'Open the application’s own container port as ever, unlike with Linkerd.',
      'Readiness is asked on 15021 instead of the application’s own port.',
    ],
    confidence: ['source'],
    sources: [
      'istio/istio@86c9f01f:manifests/charts/istio-control/istio-discovery/files/injection-template.yaml:95-112,195,362',
      'istio/istio.io@110ebf69:content/en/docs/ops/deployment/application-requirements/index.md',
    ],
  },
  {
    id: 'mesh.istio-ambient',
    name: 'ztunnel',
    category: 'service-mesh',
    title: 'Istio ambient (ztunnel, waypoints, HBONE)',
    namespace: ISTIO_SYSTEM,
    pods: [pods('ztunnel', { app: 'ztunnel' })],
    hostNetwork: false,
    ports: [
      { port: ISTIO_AMBIENT_TUNNEL, purpose: 'HBONE' },
      { port: tcp(15001) },
      { port: tcp(15006) },
      { port: tcp(15020), purpose: 'metrics' },
      { port: tcp(15021), purpose: 'readiness' },
      { port: tcp(15000), purpose: 'administration' },
      { port: udp(15053), purpose: 'DNS capture' },
      { port: tcp(15053) },
    ],
    flows: [
      workloadIngress(
        [ISTIO_AMBIENT_TUNNEL],
        [noted(CLIENTS, 'every ambient client: the same as for the application’s port')],
      ),
      ...ISTIO_AMBIENT_PROBE_ADDRESSES.map((address) =>
        workloadIngress(
          [workloadPort('the ports that are probed')],
          [noted(addresses(address), 'probes of the kubelet are rewritten to come from there')],
        ),
      ),
      clientEgress([ISTIO_AMBIENT_TUNNEL], [noted(CLIENTS, 'the pods at the other end, or their waypoint')]),
      scraped([tcp(15020)]),
      unverified(egress([tcp(15012)], [podsOf('mesh.istiod')])),
    ],
    parameters: [],
    caveats: [
      'Between enrolled pods everything arrives on 15008: a policy with 8080 alone drops it.',
      'Probes come from 169.254.7.127 and fd16:9254:7127:1337:ffff:ffff:ffff:ffff. Some network plugins do not take them for the own node; a default deny then kills pods.',
      'Waypoints carry gateway.networking.k8s.io/gateway-name with their name.',
    ],
    confidence: ['source'],
    sources: [
      'istio/istio.io@289fd58e:content/en/docs/ambient/usage/networkpolicy/index.md',
      'istio/istio@86c9f01f:manifests/charts/ztunnel/templates/networkpolicy.yaml',
      'istio/istio@86c9f01f:cni/pkg/iptables/iptables.go:293-307',
      'istio/istio@86c9f01f:cni/pkg/config/config.go:38-41',
    ],
  },
  {
    id: 'mesh.istio-cni',
    name: 'istio-cni',
    category: 'service-mesh',
    title: 'Istio’s CNI node agent',
    namespace: ISTIO_SYSTEM,
    pods: [pods('agent', { 'k8s-app': 'istio-cni-node' })],
    hostNetwork: false,
    ports: [
      { port: tcp(15014), purpose: 'metrics' },
      { port: tcp(8000), purpose: 'readiness' },
    ],
    flows: [scraped([tcp(15014)]), callsApiServer()],
    parameters: [],
    caveats: ['The chart leaves egress open, because where the API server is depends on the distribution.'],
    confidence: ['source'],
    sources: ['istio/istio@86c9f01f:manifests/charts/istio-cni/templates/networkpolicy.yaml'],
  },
  {
    id: 'mesh.linkerd-cp',
    name: 'linkerd',
    category: 'service-mesh',
    title: 'Linkerd control plane',
    namespace: byDefault('linkerd'),
    pods: [
      pods('destination', {
        'linkerd.io/control-plane-component': 'destination',
        'linkerd.io/control-plane-ns': 'linkerd',
      }),
      pods('identity', { 'linkerd.io/control-plane-component': 'identity', 'linkerd.io/control-plane-ns': 'linkerd' }),
      pods('proxy-injector', {
        'linkerd.io/control-plane-component': 'proxy-injector',
        'linkerd.io/control-plane-ns': 'linkerd',
      }),
    ],
    hostNetwork: false,
    ports: [
      { port: tcp(8086), purpose: 'destination', of: 'destination' },
      { port: tcp(8090), purpose: 'policy', of: 'destination' },
      { port: tcp(8080), purpose: 'identity', of: 'identity' },
      {
        port: tcp(8443),
        purpose: 'webhooks of proxy-injector and of sp-validator, which is in destination',
        servicePorts: [443],
      },
      { port: tcp(9443), purpose: 'webhook of policy-validator', servicePorts: [443], of: 'destination' },
      { port: LINKERD_PROXY_INBOUND, name: 'linkerd-proxy', purpose: 'the control plane’s own proxies' },
      { port: tcp(9990), purpose: 'administration of identity and policy' },
      { port: tcp(9995), purpose: 'administration of proxy-injector', of: 'proxy-injector' },
      { port: tcp(9996), purpose: 'administration of destination', of: 'destination' },
      { port: tcp(9997), purpose: 'administration of sp-validator', of: 'destination' },
    ],
    flows: [
      calledByApiServer([tcp(8443), tcp(9443)], { of: 'destination', note: 'sp-validator and policy-validator' }),
      calledByApiServer([tcp(8443)], { of: 'proxy-injector' }),
      ingress([tcp(8086), tcp(8090)], [noted(ANYONE, 'every meshed proxy')], { of: 'destination' }),
      ingress([tcp(8080)], [noted(ANYONE, 'every meshed proxy')], { of: 'identity' }),
      ingress([LINKERD_PROXY_INBOUND], [noted(ANYONE, 'every meshed proxy')]),
      clientEgress(LINKERD_CONTROL_PLANE_PORTS, [{ kind: 'own-namespace' }]),
      egress(LINKERD_CONTROL_PLANE_PORTS, [{ kind: 'own-namespace' }]),
      unverified(callsApiServer()),
    ],
    parameters: [],
    caveats: ['Its pods are meshed themselves: open 4143 beside the port of the component.'],
    confidence: ['source'],
    sources: [
      'linkerd/linkerd2@b24cd405:charts/linkerd-control-plane/templates/destination.yaml:23-103,247-381',
      'linkerd/linkerd2@b24cd405:charts/linkerd-control-plane/templates/identity.yaml:57-197',
      'linkerd/linkerd2@b24cd405:charts/linkerd-control-plane/templates/proxy-injector.yaml:109-213',
    ],
  },
  {
    id: 'mesh.linkerd-proxy',
    name: 'linkerd-proxy',
    category: 'service-mesh',
    title: 'Linkerd proxies',
    namespace: BESIDE_THE_APPLICATION,
    pods: [pods('meshed', { 'linkerd.io/control-plane-ns': 'linkerd' })],
    hostNetwork: false,
    ports: [
      { port: LINKERD_PROXY_INBOUND, name: 'linkerd-proxy', purpose: 'inbound' },
      { port: tcp(4191), name: 'linkerd-admin', purpose: 'metrics and readiness' },
      { port: tcp(4140), purpose: 'outbound' },
      { port: tcp(4190), purpose: 'control and tap' },
    ],
    flows: [
      workloadIngress([LINKERD_PROXY_INBOUND, APPLICATION], [CLIENTS], {
        note: 'from meshed pods on 4143, from others on the application’s port',
      }),
      workloadIngress([tcp(4191)], [noted(SCRAPER, 'linkerd-viz too')]),
      clientEgress([LINKERD_PROXY_INBOUND], [noted(CLIENTS, 'meshed pods at the other end')]),
    ],
    parameters: [],
    caveats: ['Linkerd’s documentation: a policy that blocks 4143 blocks all traffic between meshed pods.'],
    confidence: ['source'],
    sources: [
      'linkerd/website@93f00175:linkerd.io/content/2-edge/common-errors/network-policy.md',
      'linkerd/linkerd2@b24cd405:charts/linkerd-control-plane/values.yaml:165-173,245,253',
    ],
  },
];
