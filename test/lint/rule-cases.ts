import { Cidr, Platform } from '../../src';

/** A manifest on which a rule speaks, and one nearby on which it must not. */
export interface RuleCase {
  readonly violating: string;
  readonly clean: string;
  /** The network plugin to check for. */
  readonly cni?: string;
  /** The plugin of the clean case, where the manifest is the same. */
  readonly cleanCni?: string;
  /** The cluster to check for. */
  readonly platform?: Platform;
}

/** A NetworkPolicy of namespace shop; the spec in flow style. */
export function np(spec: string, metadata = 'name: allow-web'): string {
  return `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {namespace: shop, ${metadata}}\nspec: ${spec}\n`;
}

const selectApp = 'podSelector: {matchLabels: {app: web}}';
const toApi = 'to: [{podSelector: {matchLabels: {app: api}}}]';
const dns = '{ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]}';
const egress = (rules: string) => np(`{${selectApp}, policyTypes: [Egress], egress: [${rules}, ${dns}]}`);
const ingress = (rules: string) => np(`{${selectApp}, policyTypes: [Ingress], ingress: [${rules}]}`);
const toBlock = (block: string, more = '') => egress(`{to: [{ipBlock: {${block}}}${more}], ports: [{port: 80}]}`);
const annotated = (annotations: string) =>
  np(
    `{${selectApp}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}`,
    `name: allow-web, annotations: {${annotations}}`,
  );

/** A Deployment whose pods carry `app: NAME`. */
export function deployment(
  name: string,
  options: { namespace?: string; ports?: string; pod?: string; labels?: string } = {},
): string {
  const {
    namespace = 'shop',
    ports = '[{containerPort: 8080, name: http}]',
    pod = '',
    labels = `app: ${name}`,
  } = options;
  return `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {namespace: ${namespace}, name: ${name}}\nspec: {selector: {matchLabels: {${labels}}}, template: {metadata: {labels: {${labels}}}, spec: {${pod}containers: [{name: c, image: i, ports: ${ports}}]}}}\n`;
}

export function service(name: string, spec: string, namespace = 'shop'): string {
  return `---\napiVersion: v1\nkind: Service\nmetadata: {namespace: ${namespace}, name: ${name}}\nspec: {${spec}}\n`;
}

const namespaces = (...names: string[]) =>
  names.map((name) => `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`).join('');
const pod = (spec: string, status = '') =>
  `---\napiVersion: v1\nkind: Pod\nmetadata: {namespace: shop, name: web, labels: {app: web}}\nspec: {${spec}containers: [{name: c, image: i}]}\n${status}`;
const web = deployment('web');
const api = deployment('api');
const denyAll = (type: string) => np(`{podSelector: {}, policyTypes: [${type}]}`, 'name: deny-all');
const fromApi = (ports = '') => ingress(`{from: [{podSelector: {matchLabels: {app: api}}}]${ports}}`);
const twoNumbers =
  deployment('web', { ports: '[{containerPort: 80, name: http}]' }) +
  deployment('old', { labels: 'app: web, old: yes-old', ports: '[{containerPort: 81, name: http}]' });
const webhook = `---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: w}\nwebhooks: [{name: w.example.com, clientConfig: {service: {namespace: shop, name: web}}}]\n`;
const certificate =
  '---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {namespace: shop, name: web, annotations: {cert-manager.io/cluster-issuer: le}}\nspec: {}\n';
const dnsTo = (peers: string, port = 53) =>
  np(
    `{${selectApp}, policyTypes: [Egress], egress: [{to: [${peers}], ports: [{protocol: UDP, port: ${port}}, {protocol: TCP, port: ${port}}]}]}`,
  );
const cacheDaemon =
  '---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {namespace: kube-system, name: node-local-dns}\nspec: {template: {metadata: {labels: {k8s-app: node-local-dns}}, spec: {hostNetwork: true, containers: []}}}\n';

