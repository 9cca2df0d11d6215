import {
  NO_NAMESPACE,
  addresses,
  byDefault,
  calledByApiServer,
  callsApiServer,
  destination,
  egress,
  pods,
  scraped,
  tcp,
  unverified,
  workloadIngress,
  workloadPort,
} from '../fact-notation';
import { ServiceFacts } from '../service-facts';

const TARGET = workloadPort('the container port that is the target');

/** From where Google's load balancers and their health checks connect. */
const GOOGLE_FRONT_ENDS = ['35.191.0.0/16', '130.211.0.0/22', '2600:2d00:1:b029::/64', '2600:2d00:1:1::/64'];

export const LOAD_BALANCER: readonly ServiceFacts[] = [
  {
    id: 'lb.aws-alb',
    name: 'aws-load-balancer',
    category: 'load-balancer',
    title: 'AWS Load Balancer Controller, and its ALBs and NLBs with IP targets',
    namespace: byDefault('kube-system'),
    pods: [pods('controller', { 'app.kubernetes.io/name': 'aws-load-balancer-controller' })],
    hostNetwork: false,
    ports: [
      { port: tcp(9443), name: 'webhook-server', servicePorts: [443] },
      { port: tcp(8080), name: 'metrics-server' },
    ],
    flows: [
      workloadIngress(
        [TARGET],
        [destination('load-balancer-subnets', 'the CIDRs of the load balancers’ subnets, or of the VPC')],
      ),
      calledByApiServer([tcp(9443)]),
      scraped([tcp(8080)]),
      unverified(callsApiServer()),
      unverified(egress([tcp(443)], [destination('aws-apis', 'the APIs of EC2 and Elastic Load Balancing')])),
    ],
    parameters: [],
    caveats: [
      'With IP targets an ALB connects from its own interfaces in the load balancer subnets straight to the pod, and checks its health from there: only an ipBlock can allow it.',
      'An NLB with IP targets hides the client’s address by default. With instance targets the source is the client, or the node where externalTrafficPolicy is Cluster.',
    ],
    confidence: ['source'],
    sources: [
      'kubernetes-sigs/aws-load-balancer-controller@225f4456:docs/guide/service/annotations.md:342-344,619-624',
      'kubernetes-sigs/aws-load-balancer-controller@225f4456:docs/guide/service/nlb.md:149',
      'kubernetes-sigs/aws-load-balancer-controller@225f4456:helm/aws-load-balancer-controller/templates/deployment.yaml:248-251',
    ],
  },
  {
    id: 'lb.gclb',
    name: 'google-load-balancer',
    category: 'load-balancer',
    title: 'Google Cloud load balancers (container-native, NEG)',
    namespace: NO_NAMESPACE,
    pods: [],
    hostNetwork: false,
    ports: [],
    flows: [
      workloadIngress([TARGET], GOOGLE_FRONT_ENDS.map(addresses)),
      workloadIngress(
        [TARGET],
        [destination('proxy-only-subnet', 'the CIDR of the proxy-only subnet, for load balancers based on Envoy')],
        { optional: true },
      ),
    ],
    parameters: [],
    caveats: [
      'Health checks and proxied traffic both come from these ranges. Regional and internal load balancers, which are based on Envoy, use the proxy-only subnet as well.',
    ],
    confidence: ['documentation'],
    sources: ['https://cloud.google.com/load-balancing/docs/firewall-rules'],
  },
  {
    id: 'lb.azure',
    name: 'azure-load-balancer',
    category: 'load-balancer',
    title: 'Health probes of Azure load balancers (WireServer)',
    namespace: NO_NAMESPACE,
    pods: [],
    hostNetwork: false,
    ports: [],
    flows: [workloadIngress([workloadPort('the port that is probed')], [addresses('168.63.129.16/32')])],
    parameters: [],
    caveats: ['Probes come from 168.63.129.16 to the node, and mostly reach pods with the node’s address.'],
    confidence: ['documentation'],
    sources: ['MicrosoftDocs/azure-docs@0fa7eaf8:articles/virtual-network/what-is-ip-address-168-63-129-16.md'],
  },
];
