/**
 * `netpol.map/v1`: what the page of `netpol map` knows. Columns and numbers, because a large cluster as rows of objects
 * is seven times as long. Everything is in an order that the input alone decides.
 */
export interface MapData {
  readonly schema: 'netpol.map/v1';
  /** What was read, for the heading. */
  readonly title: string;
  /** The day that the reader is to see on the page, `2026-11-25`. @default - none, so that equal inputs make equal files */
  readonly asOf?: string;
  /** Whether names are hashes. */
  readonly redacted: boolean;
  /** How to ask about one cell, without its ends: `netpol explain cluster/`. */
  readonly command: string;
  /** Sentences about what the answers leave out. */
  readonly notes: readonly string[];
  /** The namespaces by name; the last is the world outside the cluster. */
  readonly spaces: readonly string[];
  readonly ends: MapEnds;
  /** `app=web,tier=front`, which several ends may share. */
  readonly labels: readonly string[];
  readonly ports: MapPorts;
  /** What is allowed for sure, and what nobody can tell or hangs on conditions: requests, names. */
  readonly allowed: MapPairs;
  readonly undefined: MapPairs;
  readonly policies: readonly MapPolicy[];
  /** What became different. @default - nobody asked */
  readonly changes?: MapChanges;
  /** What was seen in flow logs. @default - nobody asked */
  readonly observed?: MapObserved;
}

/** Workloads ordered by namespace and name, then addresses. */
export interface MapEnds {
  /** Without the namespace: `web[Deployment]`, `10.0.0.0/8`. */
  readonly name: readonly string[];
  /** An index into `spaces`. */
  readonly space: readonly number[];
  /** Ends of one group have the same connections. */
  readonly group: readonly number[];
  /** By which rules of policies match: a class of pods, or the first atom of addresses. */
  readonly atom: readonly number[];
  /** An index into `labels`; -1 for addresses. */
  readonly labels: readonly number[];
  /** Whether some policy isolates it: 1 for ingress, 2 for egress, 3 for both. */
  readonly isolated: readonly number[];
}

/** Sets of ports, each once. */
export interface MapPorts {
  /** `TCP 80, 443` */
  readonly text: readonly string[];
  /** `protocol, first, last, …`; protocols by their place in `TCP`, `UDP`, `SCTP`. */
  readonly intervals: readonly (readonly number[])[];
}

/**
 * Connections between groups: for each source group, in order, `first, count, ports` for stretches of destinations with
 * the same ports.
 */
export type MapPairs = readonly (readonly number[])[];

/** A policy, and where it is written. */
export interface MapPolicy {
  /** `shop/web`, or `lockdown` for one of the whole cluster. */
  readonly name: string;
  readonly kind: string;
  /** `policies.yaml:12` */
  readonly place: string;
  /** Stretches of classes that it selects: `first, end, …`. */
  readonly subjects: readonly number[];
  /** Undefined for a direction that it leaves alone. */
  readonly ingress?: readonly MapRule[];
  readonly egress?: readonly MapRule[];
  /** Whether its rules are here; those of other kinds than NetworkPolicy are not. */
  readonly complete: boolean;
}

export interface MapRule {
  /** `ingress[0] (line 20)` */
  readonly where: string;
  /** An index into the sets of ports. */
  readonly ports: number;
  /** Ports by name, which the pods at the receiving end give a number: `TCP/http`. @default - none */
  readonly names?: readonly string[];
  /** Stretches of classes that it is about. @default - everyone */
  readonly pods?: readonly number[];
  /** Stretches of atoms that it is about. @default - everyone */
  readonly addresses?: readonly number[];
}

/** Columns of what changed. */
export interface MapChanges {
  readonly oldTitle: string;
  /** Ends at either side, several where those that are treated alike stand together. */
  readonly from: readonly (readonly number[])[];
  readonly to: readonly (readonly number[])[];
  /** Exactly which addresses an end outside is about; empty for pairs of workloads. */
  readonly addresses: readonly string[];
  /** Indexes into the sets of ports. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Indexes into `causes`. */
  readonly by: readonly (readonly number[])[];
  /** `policy shop/web changed (policies.yaml:12)` */
  readonly causes: readonly string[];
}

/** Columns of what flow logs show between ends that the map has. */
export interface MapObserved {
  readonly window: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
  /** Indexes into the sets of ports. */
  readonly ports: readonly number[];
  readonly count: readonly number[];
  /** How many records were about ends that the map does not have. */
  readonly elsewhere: number;
}
