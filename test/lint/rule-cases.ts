/** A manifest on which a rule speaks, and one nearby on which it must not. */
export interface RuleCase {
  readonly violating: string;
  readonly clean: string;
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
    clean: toBlock('cidr: 0.0.0.0/0, except: [169.254.0.0/16, 100.64.0.0/10, 168.63.129.16/32]'),
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
};

/** Rules that speak only about older releases. */
export const KUBERNETES_OF_RULE: Readonly<Record<string, string>> = { 'cidr-host-bits': '1.32' };
