import { ANYTHING, LABEL_SELECTOR, METADATA, STRING, Schema, list, struct } from '../../validation/object-schema';

const INTEGER: Schema = { kind: 'int32' };
const FLAG: Schema = { kind: 'boolean' };
const TEXTS: Schema = { kind: 'map' };
const SELECTORS = list(LABEL_SELECTOR);
const SECRET = struct('secret', { name: STRING, namespace: STRING });

const CIDR_SET = list(
  struct('CIDR set entry', {
    cidr: STRING,
    cidrGroupRef: STRING,
    cidrGroupSelector: LABEL_SELECTOR,
    except: list(STRING),
  }),
);

const GROUPS = list(
  struct('group', {
    aws: struct('AWS group', {
      labels: TEXTS,
      region: STRING,
      securityGroupsIds: list(STRING),
      securityGroupsNames: list(STRING),
    }),
  }),
);

const NAMES = list(struct('DNS name', { matchName: STRING, matchPattern: STRING }));

const SERVICES = list(
  struct('toServices entry', {
    k8sService: struct('k8sService', { serviceName: STRING, namespace: STRING }),
    k8sServiceSelector: struct('k8sServiceSelector', { selector: LABEL_SELECTOR, namespace: STRING }),
  }),
);

const ICMPS = list(
  struct('icmps entry', { fields: list(struct('ICMP field', { family: STRING, type: { kind: 'intOrString' } })) }),
);

const PORTS = list(struct('port', { port: STRING, endPort: INTEGER, protocol: STRING }));

const TLS = struct('TLS context', { certificate: STRING, privateKey: STRING, secret: SECRET, trustedCA: STRING });

const HTTP = struct('HTTP rule', {
  method: STRING,
  path: STRING,
  host: STRING,
  headers: list(STRING),
  headerMatches: list(struct('header match', { mismatch: STRING, name: STRING, secret: SECRET, value: STRING })),
});

const KAFKA = struct('Kafka rule', {
  apiKey: STRING,
  apiVersion: STRING,
  clientID: STRING,
  role: STRING,
  topic: STRING,
});

const PORT_RULE = struct('toPorts entry', {
  ports: PORTS,
  rules: struct('layer 7 rules', {
    http: list(HTTP),
    kafka: list(KAFKA),
    dns: NAMES,
    l7proto: STRING,
    l7: list(TEXTS),
  }),
  serverNames: list(STRING),
  listener: struct('listener', {
    envoyConfig: struct('Envoy configuration', { kind: STRING, name: STRING }),
    name: STRING,
    priority: INTEGER,
  }),
  originatingTLS: TLS,
  terminatingTLS: TLS,
});

const PORT_DENY_RULE = struct('toPorts entry of a deny rule', { ports: PORTS });
const AUTHENTICATION = struct('authentication', { mode: STRING });

/** What people write here who know the other API. */
function insteadOf(direction: 'from' | 'to') {
  return new Map([
    [
      'ports',
      'Write toPorts: [{ ports: [{ port: "8080", protocol: TCP }] }]. Dropped, the rule would be for every port.',
    ],
    ['from', 'Write fromEndpoints, fromEntities or fromCIDR.'],
    ['to', 'Write toEndpoints, toEntities or toCIDR.'],
    ['ipBlock', `Write ${direction}CIDR or ${direction}CIDRSet.`],
    ['podSelector', `Write ${direction}Endpoints.`],
    ['namespaceSelector', `Write ${direction}Endpoints with the key k8s:io.kubernetes.pod.namespace.`],
    [
      `${direction}Requires`,
      `Cilium 1.19 drops it without a word. Add its labels to each selector of ${direction}Endpoints.`,
    ],
  ]);
}

const FROM = {
  fromEndpoints: SELECTORS,
  fromEntities: list(STRING),
  fromCIDR: list(STRING),
  fromCIDRSet: CIDR_SET,
  fromNodes: SELECTORS,
  fromGroups: GROUPS,
  icmps: ICMPS,
};

const TO = {
  toEndpoints: SELECTORS,
  toEntities: list(STRING),
  toCIDR: list(STRING),
  toCIDRSet: CIDR_SET,
  toNodes: SELECTORS,
  toServices: SERVICES,
  toGroups: GROUPS,
  icmps: ICMPS,
};

const RULE = struct(
  'Cilium rule',
  {
    endpointSelector: LABEL_SELECTOR,
    nodeSelector: LABEL_SELECTOR,
    ingress: list(
      struct(
        'Cilium ingress rule',
        { ...FROM, toPorts: list(PORT_RULE), authentication: AUTHENTICATION },
        { instead: insteadOf('from') },
      ),
    ),
    ingressDeny: list(
      struct('Cilium ingress deny rule', { ...FROM, toPorts: list(PORT_DENY_RULE) }, { instead: insteadOf('from') }),
    ),
    egress: list(
      struct(
        'Cilium egress rule',
        { ...TO, toFQDNs: NAMES, toPorts: list(PORT_RULE), authentication: AUTHENTICATION },
        { instead: insteadOf('to') },
      ),
    ),
    egressDeny: list(
      struct('Cilium egress deny rule', { ...TO, toPorts: list(PORT_DENY_RULE) }, { instead: insteadOf('to') }),
    ),
    enableDefaultDeny: struct('enableDefaultDeny', { ingress: FLAG, egress: FLAG }),
    labels: list(struct('rule label', { key: STRING, source: STRING, value: STRING })),
    description: STRING,
    log: struct('log', { value: STRING }),
  },
  {
    instead: new Map([
      ['podSelector', 'Write endpointSelector.'],
      ['policyTypes', 'Remove it: each direction is decided by the sections that are there.'],
    ]),
  },
);

/** The fields of CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy, which are the same. */
export const CILIUM_POLICY_SCHEMA = struct('Cilium policy', {
  apiVersion: STRING,
  kind: STRING,
  metadata: METADATA,
  spec: RULE,
  specs: list(RULE),
  status: ANYTHING,
});

/** The fields of a CiliumCIDRGroup. */
export const CIDR_GROUP_SCHEMA = struct('CiliumCIDRGroup', {
  apiVersion: STRING,
  kind: STRING,
  metadata: METADATA,
  spec: struct('CiliumCIDRGroup spec', { externalCIDRs: list(STRING) }),
});