/** The day on which the cases are checked. */
export const NOW = new Date('2027-01-15T12:00:00Z');

export const RULE_CASES: Readonly<Record<string, RuleCase>> = {
  'rules-without-policy-type': {
    violating: np(`{${selectApp}, policyTypes: [Ingress], egress: [{${toApi}}]}`),
    clean: np(`{${selectApp}, policyTypes: [Ingress, Egress], egress: [{${toApi}}, ${dns}]}`),
  },
  'egress-deny-without-policy-type': {
    violating: np('{podSelector: {}, egress: []}'),
    clean: np('{podSelector: {}, egress: [], policyTypes: [Egress]}'),
  },
  'policy-types-missing': {
    violating: np('{podSelector: {}, ingress: []}'),
    clean: np('{podSelector: {}, ingress: [], policyTypes: [Ingress]}'),
  },
  'dns-udp-without-tcp': {
    violating: np(`{${selectApp}, policyTypes: [Egress], egress: [{ports: [{protocol: UDP, port: 53}]}]}`),
    clean: np(`{${selectApp}, policyTypes: [Egress], egress: [{ports: [{protocol: UDP, port: 53}, {protocol: TCP}]}]}`),
  },
  'dns-not-reachable': {
    violating: np(`{${selectApp}, policyTypes: [Egress], egress: [{${toApi}, ports: [{port: 80}]}]}`),
    clean:
      np(`{${selectApp}, policyTypes: [Egress], egress: [{${toApi}, ports: [{port: 80}]}]}`) +
      np(`{podSelector: {}, policyTypes: [Egress], egress: [${dns}]}`, 'name: allow-dns'),
  },
  'namespace-label-name': {
    violating: ingress('{from: [{namespaceSelector: {matchLabels: {name: team}}}]}'),
    clean: ingress('{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: team}}}]}'),
  },
  'contradictory-selector': {
    violating: np(
      '{podSelector: {matchLabels: {app: a}, matchExpressions: [{key: app, operator: NotIn, values: [a]}]}}',
    ),
    clean: np(
      '{podSelector: {matchExpressions: [{key: app, operator: In, values: [a, b]}, {key: app, operator: NotIn, values: [a]}]}}',
    ),
  },
  'separate-peers': {
    violating: ingress(
      '{from: [{namespaceSelector: {matchLabels: {team: a}}}, {podSelector: {matchLabels: {app: b}}}]}',
    ),
    clean: ingress('{from: [{namespaceSelector: {matchLabels: {team: a}}, podSelector: {matchLabels: {app: b}}}]}'),
  },
  'udp-protocol-missing': {
    violating: egress(`{${toApi}, ports: [{port: 8125}]}`),
    clean: egress(`{${toApi}, ports: [{port: 8125, protocol: UDP}, {port: 123, protocol: TCP}]}`),
  },
  'metadata-endpoint-reachable': {
    violating: toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]'),
    clean: toBlock('cidr: 0.0.0.0/0, except: [169.254.0.0/16, 100.64.0.0/10, 168.63.129.16/32, 192.0.0.0/24]'),
  },
  'world-egress-without-except': {
    violating: toBlock('cidr: 0.0.0.0/0'),
    clean: toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]'),
  },
  'except-incomplete': {
    violating: toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]'),
    clean: toBlock(
      'cidr: 0.0.0.0/0, except: [10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]',
    ),
  },
  'ipv6-unrestricted': {
    violating: toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]', ", {ipBlock: {cidr: '::/0'}}"),
    clean: toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]', ", {ipBlock: {cidr: '2000::/3'}}"),
  },
  'cidr-host-bits': {
    violating: toBlock('cidr: 10.0.0.5/8'),
    clean: toBlock('cidr: 10.0.0.5/32'),
  },
  'allow-all-ingress': { violating: ingress('{}'), clean: ingress('{ports: [{port: 80}]}') },
  'allow-all-egress': { violating: egress('{}'), clean: egress('{ports: [{port: 80}]}') },
  'every-namespace-peer': {
    violating: ingress('{from: [{namespaceSelector: {}}], ports: [{port: 80}]}'),
    clean: ingress('{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: prometheus}}}]}'),
  },
  'duplicate-policy-name': {
    violating: np('{podSelector: {}, policyTypes: [Ingress]}') + np('{podSelector: {}, policyTypes: [Egress]}'),
    clean:
      np('{podSelector: {}, policyTypes: [Ingress]}') +
      np('{podSelector: {}, policyTypes: [Egress]}', 'name: deny-out'),
  },
  'duplicate-policy': {
    violating:
      np('{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}, {port: 90}]}]}', 'name: one-way') +
      np('{policyTypes: [Ingress], ingress: [{ports: [{port: 90, protocol: TCP}, {port: 80}]}]}', 'name: other-way'),
    clean:
      np('{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}]}]}', 'name: one-way') +
      np('{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 90}]}]}', 'name: other-way'),
  },
  'redundant-rule': {
    violating: ingress('{ports: [{port: 80}, {port: 90}]}, {from: [{podSelector: {}}], ports: [{port: 80}]}'),
    clean: ingress('{ports: [{port: 80}]}, {from: [{podSelector: {}}], ports: [{port: 90}]}'),
  },
  'redundant-peer': {
    violating: ingress('{from: [{namespaceSelector: {}}, {namespaceSelector: {matchLabels: {team: a}}}]}'),
    clean: ingress(
      '{from: [{namespaceSelector: {matchLabels: {team: b}}}, {namespaceSelector: {matchLabels: {team: a}}}]}',
    ),
  },
  'redundant-policy': {
    violating:
      np('{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}', 'name: allow-within') +
      np(`{${selectApp}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {a: b}}}]}]}`),
    clean:
      np('{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {}}]}]}', 'name: allow-within') +
      np(`{${selectApp}, policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {a: b}}}]}]}`),
  },
  'owner-missing': {
    violating: annotated('cdk8s-netpol/owner: team-a') + np('{}', 'name: allow-other'),
    clean: annotated('cdk8s-netpol/owner: team-a'),
  },
  'reason-missing': {
    violating: annotated('cdk8s-netpol/reason: orders') + np('{ingress: [{}]}', 'name: allow-other'),
    clean: annotated('cdk8s-netpol/reason: orders') + np('{}', 'name: deny-ingress'),
  },
  'exception-without-expiry': {
    violating: annotated('cdk8s-netpol/exception-owner: team-a'),
    clean: annotated('cdk8s-netpol/exception-owner: team-a, cdk8s-netpol/exception-expires: "2027-12-31"'),
  },
  'exception-expired': {
    violating: annotated('cdk8s-netpol/exception-expires: "2027-01-14"'),
    clean: annotated('cdk8s-netpol/exception-expires: "2027-01-15"'),
  },
  'exception-expires-soon': {
    violating: annotated('cdk8s-netpol/exception-expires: "2027-02-01"'),
    clean: annotated('cdk8s-netpol/exception-expires: "2027-12-31"'),
  },
  'vague-name': {
    violating: np('{podSelector: {}}', 'name: test-network-policy'),
    clean: np('{podSelector: {}}', 'name: test-runner-policy'),
  },
  'probes-misunderstood': {
    violating: np(
      '{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: [{port: 80}]}]}',
      'name: allow-liveness-probes',
    ),
    clean: np(
      '{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 130.211.0.0/22}}]}]}',
      'name: allow-health-checks',
    ),
  },
  'api-server-by-selector': {
    violating: egress('{to: [{namespaceSelector: {}, podSelector: {matchLabels: {component: kube-apiserver}}}]}'),
    clean: egress('{to: [{ipBlock: {cidr: 10.0.0.1/32}}], ports: [{port: 6443}]}'),
  },
  'namespace-without-policy': { violating: web, clean: web + denyAll('Ingress') },
  'default-deny-ingress-missing': { violating: web + ingress('{}'), clean: web + ingress('{}') + denyAll('Ingress') },
  'default-deny-egress-missing': { violating: web + denyAll('Ingress'), clean: web + denyAll('Egress') },
  'workload-open-ingress': { violating: web + api + ingress('{}'), clean: web + ingress('{}') },
  'workload-open-egress': { violating: web + ingress('{}'), clean: web + denyAll('Egress') },
  'policy-selects-nothing': { violating: api + ingress('{}'), clean: web + ingress('{}') },
  'peer-matches-nothing': { violating: web + fromApi(), clean: web + api + fromApi() },
  'namespace-not-found': {
    violating:
      web +
      namespaces('shop', 'orders') +
      ingress('{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: order}}}]}'),
    clean:
      web +
      namespaces('shop', 'orders') +
      ingress('{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: orders}}}]}'),
  },
  'label-misspelt': {
    violating: deployment('web', { labels: 'app: checkout' }) + np('{podSelector: {matchLabels: {app: chekout}}}'),
    clean: deployment('web', { labels: 'app: checkout-v1' }) + np('{podSelector: {matchLabels: {app: checkout-v2}}}'),
  },
  'service-port-in-policy': {
    violating:
      web +
      service('web', 'selector: {app: web}, ports: [{port: 80, targetPort: http}]') +
      ingress('{ports: [{port: 80}]}'),
    clean:
      web +
      service('web', 'selector: {app: web}, ports: [{port: 80, targetPort: http}]') +
      ingress('{ports: [{port: 8080}]}'),
  },
  'named-port-not-found': {
    violating: web + ingress('{ports: [{port: https}]}'),
    clean: web + ingress('{ports: [{port: http}]}'),
  },
  'named-port-ambiguous': {
    violating: twoNumbers + ingress('{ports: [{port: http}]}'),
    clean: web + ingress('{ports: [{port: http}]}'),
  },
  'host-network-subject': { violating: pod('hostNetwork: true, ') + ingress('{}'), clean: pod('') + ingress('{}') },
  'host-network-peer': {
    violating: web + deployment('api', { pod: 'hostNetwork: true, ' }) + fromApi(),
    clean: web + api + fromApi(),
  },
  'world-ingress': {
    violating:
      web +
      service('web', 'selector: {app: web}, ports: [{port: 80}]') +
      ingress('{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}'),
    clean:
      web +
      service('web', 'type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]') +
      ingress('{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}'),
  },
  'webhook-not-reachable': {
    violating:
      web +
      webhook +
      service('web', 'selector: {app: web}, ports: [{port: 443, targetPort: 8080}]') +
      denyAll('Ingress'),
    clean:
      web +
      webhook +
      service('web', 'selector: {app: web}, ports: [{port: 443, targetPort: 8080}]') +
      ingress('{ports: [{port: 8080}]}'),
  },
  'acme-solver-blocked': {
    violating: web + certificate + denyAll('Ingress'),
    clean:
      web +
      certificate +
      denyAll('Ingress') +
      np(
        '{podSelector: {matchLabels: {acme.cert-manager.io/http01-solver: "true"}}, policyTypes: [Ingress], ingress: [{ports: [{port: 8089}]}]}',
      ),
  },
  'node-local-dns-not-reachable': {
    violating: cacheDaemon + dnsTo('{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}'),
    clean: cacheDaemon + dnsTo('{ipBlock: {cidr: 169.254.20.10/32}}'),
  },
  'dns-port-elsewhere': {
    violating: dnsTo('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}'),
    clean: dnsTo('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}', 5353),
  },
  'ip-block-covers-pods': {
    violating: pod('', 'status: {podIP: 10.1.2.3}\n') + toBlock('cidr: 10.0.0.0/8'),
    clean: pod('', 'status: {podIP: 10.1.2.3}\n') + toBlock('cidr: 203.0.113.0/24'),
  },
  'ip-block-covers-services': {
    violating: web + service('web', 'clusterIP: 10.96.0.10, selector: {app: web}') + toBlock('cidr: 10.96.0.0/12'),
    clean: web + service('web', 'clusterIP: None, selector: {app: web}') + toBlock('cidr: 10.96.0.0/12'),
  },
  'one-sided-flow': {
    violating: web + api + egress(`{${toApi}, ports: [{port: 8080}]}`) + denyAll('Ingress'),
    clean:
      web +
      api +
      egress(`{${toApi}, ports: [{port: 8080}]}`) +
      np(
        '{podSelector: {matchLabels: {app: api}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]}',
        'name: allow-api',
      ),
  },
  'cni-enforces-nothing': { violating: ingress('{}'), clean: ingress('{}'), cni: 'flannel', cleanCni: 'canal' },
  'cni-port-range-ignored': {
    violating: ingress('{ports: [{port: 80, endPort: 90}]}'),
    clean: ingress('{ports: [{port: 80, endPort: 90}]}'),
    cni: 'cilium@1.15',
    cleanCni: 'cilium@1.16',
  },
  'cni-world-block-without-pods': {
    violating: toBlock('cidr: 0.0.0.0/0'),
    clean: toBlock('cidr: 0.0.0.0/0', ', {namespaceSelector: {}}'),
    cni: 'cilium',
  },
  'cni-named-port': {
    violating: ingress('{ports: [{port: http}]}'),
    clean: ingress('{ports: [{port: http}]}'),
    cni: 'ovn-kubernetes',
    cleanCni: 'calico',
  },
  'cni-portless-entry-lost': {
    violating: ingress('{ports: [{}, {port: 80}]}'),
    clean: ingress('{ports: [{protocol: UDP}, {port: 80}]}'),
    cni: 'ovn-kubernetes',
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
  'cni-ipv6-ignored': {
    violating: toBlock("cidr: '2001:db8::/32'"),
    clean: toBlock("cidr: '2001:db8::/32'"),
    cni: 'azure-npm',
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
  'cni-block-without-effect': {
    violating: toBlock('cidr: 10.0.0.10/32'),
    clean: toBlock('cidr: 203.0.113.0/24'),
    cni: 'cilium',
    platform: Platform.kubeadm({ apiServer: [Cidr.of('10.0.0.10/32')] }),
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
  'cni-too-many-blocks': {
    violating: ingress(
      `{from: [${Array.from({ length: 400 }, (_, i) => `{ipBlock: {cidr: 203.0.${i >> 8}.${i & 255}/32}}`).join(', ')}]}`,
    ),
    clean: ingress(
      `{from: [${Array.from({ length: 399 }, (_, i) => `{ipBlock: {cidr: 203.0.${i >> 8}.${i & 255}/32}}`).join(', ')}]}`,
    ),
    cni: 'azure-npm',
  },
  'cni-own-node-blocked': { violating: egress('{}'), clean: ingress('{}'), cni: 'calico' },
  'cni-service-address-judged': {
    violating: egress('{}'),
    clean: egress('{}'),
    cni: 'kube-router',
    cleanCni: 'calico',
  },
  'cni-support-unknown': {
    violating: ingress('{ports: [{port: 80, endPort: 90}]}'),
    clean: ingress('{ports: [{port: 80}]}'),
    cni: 'gke-dataplane-v2',
  },
  'named-port-to-block': {
    violating: egress('{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: http}]}'),
    clean: egress('{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 80}]}'),
  },
  'cni-bare-pod': { violating: pod('') + ingress('{}'), clean: web + ingress('{}'), cni: 'aws-vpc-cni' },
};

/** Rules that speak only about older releases. */
export const KUBERNETES_OF_RULE: Readonly<Record<string, string>> = { 'cidr-host-bits': '1.32' };
