import { ANYTHING, METADATA, STRING, StructSchema, int32, list, struct, text } from '../../validation/object-schema';

/**
 * The fields of Calico's kinds, with the limits of their definitions. Source: projectcalico/calico@87c1590, api/config/crd.
 */

const SELECTOR = text({ maxLength: 1024 });
const FLAG = { kind: 'boolean' } as const;
const NUMBER_OR_TEXT = { kind: 'intOrString' } as const;

const ENTITY = struct(
  'source or destination',
  {
    nets: list(STRING, { maxItems: 256 }),
    notNets: list(STRING, { maxItems: 256 }),
    selector: SELECTOR,
    notSelector: SELECTOR,
    namespaceSelector: SELECTOR,
    ports: list(NUMBER_OR_TEXT, { maxItems: 50 }),
    notPorts: list(NUMBER_OR_TEXT, { maxItems: 50 }),
    serviceAccounts: struct('serviceAccounts', { names: list(STRING), selector: STRING }),
    services: struct('services', { name: STRING, namespace: STRING }),
  },
  {
    instead: new Map([
      ['podSelector', "Calico has one selector in its own language: selector: app == 'web'."],
      ['ipBlock', 'Write nets: ["10.0.0.0/8"], and what is left out under notNets.'],
      ['cidr', 'Write nets: ["10.0.0.0/8"].'],
      ['domains', 'Names of DNS are for Calico Enterprise; open source Calico has addresses only: nets.'],
    ]),
  },
);

const ICMP = struct('ICMP match', { type: int32(0, 254), code: int32(0, 255) });

const RULE = struct(
  'rule',
  {
    action: text({ oneOf: ['Allow', 'Deny', 'Log', 'Pass'] }),
    ipVersion: { kind: 'int32' },
    protocol: NUMBER_OR_TEXT,
    notProtocol: NUMBER_OR_TEXT,
    icmp: ICMP,
    notICMP: ICMP,
    source: ENTITY,
    destination: ENTITY,
    http: struct('HTTP match', {
      methods: list(STRING, { maxItems: 20 }),
      paths: list(struct('path', { exact: text({ maxLength: 1024 }), prefix: text({ maxLength: 1024 }) }), {
        maxItems: 20,
      }),
    }),
    metadata: struct('metadata of a rule', { annotations: { kind: 'map' } }),
  },
  {
    required: ['action'],
    instead: new Map([
      ['from', 'Write source.'],
      ['to', 'Write destination.'],
      ['ports', 'Ports stand under destination (or under source, for those that traffic comes from).'],
      ['notIcmp', 'Write notICMP.'],
    ]),
  },
);

const COMMON = {
  tier: STRING,
  order: ANYTHING,
  selector: SELECTOR,
  serviceAccountSelector: SELECTOR,
  types: list(text({ oneOf: ['Ingress', 'Egress'] }), { isSet: true }),
  ingress: list(RULE, { maxItems: 1024 }),
  egress: list(RULE, { maxItems: 1024 }),
  performanceHints: list(text({ oneOf: ['AssumeNeededOnEveryNode'] }), { isSet: true }),
};

const GLOBAL = { ...COMMON, namespaceSelector: SELECTOR, doNotTrack: FLAG, preDNAT: FLAG, applyOnForward: FLAG };

const STAGED = { stagedAction: text({ oneOf: ['Set', 'Delete', 'Learn', 'Ignore'] }) };

const INSTEAD = {
  instead: new Map([
    ['podSelector', "Calico has one selector in its own language: selector: app == 'web'."],
    ['policyTypes', 'Write types.'],
    ['namespaceSelector', 'A policy of a namespace is about that namespace; write a GlobalNetworkPolicy for several.'],
  ]),
};

function object(title: string, spec: StructSchema): StructSchema {
  return struct(title, { apiVersion: STRING, kind: STRING, metadata: METADATA, spec, status: ANYTHING });
}

/** By kind. */
export const CALICO_SCHEMAS: ReadonlyMap<string, StructSchema> = new Map([
  ['NetworkPolicy', object('NetworkPolicy of Calico', struct('spec', COMMON, INSTEAD))],
  ['GlobalNetworkPolicy', object('GlobalNetworkPolicy', struct('spec', GLOBAL, INSTEAD))],
  ['StagedNetworkPolicy', object('StagedNetworkPolicy', struct('spec', { ...COMMON, ...STAGED }, INSTEAD))],
  ['StagedGlobalNetworkPolicy', object('StagedGlobalNetworkPolicy', struct('spec', { ...GLOBAL, ...STAGED }, INSTEAD))],
  ['NetworkSet', object('NetworkSet', struct('spec', { nets: list(STRING) }))],
  ['GlobalNetworkSet', object('GlobalNetworkSet', struct('spec', { nets: list(STRING) }))],
  ['Tier', object('Tier', struct('spec', { order: ANYTHING, defaultAction: text({ oneOf: ['Deny', 'Pass'] }) }))],
  [
    'HostEndpoint',
    object(
      'HostEndpoint',
      struct('spec', {
        node: STRING,
        interfaceName: STRING,
        expectedIPs: list(STRING),
        profiles: list(STRING),
        ports: list(
          struct(
            'port',
            { name: STRING, protocol: NUMBER_OR_TEXT, port: int32(1, 65535) },
            { required: ['name', 'protocol', 'port'] },
          ),
        ),
      }),
    ),
  ],
]);
