import { Dialect, LOWEST_PRIORITY } from './dialects';
import { HIGHEST_PORT, LOWEST_PORT } from '../../model/port';
import {
  ANYTHING,
  CUSTOM_LABEL_SELECTOR,
  METADATA,
  STRING,
  Schema,
  StructSchema,
  int32,
  list,
  struct,
  text,
} from '../../validation/object-schema';

/**
 * The fields of the three kinds, as their definitions have them: kubernetes-sigs/network-policy-api v0.2.0 (v1alpha2) and
 * v0.1.8 (v1alpha1), config/crd.
 */

/** The definitions come in two channels. Where nobody says which one a cluster has, fields of both are taken. */
export type Channel = 'standard' | 'experimental';

const PORT = int32(LOWEST_PORT, HIGHEST_PORT);
const ONE = { minProperties: 1, maxProperties: 1 };
/** The length of the longest IPv6 block. */
const LONGEST_BLOCK = 43;

const instead = (fields: Record<string, string>): Pick<StructSchema, 'instead'> => ({
  instead: new Map(Object.entries(fields)),
});

const DROPPED_LABELS =
  'It was removed in release 0.1.7: the API server drops it, and the selector is of every namespace then. Write labels or names of namespaces.';

const NAMESPACES: StructSchema = {
  ...CUSTOM_LABEL_SELECTOR,
  ...instead({ sameLabels: DROPPED_LABELS, notSameLabels: DROPPED_LABELS }),
};

const DOMAIN_NAME = text({
  pattern: { matches: { test: isDomainName }, what: 'a DNS name of two labels or more, with *. in front at most' },
});

/** In time that grows with the length: the pattern of the definition says the same, its slip (A-z) included. */
function isDomainName(name: string): boolean {
  const labels = name.replace(/^\*\./, '').replace(/\.$/, '').split('.');
  return (
    labels.length >= 2 &&
    labels.every((label) => /^[A-z0-9]$|^[A-z0-9][-a-zA-Z0-9_]*$/.test(label) && !/[-_]$/.test(label.slice(1)))
  );
}

function schemaOf(dialect: Dialect, channel: Channel | undefined): StructSchema {
  const { kind, limits, actions, portsField, version } = dialect;
  const isBaseline = dialect.onlyName !== undefined;
  const pods = struct(
    'pods selector',
    { namespaceSelector: NAMESPACES, podSelector: CUSTOM_LABEL_SELECTOR },
    {
      required: dialect.podsOfEveryNamespace ? ['podSelector'] : ['namespaceSelector', 'podSelector'],
      ...instead({ namespaces: 'Write namespaceSelector: that shape was removed in release 0.1.7.' }),
    },
  );
  const ingressPeer = { namespaces: NAMESPACES, pods };
  const experimental: Record<string, Schema> = {
    nodes: CUSTOM_LABEL_SELECTOR,
    ...(dialect.hasDomainNames ? { domainNames: list(DOMAIN_NAME, { minItems: 1, maxItems: 25, isSet: true }) } : {}),
  };
  const egressPeer = {
    ...ingressPeer,
    networks: list(text({ maxLength: LONGEST_BLOCK }), { minItems: 1, maxItems: 25, isSet: true }),
    ...(channel === 'standard' ? {} : experimental),
  };
  const inPeers = {
    podSelector: 'Write pods: { podSelector: … }.',
    namespaceSelector: 'Write namespaces, or pods: { namespaceSelector: …, podSelector: … }.',
  };
  const rule = (direction: 'ingress' | 'egress') => {
    const peersField = direction === 'ingress' ? 'from' : 'to';
    const peer =
      direction === 'ingress'
        ? struct('peer of an ingress rule', ingressPeer, { ...ONE, ...instead({ ...inPeers, ...noAddresses }) })
        : struct('peer of an egress rule', egressPeer, {
            ...ONE,
            ...instead({ ...inPeers, ipBlock: 'Write networks: a list of blocks. There is no except.' }),
          });
    return struct(
      `rule for ${direction}`,
      {
        name: text({ maxLength: 100 }),
        action: text({ oneOf: Object.keys(actions) }),
        [peersField]: list(peer, { minItems: 1, maxItems: limits.peers }),
        [portsField]: list(version === 'v1alpha2' ? PROTOCOL : portEntry(channel), {
          minItems: 1,
          maxItems: limits.ports,
        }),
      },
      {
        required: ['action', peersField],
        ...instead({
          [portsField === 'ports' ? 'protocols' : 'ports']:
            `Write ${portsField}, as ${version} calls it: the API server drops this field, and the rule would be about every port.`,
          [peersField === 'from' ? 'to' : 'from']: `The peers of a rule for ${direction} stand under ${peersField}.`,
        }),
      },
    );
  };
  const pruned = (field: string, what: string) => `Remove it: ${what}, and the API server drops ${field}.`;
  return struct(
    kind,
    {
      apiVersion: STRING,
      kind: STRING,
      metadata: METADATA,
      spec: struct(
        `spec of a ${kind}`,
        {
          ...(version === 'v1alpha2' ? { tier: text({ oneOf: ['Admin', 'Baseline'] }) } : {}),
          ...(isBaseline ? {} : { priority: int32(0, LOWEST_PRIORITY) }),
          subject: struct('subject', { namespaces: NAMESPACES, pods }, { ...ONE, ...instead(inPeers) }),
          ingress: list(rule('ingress'), { maxItems: limits.rules }),
          egress: list(rule('egress'), { maxItems: limits.rules }),
        },
        {
          required: [...(version === 'v1alpha2' ? ['tier'] : []), ...(isBaseline ? [] : ['priority']), 'subject'],
          ...instead({
            podSelector: 'Write subject: { pods: { podSelector: … } }.',
            policyTypes: 'Remove it: a direction is about the rules that stand in it, and nothing is isolated.',
            ...(version === 'v1alpha1' ? { tier: pruned('tier', `the kind ${kind} is the tier`) } : {}),
            ...(isBaseline ? { priority: pruned('priority', 'there is only one baseline') } : {}),
          }),
        },
      ),
      status: ANYTHING,
    },
    { required: ['metadata', 'spec'] },
  );
}

