import { LabelSelectorSpec } from '../../model/network-policy';

/**
 * What a Cilium policy says, after the API server has decoded it. A list that is missing and one that is empty differ
 * in meaning nearly everywhere.
 */
export interface CiliumRuleSpec {
  readonly endpointSelector?: LabelSelectorSpec;
  readonly nodeSelector?: LabelSelectorSpec;
  readonly ingress?: readonly CiliumEntrySpec[];
  readonly ingressDeny?: readonly CiliumEntrySpec[];
  readonly egress?: readonly CiliumEntrySpec[];
  readonly egressDeny?: readonly CiliumEntrySpec[];
  readonly enableDefaultDeny?: { readonly ingress?: boolean; readonly egress?: boolean };
}

/** One entry of `ingress`, `egress` or their deny lists; of the peers only those of its direction are there. */
export interface CiliumEntrySpec {
  readonly fromEndpoints?: readonly LabelSelectorSpec[];
  readonly fromEntities?: readonly string[];
  readonly fromCIDR?: readonly string[];
  readonly fromCIDRSet?: readonly CidrRuleSpec[];
  readonly fromNodes?: readonly LabelSelectorSpec[];
  readonly fromGroups?: readonly GroupSpec[];
  readonly toEndpoints?: readonly LabelSelectorSpec[];
  readonly toEntities?: readonly string[];
  readonly toCIDR?: readonly string[];
  readonly toCIDRSet?: readonly CidrRuleSpec[];
  readonly toNodes?: readonly LabelSelectorSpec[];
  readonly toServices?: readonly ServiceRuleSpec[];
  readonly toGroups?: readonly GroupSpec[];
  readonly toFQDNs?: readonly NameSpec[];
  readonly toPorts?: readonly PortRuleSpec[];
  readonly icmps?: readonly { readonly fields?: readonly IcmpFieldSpec[] }[];
  readonly authentication?: { readonly mode?: string };
}

export interface CidrRuleSpec {
  readonly cidr?: string;
  readonly cidrGroupRef?: string;
  readonly cidrGroupSelector?: LabelSelectorSpec;
  readonly except?: readonly string[];
}

export interface GroupSpec {
  readonly aws?: {
    readonly securityGroupsIds?: readonly string[];
    readonly securityGroupsNames?: readonly string[];
    readonly labels?: Readonly<Record<string, string>>;
  };
}

export interface ServiceRuleSpec {
  readonly k8sService?: { readonly serviceName?: string; readonly namespace?: string };
  readonly k8sServiceSelector?: { readonly selector?: LabelSelectorSpec; readonly namespace?: string };
}

export interface NameSpec {
  readonly matchName?: string;
  readonly matchPattern?: string;
}

export interface PortRuleSpec {
  readonly ports?: readonly PortSpec[];
  readonly rules?: LayerSevenSpec;
  readonly serverNames?: readonly string[];
  readonly listener?: { readonly name?: string };
  readonly terminatingTLS?: unknown;
}

export interface PortSpec {
  readonly port?: string;
  readonly endPort?: number;
  readonly protocol?: string;
}

export interface LayerSevenSpec {
  readonly http?: readonly HttpSpec[];
  readonly kafka?: readonly KafkaSpec[];
  readonly dns?: readonly NameSpec[];
  readonly l7proto?: string;
  readonly l7?: readonly Readonly<Record<string, string>>[];
}

export interface HttpSpec {
  readonly method?: string;
  readonly path?: string;
  readonly host?: string;
  readonly headers?: readonly string[];
  readonly headerMatches?: readonly { readonly name?: string; readonly value?: string; readonly mismatch?: string }[];
}

export interface KafkaSpec {
  readonly role?: string;
  readonly apiKey?: string;
  readonly topic?: string;
  readonly clientID?: string;
}

export interface IcmpFieldSpec {
  readonly family?: string;
  readonly type?: number | string;
}

/** The four sections of a rule. */
export const SECTIONS = ['ingress', 'ingressDeny', 'egress', 'egressDeny'] as const;
export type Section = (typeof SECTIONS)[number];

/** What an entry can name as peers, by direction. At most one of them may hold something. */
export const PEER_FIELDS = {
  ingress: ['fromEndpoints', 'fromEntities', 'fromCIDR', 'fromCIDRSet', 'fromNodes', 'fromGroups'],
  egress: ['toEndpoints', 'toEntities', 'toCIDR', 'toCIDRSet', 'toNodes', 'toServices', 'toGroups', 'toFQDNs'],
} as const;

/** The peers of which an empty list selects nobody; the others count as missing when they are empty. */
export const CLOSED_WHEN_EMPTY: ReadonlySet<string> = new Set([
  'fromEndpoints',
  'fromEntities',
  'fromCIDR',
  'fromCIDRSet',
  'fromNodes',
  'toEndpoints',
  'toEntities',
  'toCIDR',
  'toCIDRSet',
  'toNodes',
]);

export const ENTITIES = [
  'all',
  'world',
  'cluster',
  'host',
  'init',
  'ingress',
  'unmanaged',
  'remote-node',
  'health',
  'none',
  'kube-apiserver',
] as const;

/** Whether a section is about traffic that comes in. */
export function isIngress(section: Section): boolean {
  return section.startsWith('ingress');
}

/** Whether a section denies. */
export function isDeny(section: Section): boolean {
  return section.endsWith('Deny');
}
