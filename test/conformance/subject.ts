import type { LabelSelector, Protocol } from '../naive/kubernetes';
import type { EndpointRef, Options, Verdict } from '../naive/naive';

export type { EndpointRef, Options, Protocol, Verdict };

/**
 * Whatever claims to know what NetworkPolicies mean: the naive evaluator, the engine, and later others. The fixtures
 * and the public corpus ask all of them the same; an adapter translates names and shapes and decides nothing.
 */
export interface Subject {
  name: string;
  /** Fast enough to be asked everything about the largest public cases (some millions of verdicts). */
  judgesLargeCases: boolean;
  load(objects: unknown[], options: Options): LoadedSubject;
  /** What changed from one set of objects to another, in no particular order; unchanged pairs are left out. */
  diff?(before: unknown[], after: unknown[], options: Options): ChangedConnection[];
}

export interface LoadedSubject {
  /** Throws where a pod or workload is not an endpoint (unknown, or run to its end). */
  verdict(from: EndpointRef, to: EndpointRef, protocol: Protocol, port: number): Verdict;
  /**
   * The whole relation: every pair that may talk, with what it may talk on. Rows of the same pair add up, and so do
   * rows with touching address ranges. A workload and itself is left out; the address space outside is whole (it
   * holds the addresses of pods too, as addresses).
   */
  relation?(): Connection[];
  /**
   * Who, beyond the pods in the input, could reach a workload or be reached by it, as far as the policies of the
   * workload's own side go: rows of one workload and direction add up.
   */
  exposure?(): Exposure[];
  /** The workloads that no policy isolates in a direction, once per direction. */
  notIsolated?(): { workload: string; direction: Exposure['direction'] }[];
}

/** A workload as `namespace/owner[Kind]`, or the addresses from first to last, both included and of one family. */
export type RelationEnd = { workload: string } | { first: string; last: string };

/** Ports `from` to `to` of one protocol, both included. */
export interface PortRange {
  protocol: Protocol;
  from: number;
  to: number;
}

export interface Connection {
  from: RelationEnd;
  to: RelationEnd;
  ports: PortRange[];
}

export interface ChangedConnection {
  from: RelationEnd;
  to: RelationEnd;
  /** Empty where nothing was allowed, or one end did not exist. */
  before: PortRange[];
  after: PortRange[];
}

/** Pods that may exist or not: those that `pods` selects in the namespaces that `namespace` names or selects. */
export interface PossiblePods {
  namespace: string | LabelSelector;
  pods: LabelSelector;
}

export interface Exposure {
  workload: string;
  /** Ingress: the peer may reach the workload. Egress: the workload may reach the peer. */
  direction: 'Ingress' | 'Egress';
  peer: 'entire-cluster' | PossiblePods | { first: string; last: string };
  ports: PortRange[];
  /** Names that only the peer can resolve: an egress rule with a named port, towards pods that do not exist yet. */
  namedPorts?: { protocol: Protocol; name: string }[];
}
