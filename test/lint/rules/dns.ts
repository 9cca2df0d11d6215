import { RuleCases } from '../rule-case';
import { cacheDaemon, dns, dnsTo, np, selectApp, toApi } from '../rule-manifests';

export const DNS_CASES: RuleCases = {
  'dns-not-reachable': {
    violating: np(`{${selectApp}, policyTypes: [Egress], egress: [{${toApi}, ports: [{port: 80}]}]}`),
    clean:
      np(`{${selectApp}, policyTypes: [Egress], egress: [{${toApi}, ports: [{port: 80}]}]}`) +
      np(`{podSelector: {}, policyTypes: [Egress], egress: [${dns}]}`, 'name: allow-dns'),
  },
  'dns-port-elsewhere': {
    violating: dnsTo('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}'),
    clean: dnsTo('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}', 5353),
  },
  'dns-udp-without-tcp': {
    violating: np(`{${selectApp}, policyTypes: [Egress], egress: [{ports: [{protocol: UDP, port: 53}]}]}`),
    clean: np(`{${selectApp}, policyTypes: [Egress], egress: [{ports: [{protocol: UDP, port: 53}, {protocol: TCP}]}]}`),
  },
  'node-local-dns-not-reachable': {
    violating: cacheDaemon + dnsTo('{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}'),
    clean: cacheDaemon + dnsTo('{ipBlock: {cidr: 169.254.20.10/32}}'),
  },
};
