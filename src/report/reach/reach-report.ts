import { WayIn } from '../../evidence/ways-in';
import { AddressRange } from '../../model/address-set';
import { PolicyType } from '../../model/network-policy';
import { plural } from '../../model/plural';
import { PortSet } from '../../model/port-set';
import { Exposure } from '../../reachability/reasoning/exposure';
import { Connection, Connections } from '../../reachability/relation/connections';
import { countEndpoints } from '../../reachability/relation/endpoint-groups';
import { Endpoint, WorkloadEndpoint } from '../../reachability/relation/endpoints';
import { NotIsolated } from '../../reachability/relation/isolation';
import { describeAddresses } from '../wording/address-text';
import { MOST_WORKLOADS, shortList } from '../wording/short-list';

/** What the renderers of `netpol reach` print. */
export interface ReachReport {
  readonly connections: Connections;
  readonly notIsolated: readonly NotIsolated[];
  /** The workloads that have no connection at all, also none that is undefined. */
  readonly alone: readonly WorkloadEndpoint[];
  /** What the network plugin does not enforce, in sentences. */
  readonly limits: readonly string[];
  /** How traffic comes in from outside: what Ingresses and routes lead to. @default - nothing does */
  readonly waysIn?: readonly WayIn[];
  /** Undefined where nobody asked. */
  readonly exposures?: readonly Exposure[];
  /** The workloads whose peers may be everyone, taken together, where it would take too long to find out. */
  readonly undecided?: readonly WorkloadEndpoint[];
}

/** A connection for people: addresses that are treated alike are one end, however many ranges they are. */
export interface ReachRow {
  readonly from: ReachEnd;
  readonly to: ReachEnd;
  readonly ports: PortSet;
  /** Whether the API leaves it undefined. */
  readonly open: boolean;
  /** What it hangs on: all of it must come true. Empty for what hangs on nothing. */
  readonly subjectTo: readonly string[];
}

export interface ReachEnd {
  readonly text: string;
  /** Undefined for addresses. */
  readonly namespace?: string;
  /** The id without its namespace. */
  readonly shortText: string;
}

/** All rows: what is allowed for sure, then what is allowed on conditions, then what is undefined. */
export function reachRows({ allowed, conditional, undefinedByApi }: Connections): ReachRow[] {
  return [...rowsOf(allowed, false), ...rowsOf(conditional, false), ...rowsOf(undefinedByApi, true)];
}

/** Whether a connection is allowed on conditions only. */
export function isConditional({ subjectTo }: ReachRow): boolean {
  return subjectTo.length > 0;
}

/** `, only HTTP GET /public`: what a connection hangs on, behind its ports; the empty text for nothing. */
export function conditionText({ subjectTo }: ReachRow): string {
  return subjectTo.length === 0 ? '' : `, only ${subjectTo.join(', and only ')}`;
}

/** What is said where some connections hang on conditions. */
export const CONDITIONAL_NOTE =
  'Connections with "only" are open for that part of their traffic and closed for the rest; what names stand for is known in the running cluster only.';

/** How an endpoint is shown to people. */
export function reachEnd(endpoint: Endpoint): ReachEnd {
  if (endpoint.kind === 'ip') return addressesEnd([endpoint.range]);
  const { namespace } = endpoint.workload;
  return { text: endpoint.id, namespace, shortText: endpoint.id.slice(namespace.length + 1) };
}

/** Whether an end is addresses. */
export function isOutside({ namespace }: ReachEnd): boolean {
  return namespace === undefined;
}

/** The workloads that no policy isolates in a direction. */
export function notIsolatedIn({ notIsolated }: ReachReport, direction: PolicyType): string[] {
  return notIsolated.filter((one) => one.direction === direction).map(({ endpoint }) => endpoint.id);
}

/** What stands together, and why. Empty where each workload stands by itself. */
export function groupNotes({ connections: { workloads } }: ReachReport): string[] {
  if (workloads.every(({ group }) => !group)) return [];
  const count = countEndpoints(workloads);
  return [
    `The ${plural(count, 'workload')} have too many connections to list each pair: those of a namespace that everyone may talk with alike stand together. ${WITHIN} Look at a part with --focus to see them one by one.`,
  ];
}

const WITHIN = 'Where one stands at both ends, its workloads may talk with each other.';

/** What could not be found out about exposure. Empty where all could. */
export function undecidedNotes({ undecided = [] }: ReachReport): string[] {
  if (undecided.length === 0) return [];
  return [
    `Whether the peers of ${plural(undecided.length, 'workload')} are everyone, taken together, would take too long to find out, so they are listed one by one: ${shortList(
      undecided.map(({ id }) => id),
      MOST_WORKLOADS,
    )}.`,
  ];
}

/** The workloads that nothing may reach and that may reach nothing, which no row names. Empty where there are none. */
export function aloneNotes({ alone }: ReachReport): string[] {
  if (alone.length === 0) return [];
  const isOne = countEndpoints(alone) === 1;
  return [
    `Nothing may reach ${isOne ? 'this workload, and it' : 'these workloads, and they'} may reach nothing: ${shortList(
      alone.map(({ id }) => id),
      MOST_WORKLOADS,
    )}.`,
  ];
}

/**
 * What the rows do not say: they are about addresses outside in general, and a node is something special only to its
 * own pods. Empty where the input knows no nodes.
 */
export function nodeNotes({ connections: { workloads } }: ReachReport): string[] {
  const known = workloads.some(({ members }) => members.some(({ group }) => group.nodeAddresses.length > 0));
  if (!known) return [];
  return [
    'The node of a pod may always reach it, which is not listed here; netpol explain says so address by address.',
  ];
}

/** Short names for long lists of addresses, explained once. */
export class AddressLegend {
  private readonly numbers = new Map<string, number>();

  public nameOf({ text, namespace }: ReachEnd): string {
    if (namespace !== undefined || text.length <= LONGEST_NAME) return text;
    const number = this.numbers.get(text) ?? this.numbers.size + 1;
    this.numbers.set(text, number);
    return `addresses [${number}]`;
  }

  /** What the short names stand for, by number. */
  public get entries(): readonly (readonly [number, string])[] {
    return [...this.numbers].map(([text, number]) => [number, text]);
  }
}

const LONGEST_NAME = 60;

function rowsOf(connections: readonly Connection[], open: boolean): ReachRow[] {
  const rows = new Map<string, { connection: Connection; ranges: AddressRange[] }>();
  for (const connection of connections) {
    const { from, to, ports, subjectTo } = connection;
    const ids = [from, to].map((end) => (end.kind === 'ip' ? '' : end.id));
    const key = JSON.stringify([...ids, ports.key, subjectTo]);
    const range = from.kind === 'ip' ? from.range : to.kind === 'ip' ? to.range : undefined;
    const row = rows.get(key);
    if (!row) rows.set(key, { connection, ranges: range ? [range] : [] });
    else if (range) row.ranges.push(range);
  }
  return [...rows.values()].map(({ connection: { from, to, ports, subjectTo = [] }, ranges }) => ({
    from: from.kind === 'ip' ? addressesEnd(ranges) : reachEnd(from),
    to: to.kind === 'ip' ? addressesEnd(ranges) : reachEnd(to),
    ports,
    open,
    subjectTo,
  }));
}

function addressesEnd(ranges: readonly AddressRange[]): ReachEnd {
  const text = describeAddresses(ranges);
  return { text, shortText: text };
}