const noAddresses = {
  networks: 'Ingress knows no addresses: only a NetworkPolicy with an ipBlock can speak of traffic from outside.',
  nodes: 'Ingress knows no nodes.',
  domainNames: 'Ingress knows no names.',
  ipBlock: 'Ingress knows no addresses: only a NetworkPolicy with an ipBlock can speak of traffic from outside.',
};

const DESTINATION_PORT = struct(
  'destinationPort',
  { number: PORT, range: struct('range of ports', { start: PORT, end: PORT }, { required: ['start', 'end'] }) },
  ONE,
);
const ofProtocol = (name: string) =>
  struct(
    `protocol ${name}`,
    { destinationPort: DESTINATION_PORT },
    {
      minProperties: 1,
      ...instead({ port: 'Write destinationPort: { number: … }.', number: 'Indent it under destinationPort.' }),
    },
  );
const PROTOCOL = struct(
  'entry of protocols',
  { tcp: ofProtocol('tcp'), udp: ofProtocol('udp'), sctp: ofProtocol('sctp'), destinationNamedPort: STRING },
  {
    ...ONE,
    ...instead({
      portNumber: 'Write tcp: { destinationPort: { number: … } }, or udp or sctp.',
      portRange: 'Write tcp: { destinationPort: { range: { start: …, end: … } } }, or udp or sctp.',
      namedPort: 'Write destinationNamedPort.',
      icmp: 'Rules cannot speak of ICMP alone: one without protocols is about it too.',
    }),
  },
);

function portEntry(channel: Channel | undefined): StructSchema {
  return struct(
    'entry of ports',
    {
      portNumber: struct('portNumber', { protocol: STRING, port: PORT }, { required: ['port'] }),
      portRange: struct('portRange', { protocol: STRING, start: PORT, end: PORT }, { required: ['start', 'end'] }),
      ...(channel === 'standard' ? {} : { namedPort: STRING }),
    },
    {
      ...ONE,
      ...instead({ port: 'Write portNumber: { protocol: …, port: … }.', protocol: 'Indent it under portNumber.' }),
    },
  );
}

const schemas = new Map<string, StructSchema>();

/** The fields of a kind, in one channel of its definition or in both. */
export function policyApiSchema(dialect: Dialect, channel: Channel | undefined): StructSchema {
  const key = `${dialect.kind} ${channel}`;
  let schema = schemas.get(key);
  if (!schema) schemas.set(key, (schema = schemaOf(dialect, channel)));
  return schema;
}
