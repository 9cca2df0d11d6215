import {
  ANYONE,
  SCRAPER,
  addresses,
  byDefault,
  callsApiServer,
  clientEgress,
  destination,
  egress,
  ingress,
  noted,
  ownPods,
  pods,
  podsIn,
  podsOf,
  scraped,
  tcp,
  udp,
} from '../fact-notation';
import { ServiceFacts } from '../service-facts';

const QUESTIONS = [udp(53), tcp(53)];
const OPENSHIFT_QUESTIONS = [udp(5353), tcp(5353)];
const GARDENER_QUESTIONS = [udp(8053), tcp(8053)];
const KUBE_DNS = pods('dns', { 'k8s-app': 'kube-dns' });

/** Where NodeLocal DNSCache listens on every node. */
export const NODE_LOCAL_DNS_ADDRESS = '169.254.20.10/32';

/** What CoreDNS itself asks, wherever it was installed. */
const UPSTREAM = [
  callsApiServer({ note: 'watches Services and EndpointSlices' }),
  egress(QUESTIONS, [destination('upstream-dns', 'the resolvers that names outside the cluster are forwarded to')]),
];

export const CLUSTER_DNS: readonly ServiceFacts[] = [
  {
    id: 'dns.kubeadm',
    name: 'dns',
    category: 'cluster-dns',
    title: 'CoreDNS as kubeadm installs it',
    namespace: byDefault('kube-system'),
    pods: [KUBE_DNS],
    hostNetwork: false,
    ports: [
      { port: udp(53), name: 'dns', servicePorts: [53] },
      { port: tcp(53), name: 'dns-tcp', servicePorts: [53] },
      { port: tcp(9153), name: 'metrics' },
      { port: tcp(8080), name: 'liveness-probe' },
      { port: tcp(8181), name: 'readiness-probe' },
    ],
    flows: [clientEgress(QUESTIONS), ingress(QUESTIONS, [ANYONE]), scraped([tcp(9153)]), ...UPSTREAM],
    parameters: [],
    caveats: [
      'UDP alone is not enough: an answer that does not fit into a datagram is asked for again over TCP.',
      'The Service and the label are still called kube-dns, although the server is CoreDNS.',
      'Names outside the cluster go to the resolvers of the node (dnsPolicy Default, /etc/resolv.conf).',
    ],
    confidence: ['source'],
    sources: ['kubernetes/kubernetes@008b3652:cmd/kubeadm/app/phases/addons/dns/manifests.go'],
  },
  {
    id: 'dns.eks',
    name: 'dns',
    category: 'cluster-dns',
    title: 'CoreDNS on Amazon EKS',
    namespace: byDefault('kube-system'),
    pods: [KUBE_DNS],
    hostNetwork: false,
    ports: [
      { port: udp(53), name: 'dns' },
      { port: tcp(53), name: 'dns-tcp' },
      { port: tcp(9153), name: 'metrics' },
    ],
    flows: [clientEgress(QUESTIONS), ingress(QUESTIONS, [ANYONE]), ...UPSTREAM],
    parameters: [],
    caveats: [
      'The VPC CNI judges before the Service address is translated. Its controller adds the address of a Service only where the podSelector of the peer matches the selector of that Service: select exactly k8s-app=kube-dns. One label more, such as eks.amazonaws.com/component=coredns, and DNS fails.',
      'In the strict mode of the VPC CNI, CoreDNS itself needs policies for all that it talks to.',
      'The user guide once asked for equal Service and container ports; the controller maps them now.',
    ],
    confidence: ['source'],
    sources: [
      'aws/amazon-network-policy-controller-k8s@ecc7e6a7:pkg/resolvers/endpoints.go:451-520',
      'awsdocs/amazon-eks-user-guide@4d52b4d0:latest/ug/networking/eks-networking-add-ons.adoc:859,1181,1334-1351,1433-1437',
      'awsdocs/amazon-eks-user-guide@4d52b4d0:latest/ug/nodes/update-stack.adoc:34',
    ],
  },
  {
    id: 'dns.gke',
    name: 'dns',
    category: 'cluster-dns',
    title: 'kube-dns and NodeLocal DNSCache on GKE',
    namespace: byDefault('kube-system'),
    pods: [KUBE_DNS],
    hostNetwork: false,
    ports: [
      { port: udp(53), name: 'dns' },
      { port: tcp(53), name: 'dns-tcp' },
    ],
    flows: [
      clientEgress(QUESTIONS, [
        ownPods(),
        noted(
          podsIn('kube-system', { 'k8s-app': 'node-local-dns' }),
          'Dataplane V2 redirects to the cache as an ordinary pod, with a pod address',
        ),
        noted(addresses(NODE_LOCAL_DNS_ADDRESS), 'NodeLocal DNSCache without Dataplane V2'),
      ]),
      clientEgress(
        QUESTIONS,
        [noted(addresses('169.254.169.254/32'), 'where Cloud DNS for GKE answers through the metadata server')],
        { optional: true },
      ),
      ingress(QUESTIONS, [ANYONE]),
      ...UPSTREAM,
    ],
    parameters: [],
    caveats: [
      'The node cache is always on with Autopilot. Standard clusters have it by default since 1.33.1 according to one page of the documentation, since 1.34.1-gke.3720000 according to a newer one.',
      'Dataplane V2 rewrites the kube-dns address to a node-local-dns pod and judges policies on that pod: a rule for kube-dns alone loses DNS silently.',
      'The cache asks kube-dns over TCP: a policy on the kube-dns pods must let 53/TCP in from the nodes.',
    ],
    confidence: ['documentation', 'secondary'],
    sources: [
      'https://docs.cloud.google.com/kubernetes-engine/docs/how-to/nodelocal-dns-cache',
      'https://github.com/restatedev/restate-operator/pull/88',
      'two public repositories that describe the redirect of Dataplane V2 independently',
    ],
  },
  {
    id: 'dns.aks',
    name: 'dns',
    category: 'cluster-dns',
    title: 'CoreDNS on AKS',
    namespace: byDefault('kube-system'),
    pods: [KUBE_DNS],
    hostNetwork: false,
    ports: [
      { port: udp(53), name: 'dns' },
      { port: tcp(53), name: 'dns-tcp' },
    ],
    flows: [clientEgress(QUESTIONS), ingress(QUESTIONS, [ANYONE]), ...UPSTREAM],
    parameters: [],
    caveats: [
      'That CoreDNS runs in kube-system is documented. That its label is the usual k8s-app=kube-dns is from memory.',
      'With AKS LocalDNS, pods ask a link-local address on the node (169.254.10.x, from memory), which only an ipBlock opens.',
    ],
    confidence: ['documentation', 'memory'],
    sources: ['https://learn.microsoft.com/en-us/azure/aks/coredns-custom', 'from memory'],
  },
  {
    id: 'dns.openshift',
    name: 'dns',
    category: 'cluster-dns',
    title: 'CoreDNS on OpenShift (dns-default)',
    namespace: byDefault('openshift-dns'),
    pods: [pods('dns', { 'dns.operator.openshift.io/daemonset-dns': 'default' })],
    hostNetwork: false,
    ports: [
      { port: udp(5353), name: 'dns', servicePorts: [53] },
      { port: tcp(5353), name: 'dns-tcp', servicePorts: [53] },
      { port: tcp(9154), name: 'metrics', purpose: 'kube-rbac-proxy' },
      { port: tcp(8080), purpose: 'liveness' },
      { port: tcp(8181), purpose: 'readiness' },
    ],
    flows: [
      clientEgress(OPENSHIFT_QUESTIONS),
      ingress(OPENSHIFT_QUESTIONS, [ANYONE]),
      ingress([tcp(9154)], [podsIn('openshift-monitoring')]),
      ...UPSTREAM,
    ],
    parameters: [],
    caveats: [
      'The Service offers 53 and the pods listen on 5353. Policies are judged on the pod, so a rule for port 53 never matches.',
      'The DNS operator installs policies of its own in openshift-dns: a default deny, and an allow with egress to every address for upstream resolvers.',
      'There is no NodeLocal DNSCache: DNS runs on every node already, and the Service prefers the own node.',
    ],
    confidence: ['source'],
    sources: [
      'openshift/cluster-dns-operator@4b8ae499:pkg/manifests/assets/dns/service.yaml',
      'openshift/cluster-dns-operator@4b8ae499:pkg/manifests/assets/dns/daemonset.yaml',
      'openshift/cluster-dns-operator@4b8ae499:pkg/manifests/assets/dns/networkpolicy-allow.yaml',
      'openshift/cluster-dns-operator@4b8ae499:pkg/manifests/assets/networkpolicy-deny-all.yaml',
      'openshift/cluster-dns-operator@4b8ae499:pkg/operator/controller/names.go:12',
    ],
  },
  {
    id: 'dns.k3s',
    name: 'dns',
    category: 'cluster-dns',
    title: 'CoreDNS on k3s',
    namespace: byDefault('kube-system'),
    pods: [KUBE_DNS],
    hostNetwork: false,
    ports: [
      { port: udp(53), name: 'dns' },
      { port: tcp(53), name: 'dns-tcp' },
      { port: tcp(9153), name: 'metrics' },
    ],
    flows: [clientEgress(QUESTIONS), ingress(QUESTIONS, [ANYONE]), ...UPSTREAM],
    parameters: [],
    caveats: ['Policies are enforced by a built-in kube-router.'],
    confidence: ['source'],
    sources: ['k3s-io/k3s@0064a396:manifests/coredns.yaml'],
  },
  {
    id: 'dns.rke2',
    name: 'dns',
    category: 'cluster-dns',
    title: 'CoreDNS on RKE2',
    namespace: byDefault('kube-system'),
    pods: [KUBE_DNS],
    hostNetwork: false,
    ports: [
      { port: udp(53), name: 'dns' },
      { port: tcp(53), name: 'dns-tcp' },
    ],
    flows: [clientEgress(QUESTIONS), ingress(QUESTIONS, [ANYONE]), ...UPSTREAM],
    parameters: [],
    caveats: [
      'Under the CIS profile RKE2 writes policies itself into kube-system, kube-public and default: default-network-policy (within the namespace only), default-network-dns-policy, and one each for ingress, its webhook, traefik, metrics-server and the snapshot validation webhook. Own policies must not take those names.',
      'With flannel it also writes rke2-flannel-host-networking, which lets the first address of each pod CIDR in: traffic of the nodes.',
    ],
    confidence: ['source'],
    sources: [
      'rancher/rke2@6ce1a801:pkg/rke2/np.go:32-170',
      'rancher/rke2@6ce1a801:pkg/controllers/cisnetworkpolicy/controller.go:20-160',
    ],
  },
  {
    id: 'dns.gardener',
    name: 'dns',
    category: 'cluster-dns',
    title: 'CoreDNS on Gardener shoots (Kyma among them)',
    namespace: byDefault('kube-system'),
    pods: [KUBE_DNS],
    hostNetwork: false,
    ports: [
      { port: udp(8053), name: 'dns', servicePorts: [53] },
      { port: tcp(8053), name: 'dns-tcp', servicePorts: [53] },
    ],
    flows: [
      clientEgress(GARDENER_QUESTIONS, [
        podsIn({ 'gardener.cloud/purpose': 'kube-system' }, { 'k8s-app': 'kube-dns' }),
      ]),
      clientEgress(QUESTIONS, [podsIn({ 'gardener.cloud/purpose': 'kube-system' }, { 'k8s-app': 'node-local-dns' })]),
      ingress(GARDENER_QUESTIONS, [ANYONE]),
      ...UPSTREAM,
    ],
    parameters: [],
    caveats: ['The pods listen on 8053, neither on 53 nor on 5353: the container port of DNS is no constant.'],
    confidence: ['secondary'],
    sources: ['what Kyma’s telemetry module documents of its own policies'],
  },
  {
    id: 'dns.nodelocal',
    name: 'dns-cache',
    category: 'cluster-dns',
    title: 'NodeLocal DNSCache, the upstream add-on',
    namespace: byDefault('kube-system'),
    pods: [pods('cache', { 'k8s-app': 'node-local-dns' })],
    hostNetwork: true,
    ports: [
      { port: udp(53), name: 'dns' },
      { port: tcp(53), name: 'dns-tcp' },
      { port: tcp(9253), name: 'metrics' },
      { port: tcp(8080), purpose: 'health, on the local address' },
    ],
    flows: [
      clientEgress(QUESTIONS, [addresses(NODE_LOCAL_DNS_ADDRESS)]),
      clientEgress(
        QUESTIONS,
        [destination('cluster-dns-address', 'the ClusterIP of kube-dns, which the cache also binds in iptables mode')],
        { optional: true },
      ),
      egress([tcp(53)], [podsOf('dns.kubeadm')], {
        note: 'arrives at kube-dns from addresses of nodes, always over TCP',
      }),
      ingress([tcp(9253)], [SCRAPER]),
    ],
    parameters: [],
    caveats: [
      'It is on the host network: podSelector peers never match it, in either direction. (On GKE with Dataplane V2 it is an ordinary pod.)',
      'It forwards cluster names over TCP only: a policy on kube-dns with 53/UDP alone breaks the cache.',
      'Allow the link-local address and the kube-dns pods in one rule; then turning the cache on or off breaks nothing.',
    ],
    confidence: ['source'],
    sources: [
      'kubernetes/kubernetes@028f956d:cluster/addons/dns/nodelocaldns/nodelocaldns.yaml',
      'https://docs.tigera.io/calico-enterprise/latest/networking/configuring/node-local-dns-cache',
    ],
  },
];
