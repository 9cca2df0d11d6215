import {
  API_SERVER,
  API_SERVER_PORTS,
  BESIDE_THE_APPLICATION,
  NODES,
  NO_NAMESPACE,
  calledByApiServer,
  chosenPort,
  clientEgress,
  destination,
  ingress,
  noted,
  pods,
  podsIn,
  tcp,
} from '../fact-notation';
import { ServiceFacts } from '../service-facts';

/** The API server's own port where kubeadm runs it; the `kubernetes` Service offers it as 443. */
export const KUBEADM_API_SERVER_PORT = tcp(6443);

/** The pods through which calls of the API server come into an AKS cluster. */
export const AKS_KONNECTIVITY = { namespace: 'kube-system', labels: { app: 'konnectivity-agent' } } as const;

/** The same on GKE, with another label. */
export const GKE_KONNECTIVITY = { namespace: 'kube-system', labels: { 'k8s-app': 'konnectivity-agent' } } as const;

const WEBHOOK_PORT = chosenPort('the container port of the webhook');

export const CONTROL_PLANE: readonly ServiceFacts[] = [
  {
    id: 'k8s.apiserver',
    name: 'kube-api',
    category: 'control-plane',
    title: 'The Kubernetes API server',
    namespace: NO_NAMESPACE,
    pods: [],
    hostNetwork: true,
    ports: [
      { port: KUBEADM_API_SERVER_PORT, purpose: 'kubeadm, OpenShift, k3s, RKE2', servicePorts: [443] },
      { port: tcp(443), purpose: 'the endpoints of EKS, GKE and AKS', servicePorts: [443] },
    ],
    flows: [
      clientEgress(API_SERVER_PORTS, [
        noted(API_SERVER, 'each control-plane node, or the private addresses of the managed endpoint'),
      ]),
      clientEgress(
        [tcp(443)],
        [
          noted(
            destination('api-server-service', 'the ClusterIP of default/kubernetes'),
            'only where policies are judged before Service addresses are translated (VPC CNI, kube-router)',
          ),
        ],
        { optional: true },
      ),
    ],
    parameters: [],
    caveats: [
      'It is a static pod on the host network, or runs outside the cluster: no selector matches it, and the Service default/kubernetes has no selector either.',
      'Its addresses are in the EndpointSlices of default/kubernetes.',
      'From best to last resort: exact ipBlocks; ports 443 and 6443 without a peer, as the operators of OpenShift do; never namespaceSelector {}, which does not match it.',
      'Under Cilium an ipBlock does not match an API server on a node of the cluster unless policy-cidr-match-mode has nodes; use a CiliumNetworkPolicy with toEntities [kube-apiserver].',
      'The endpoints of GKE, AKS and EKS may be public addresses.',
    ],
    confidence: ['source'],
    sources: [
      'openshift/cluster-dns-operator@4b8ae499:manifests/0000_70_dns-operator_01-network-policy.yaml',
      'https://github.com/cilium/cilium/issues/20550',
      'https://github.com/cilium/cilium/issues/39573',
      'https://github.com/cilium/cilium/issues/14724',
      'elastic/cloud-on-k8s@7b93383d:deploy/eck-operator/templates/operator-network-policy.yaml:22-28',
    ],
  },
  {
    id: 'k8s.admission-webhook',
    name: 'webhook',
    category: 'control-plane',
    title: 'Admission and conversion webhooks, and aggregated APIs: what the API server calls',
    namespace: BESIDE_THE_APPLICATION,
    pods: [pods('webhook', {})],
    hostNetwork: false,
    ports: [{ port: WEBHOOK_PORT, servicePorts: [443] }],
    flows: [
      calledByApiServer([WEBHOOK_PORT], {
        note: 'self-managed: the API server’s host, or the own node where the source is rewritten; EKS: its network interfaces in the VPC',
      }),
      ingress(
        [WEBHOOK_PORT],
        [
          noted(podsIn(AKS_KONNECTIVITY.namespace, AKS_KONNECTIVITY.labels), 'AKS: from pods'),
          noted(podsIn(GKE_KONNECTIVITY.namespace, GKE_KONNECTIVITY.labels), 'GKE: the same, with another label key'),
        ],
        { optional: true },
      ),
    ],
    parameters: [],
    caveats: [
      'AKS and GKE tunnel calls into the cluster through konnectivity-agent pods of kube-system, labelled app there and k8s-app here: an ipBlock of the control plane does not match them.',
      'On EKS the source is one of the cluster’s network interfaces in the VPC subnets.',
      'Blocked, it says "failed calling webhook … context deadline exceeded". Several slow webhooks that fail open can use up the 30 seconds of a request and stop every pod from being admitted.',
      'Where no source can be named, open the port to everyone: TLS and the pinned CA are the control then.',
      'Usual container ports: 10250 (cert-manager, External Secrets, prometheus-operator, metrics-server), 9443 (controller-runtime: Kyverno, KEDA, CloudNativePG, ECK, AWS Load Balancer Controller), 8443 (ingress-nginx, Gatekeeper, Linkerd), 15017 (istiod), 8000 (Datadog), 8080 (Vault’s injector).',
    ],
    confidence: ['source'],
    sources: [
      'https://github.com/tigera/operator/pull/5212',
      'https://github.com/kubernetes/kubernetes/issues/128162',
      'https://github.com/redhat-cop/gitops-catalog/pull/430',
      'https://github.com/kubeflow/community-distribution/issues/3580',
    ],
  },
  {
    id: 'k8s.kubelet-probes',
    name: 'kubelet',
    category: 'control-plane',
    title: 'Probes of the kubelet, and other traffic of the own node',
    namespace: NO_NAMESPACE,
    pods: [],
    hostNetwork: true,
    ports: [],
    flows: [ingress('all', [noted(NODES, 'the own node only; the API allows it without a rule')])],
    parameters: [],
    caveats: [
      'The API says that ingress from the pod’s own node is allowed whatever the policies say. Its comment has no such sentence about egress; the documentation has.',
      'Implementations have broken it: kube-router (1017), kube-network-policies (65, 150), the strict mode of the VPC CNI (288), and Istio ambient rewrites the source to 169.254.7.127.',
      'So whatever is on the host network of the same node reaches the pod.',
    ],
    confidence: ['source'],
    sources: [
      'kubernetes/api@10b39a39:networking/v1/types.go',
      'https://github.com/cloudnativelabs/kube-router/issues/1017',
      'https://github.com/kubernetes-sigs/kind/issues/3875',
      'https://github.com/kubernetes-sigs/kube-network-policies/issues/65',
      'https://github.com/aws/aws-network-policy-agent/issues/288',
      'https://github.com/kubernetes-sigs/network-policy-api/issues/314',
    ],
  },
];
