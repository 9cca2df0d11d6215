/** What is known about one thing that a network plugin may or may not do. */
export type Support = 'yes' | 'no' | 'partly' | 'unknown';

/** One cell of the matrix of network plugins. */
export interface Capability {
  readonly support: Support;
  /** What a reader must know to use the answer. */
  readonly note?: string;
  /** Concluded from source code or from a list of exceptions; the project does not say it. @default false */
  readonly inferred?: boolean;
  /** `owner/repository:path` or the address of a document or an issue. @default - the source of the whole profile */
  readonly source?: string;
}

/** What becomes of a port by name, where it is not looked up on each pod as the API says. */
export type NamedPortEffect = 'opens-protocol' | 'drops-policy' | 'per-namespace' | 'one-number';

/** A cell about ports by name. */
export interface NamedPortCapability extends Capability {
  /** @default - as the API says, or not known */
  readonly effect?: NamedPortEffect;
}

/** A cell about how much of something there may be. */
export interface LimitedCapability extends Capability {
  /** @default - no limit is known */
  readonly limit?: number;
}

/** What the API offers: part 1 of the matrix. */
export interface CoreCapabilities {
  /** Policies have an effect at all. */
  readonly enforces: Capability;
  readonly ingress: Capability;
  readonly egress: Capability;
  /** Blocks of addresses outside the cluster. */
  readonly ipBlock: Capability;
  readonly except: Capability;
  readonly endPort: Capability;
  readonly namedPorts: NamedPortCapability;
  readonly sctp: Capability;
  /** `matchExpressions` in a namespaceSelector. */
  readonly namespaceExpressions: Capability;
  readonly ipv6: Capability;
  /** "Every port of a protocol" beside a numbered port of it, in one rule. */
  readonly portlessEntries: Capability;
  /** Pods that no controller made. */
  readonly barePods: Capability;
  /** Port entries beside a block. */
  readonly portsPerBlock: LimitedCapability;
  /** Blocks in one policy. */
  readonly blocksPerPolicy: LimitedCapability;
}

/** What the API leaves open: part 2 of the matrix. */
export interface BoundaryCapabilities {
  /** A block matches pods whose address it holds. */
  readonly ipBlockMatchesPods: Capability;
  /** A block matches nodes whose address it holds. */
  readonly ipBlockMatchesNodes: Capability;
  /** A policy restricts pods with hostNetwork that it selects. */
  readonly hostNetworkSubject: Capability;
  /** A selector matches pods with hostNetwork at the other end. */
  readonly hostNetworkPeer: Capability;
  /** A pod reaches itself on its own address. */
  readonly self: Capability;
  /** A pod reaches itself through its Service. */
  readonly selfThroughService: Capability;
  /** The node, the kubelet's probes among it, reaches its pods. */
  readonly nodeToPod: Capability;
  /** A pod whose egress is isolated reaches its own node without a rule. */
  readonly podToOwnNode: Capability;
  /** Egress is judged on the pod behind a Service, and not on the address and port of the Service. */
  readonly judgesPodBehindService: Capability;
}

/** What goes beyond NetworkPolicy v1: part 3 of the matrix. */
export interface WiderCapabilities {
  /** AdminNetworkPolicy and BaselineAdminNetworkPolicy (v1alpha1). */
  readonly adminNetworkPolicy: Capability;
  /** ClusterNetworkPolicy (v1alpha2). */
  readonly clusterNetworkPolicy: Capability;
  /** A dry run, an audit mode or a log of what policies deny. */
  readonly audit: Capability;
  /** Rules about DNS names, in policies of the plugin's own. */
  readonly dnsNames: Capability;
  /** Rules about HTTP and the like, in policies of the plugin's own. */
  readonly layer7: Capability;
}

/** Everything known about a network plugin at one version. */
export interface CniProfile extends CoreCapabilities, BoundaryCapabilities, WiderCapabilities {
  /** As on the command line, for example `cilium`. */
  readonly name: string;
  /** What people call it. */
  readonly title: string;
  /** The versions these facts were read from. */
  readonly facts: string;
  /** Where the cells without a source of their own come from. */
  readonly source: string;
}

export function yes(note?: string, source?: string): Capability {
  return cell('yes', note, source);
}

export function no(note?: string, source?: string): Capability {
  return cell('no', note, source);
}

export function partly(note: string, source?: string): Capability {
  return cell('partly', note, source);
}

/** No source was found. */
export const UNKNOWN: Capability = { support: 'unknown' };

/** The same, concluded and not stated. */
export function inferred(capability: Capability): Capability {
  return { ...capability, inferred: true };
}

function cell(support: Support, note: string | undefined, source: string | undefined): Capability {
  return { support, ...(note === undefined ? {} : { note }), ...(source === undefined ? {} : { source }) };
}
