import { Cidr, Platform } from '../../../src';
import { RuleCases } from '../rule-case';
import { api, dnsTo, egress, ingress, pod, service, toApi, toBlock, web } from '../rule-manifests';

const anyone = `---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: anyone}
spec: {tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Accept, from: [{namespaces: {}}]}]}
`;
const cilium = (spec: string, kind = 'CiliumNetworkPolicy') =>
  `---\napiVersion: cilium.io/v2\nkind: ${kind}\nmetadata: {name: c, namespace: shop}\nspec: ${spec}\n`;
const WEB = 'endpointSelector: {matchLabels: {app: web}}';
const DENY = 'ingressDeny: [{fromEntities: [world]}]';
const NAMES = 'egress: [{toFQDNs: [{matchName: api.example.com}]}';
const DNS = "{toEntities: [cluster], toPorts: [{ports: [{port: '53'}], rules: {dns: [{matchPattern: '*'}]}}]}";
const toService = (name: string) =>
  `egress: [{toServices: [{k8sService: {serviceName: ${name}, namespace: shop}}], toPorts: [{ports: [{port: '80'}]}]}]`;

export const PLUGINS_CASES: RuleCases = {
  'cilium-deny-isolates': {
    violating: web + cilium(`{${WEB}, ${DENY}}`),
    clean: web + cilium(`{${WEB}, ${DENY}, enableDefaultDeny: {ingress: false}}`),
  },
  'cilium-empty-list': {
    violating: web + cilium(`{${WEB}, ingress: [{fromEndpoints: []}]}`),
    clean: web + cilium(`{${WEB}, ingress: [{fromEntities: [cluster]}]}`),
  },
  'cilium-names-without-dns': {
    violating: web + cilium(`{${WEB}, ${NAMES}]}`),
    clean: web + cilium(`{${WEB}, ${NAMES}, ${DNS}]}`),
  },
  'cilium-own-namespace-only': {
    violating: web + cilium(`{${WEB}, ingress: [{fromEndpoints: [{}]}]}`),
    clean: web + cilium(`{${WEB}, ingress: [{fromEntities: [all]}]}`),
  },
  'cilium-service-not-found': {
    violating:
      web + service('web', 'selector: {app: web}, ports: [{port: 80}]') + cilium(`{${WEB}, ${toService('nobody')}}`),
    clean: web + service('web', 'selector: {app: web}, ports: [{port: 80}]') + cilium(`{${WEB}, ${toService('web')}}`),
  },
  'cni-bare-pod': { violating: pod('') + ingress('{}'), clean: web + ingress('{}'), cni: 'aws-vpc-cni' },
  'cni-block-without-effect': {
    violating: toBlock('cidr: 10.0.0.10/32'),
    clean: toBlock('cidr: 203.0.113.0/24'),
    cni: 'cilium',
    platform: Platform.kubeadm({ apiServer: [Cidr.of('10.0.0.10/32')] }),
  },
  'cni-enforces-nothing': { violating: ingress('{}'), clean: ingress('{}'), cni: 'flannel', cleanCni: 'canal' },
  'cni-ipv6-ignored': {
    violating: toBlock("cidr: '2001:db8::/32'"),
    clean: toBlock("cidr: '2001:db8::/32'"),
    cni: 'azure-npm',
    cleanCni: 'calico',
  },
  'cni-kind-not-enforced': {
    violating: anyone,
    clean: anyone,
    cni: 'ovn-kubernetes',
    cleanCni: 'kube-network-policies',
  },
  'cni-named-port': {
    violating: ingress('{ports: [{port: http}]}'),
    clean: ingress('{ports: [{port: http}]}'),
    cni: 'ovn-kubernetes',
    cleanCni: 'calico',
  },
  'cni-own-node-blocked': { violating: egress('{}'), clean: ingress('{}'), cni: 'calico' },
  'cni-port-range-ignored': {
    violating: ingress('{ports: [{port: 80, endPort: 90}]}'),
    clean: ingress('{ports: [{port: 80, endPort: 90}]}'),
    cni: 'cilium@1.15',
    cleanCni: 'cilium@1.16',
  },
  'cni-portless-entry-lost': {
    violating: ingress('{ports: [{}, {port: 80}]}'),
    clean: ingress('{ports: [{protocol: UDP}, {port: 80}]}'),
    cni: 'ovn-kubernetes',
  },
  'cni-service-address-judged': {
    violating: egress('{}'),
    clean: egress('{}'),
    cni: 'kube-router',
    cleanCni: 'calico',
  },
  'cni-service-port-differs': {
    violating:
      web +
      api +
      service('api', 'selector: {app: api}, ports: [{port: 80, targetPort: 8080}]') +
      egress(`{${toApi}, ports: [{port: 8080}]}`),
    clean:
      web +
      api +
      service('api', 'selector: {app: api}, ports: [{port: 8080}]') +
      egress(`{${toApi}, ports: [{port: 8080}]}`),
    cni: 'aws-vpc-cni',
  },
  'cni-service-selector-differs': {
    violating: dnsTo(
      '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns, eks.amazonaws.com/component: coredns}}}',
    ),
    clean: dnsTo(
      '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}',
    ),
    cni: 'aws-vpc-cni',
  },
  'cni-support-unknown': {
    violating: ingress('{ports: [{port: 80, endPort: 90}]}'),
    clean: ingress('{ports: [{port: 80}]}'),
    cni: 'gke-dataplane-v2',
  },
  'cni-too-many-blocks': {
    violating: ingress(
      `{from: [${Array.from({ length: 400 }, (_, i) => `{ipBlock: {cidr: 203.0.${i >> 8}.${i & 255}/32}}`).join(', ')}]}`,
    ),
    clean: ingress(
      `{from: [${Array.from({ length: 399 }, (_, i) => `{ipBlock: {cidr: 203.0.${i >> 8}.${i & 255}/32}}`).join(', ')}]}`,
    ),
    cni: 'azure-npm',
  },
  'cni-too-many-ports': {
    violating: egress(
      `{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [${Array.from({ length: 25 }, (_, i) => `{port: ${i + 1}}`).join(', ')}]}`,
    ),
    clean: egress(
      `{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [${Array.from({ length: 24 }, (_, i) => `{port: ${i + 1}}`).join(', ')}]}`,
    ),
    cni: 'aws-vpc-cni',
  },
  'cni-world-block-without-pods': {
    violating: toBlock('cidr: 0.0.0.0/0'),
    clean: toBlock('cidr: 0.0.0.0/0', ', {namespaceSelector: {}}'),
    cni: 'cilium',
  },
};
