import { End } from './end';

/**
 * What became of a connection. `denied` is what a policy did and nothing else; a drop of the kernel, of a cloud's
 * firewall or of a broken connection is `unknown`.
 */
export type Verdict = 'allowed' | 'denied' | 'would-deny' | 'reset' | 'unknown';

/** Whose number a port is: the pod's, the Service's that was dialled, or the node's. Policies see the pod's only. */
export type PortKind = 'pod' | 'service' | 'node' | 'unknown';

/** Whose number a port of this end is, where the log sees packets that have been translated already. */
export function portKindOf({ facts: { role, service, owner } }: End): PortKind {
  if (role === 'workload') return 'pod';
  if (role === 'node') return 'node';
  return service?.name !== undefined && owner === undefined ? 'service' : 'unknown';
}

/**
 * How it is known who opened a connection: a reply flag of the log, a log of connections, a SYN, a port on which one
 * end listens, or the height of the port numbers.
 */
export type DirectionProof = 'flag' | 'stated' | 'syn' | 'listener' | 'heuristic';

/** The end at which something was seen. */
export type Side = 'src' | 'dst' | 'both';

/** A policy that a log names. */
export interface Decider {
  readonly kind?: string;
  readonly ns?: string;
  readonly name: string;
  readonly rule?: string;
}

/** Where the first line about something stands. */
export interface Reference {
  readonly file: string;
  readonly line: number;
}

/** One line of a collector in our words: a packet, or a connection, or what is left of several of them. */
export interface Observation {
  /** Milliseconds since 1970; undefined where the line has no time. */
  readonly at: number | undefined;
  readonly until?: number;
  /** How many packets or lines this stands for. */
  readonly count: number;
  /** How many connections, where the log has counted them. */
  readonly attempts?: number;
  readonly from: End;
  readonly to: End;
  /** `TCP`, `UDP`, `SCTP`, `ICMP` …; undefined where the log does not say. */
  readonly protocol: string | undefined;
  readonly sourcePort?: number;
  readonly port?: number;
  readonly portKind: PortKind;
  /** The port of the packet, where a mesh carries the connection over one of its own. */
  readonly transportPort?: number;
  readonly verdict: Verdict;
  readonly by?: readonly Decider[];
  /** Undefined where nothing in the line says that `from` opened the connection. */
  readonly proof?: DirectionProof;
  readonly side?: Side;
  /** Good for a picture, not for a policy. */
  readonly weak?: boolean;
  /** What kind of event this is. Two kinds at one moment are one packet told twice. */
  readonly event?: string;
  readonly note?: string;

  /** This is all there is to say about its connections: it is joined to no other line. */
  readonly whole?: WholeRecord;
}

/** What only a record that was put together before can say. */
export interface WholeRecord {
  readonly notes?: readonly string[];
  readonly symmetrical?: boolean;
  readonly ref?: Reference;
}

/** The same connection, for a line whose ends are the other way round. */
export function turned(observation: Observation): Observation {
  const { from, to, sourcePort, port, ...rest } = observation;
  return { ...rest, from: to, to: from, ...optionalPorts(port, sourcePort) };
}

function optionalPorts(
  sourcePort: number | undefined,
  port: number | undefined,
): Pick<Observation, 'sourcePort' | 'port'> {
  return { ...(sourcePort === undefined ? {} : { sourcePort }), ...(port === undefined ? {} : { port }) };
}
