import { describeAddresses, tryParseAddressText } from './address-text';
import { AddressRange, AddressSet } from '../../model/address-set';
import { InvalidInput } from '../../model/invalid-input';
import { PortSet } from '../../model/port-set';
import { pushAll } from '../../model/push-all';
import { parseEndpoint } from '../../reachability/question/endpoint-expression';
import { findEnds } from '../../reachability/question/find-ends';
import { parsePorts } from '../../reachability/question/port-expression';
import { Analysis } from '../../reachability/relation/analysis';
import { Connection, connectionsOf } from '../../reachability/relation/connections';
import { Endpoint, WorkloadEndpoint } from '../../reachability/relation/endpoints';

/** A connection in the notation of questions: `shop/web`, `10.0.0.0/8`, `TCP/8443`, `*`. */
export interface SummarisedConnection {
  readonly from: string;
  readonly to: string;
  readonly ports: readonly string[];
}

/** How a relation differs from the one that was expected. */
export interface RelationMismatch {
  /** Expected, but not allowed. */
  readonly missing: readonly SummarisedConnection[];
  /** Allowed, but not expected. */
  readonly unexpected: readonly SummarisedConnection[];
}

/** Addresses that one workload talks with in one direction, and the ports. */
interface Piece {
  readonly addresses: AddressSet;
  readonly ports: PortSet;
}

/** What goes from one end to another; for ends outside by address. */
interface Link {
  readonly from: string;
  readonly to: string;
  /** Which of the ends is outside; undefined where both are workloads. */
  readonly outside: 'from' | 'to' | undefined;
  readonly pieces: Piece[];
}

const OUTSIDE = '';

/**
 * What policies have a say in: connections of which at least one end is in a namespace with policies. Workloads are
 * `namespace/name`, with `[Kind]` only where two share that name.
 */
export class RelationSummary {
  private readonly names: ReadonlyMap<Endpoint, string>;
  private readonly endpoints: readonly WorkloadEndpoint[];
  private readonly links: ReadonlyMap<string, Link>;

  public constructor(private readonly analysis: Analysis) {
    const { workloads, allowed } = connectionsOf(analysis);
    this.endpoints = workloads;
    this.names = shortNames(workloads);
    const governed = new Set(analysis.policies.map(({ namespace }) => namespace));
    const isGoverned = (end: Endpoint) => end.kind === 'workload' && governed.has(end.workload.namespace);
    this.links = linksOf(
      allowed.filter(({ from, to }) => isGoverned(from) || isGoverned(to)),
      this.names,
    );
  }

  /** The short name of the workload endpoint with this id. */
  public nameOf(id: string): string {
    const endpoint = this.endpoints.find((one) => one.id === id)!;
    return this.names.get(endpoint)!;
  }

  public connections(): SummarisedConnection[] {
    return [...this.links.values()].flatMap((link) => summarise(link, link.pieces));
  }

  /**
   * Compares with a relation that somebody wrote down.
   *
   * @throws InvalidInput for ends and ports that cannot be read or are not in the input
   */
  public compare(expected: readonly SummarisedConnection[]): RelationMismatch {
    const wanted = new Map<string, Link>();
    for (const connection of expected) this.addExpected(wanted, connection);
    const missing: SummarisedConnection[] = [];
    const unexpected: SummarisedConnection[] = [];
    for (const key of new Set([...wanted.keys(), ...this.links.keys()])) {
      const [want, have] = [wanted.get(key), this.links.get(key)];
      const link = (want ?? have)!;
      pushAll(missing, summarise(link, subtract(want?.pieces ?? [], have?.pieces ?? [])));
      pushAll(unexpected, summarise(link, subtract(have?.pieces ?? [], want?.pieces ?? [])));
    }
    return { missing, unexpected };
  }

  private addExpected(links: Map<string, Link>, { from, to, ports }: SummarisedConnection): void {
    if (ports.length === 0) {
      throw new InvalidInput(`The flow from ${from} to ${to} names no ports.`, 'Write "*" for all.');
    }
    const set = ports.map((port) => parsePorts(port)).reduce((all, one) => all.union(one));
    const [sources, destinations] = [this.endsNamed(from), this.endsNamed(to)];
    if (sources instanceof AddressSet && destinations instanceof AddressSet) {
      throw new InvalidInput(`Both ${from} and ${to} are outside the cluster.`, 'Name a workload at one end.');
    }
    for (const source of sources instanceof AddressSet ? [OUTSIDE] : sources) {
      for (const destination of destinations instanceof AddressSet ? [OUTSIDE] : destinations) {
        if (source === destination) continue;
        const addresses =
          sources instanceof AddressSet ? sources : destinations instanceof AddressSet ? destinations : AddressSet.ALL;
        linkBetween(links, source, destination).pieces.push({ addresses, ports: set });
      }
    }
  }

  /** The addresses, or the names of the endpoints that are meant. */
  private endsNamed(text: string): AddressSet | readonly string[] {
    const addresses = tryParseAddressText(text);
    if (addresses) return addresses;
    const exact = this.endpoints.filter((endpoint) => endpoint.id === text || this.names.get(endpoint) === text);
    if (exact.length > 0) return exact.map((endpoint) => this.names.get(endpoint)!);
    const expression = parseEndpoint(text);
    const matching = this.endpoints.filter(
      ({ workload }) =>
        (expression.kind === 'namespace' && workload.namespace === expression.namespace) ||
        (expression.kind === 'named' &&
          workload.namespace === expression.namespace &&
          workload.name === expression.name &&
          (expression.workloadKind ?? workload.kind) === workload.kind),
    );
    if (matching.length > 0) return matching.map((endpoint) => this.names.get(endpoint)!);
    const found = findEnds(this.analysis, expression);
    if ('nothing' in found) throw new InvalidInput(found.nothing, found.remedy);
    throw new InvalidInput(
      `${JSON.stringify(text)} is no endpoint of the relation.`,
      `Its endpoints are workloads, such as ${[...this.names.values()].slice(0, 3).join(', ')}, and addresses.`,
    );
  }
}

function shortNames(endpoints: readonly WorkloadEndpoint[]): Map<Endpoint, string> {
  const short = ({ id, workload }: WorkloadEndpoint) => id.replace(`[${workload.kind}]`, '');
  const kinds = new Map<string, Set<string>>();
  for (const endpoint of endpoints) {
    const name = short(endpoint);
    kinds.set(name, (kinds.get(name) ?? new Set()).add(endpoint.workload.kind));
  }
  return new Map(
    endpoints.map((endpoint) => {
      const name = short(endpoint);
      return [endpoint, kinds.get(name)!.size === 1 ? name : endpoint.id];
    }),
  );
}

function linksOf(connections: readonly Connection[], names: ReadonlyMap<Endpoint, string>): Map<string, Link> {
  const links = new Map<string, Link>();
  // Addresses with the same ports become one piece, so that a piece is as large as it can be.
  const ranges = new Map<Link, Map<PortSet['key'], { ports: PortSet; ranges: AddressRange[] }>>();
  for (const { from, to, ports } of connections) {
    const link = linkBetween(links, names.get(from) ?? OUTSIDE, names.get(to) ?? OUTSIDE);
    const outside = from.kind === 'ip' ? from : to.kind === 'ip' ? to : undefined;
    if (!outside) {
      link.pieces.push({ addresses: AddressSet.ALL, ports });
      continue;
    }
    const byPorts = ranges.get(link) ?? new Map<string, { ports: PortSet; ranges: AddressRange[] }>();
    const same = byPorts.get(ports.key) ?? { ports, ranges: [] };
    same.ranges.push(outside.range);
    ranges.set(link, byPorts.set(ports.key, same));
  }
  for (const [link, byPorts] of ranges) {
    for (const piece of byPorts.values()) {
      link.pieces.push({ addresses: AddressSet.ofRanges(piece.ranges), ports: piece.ports });
    }
  }
  return links;
}

function linkBetween(links: Map<string, Link>, from: string, to: string): Link {
  const key = JSON.stringify([from, to]);
  let link = links.get(key);
  if (!link) {
    link = { from, to, outside: from === OUTSIDE ? 'from' : to === OUTSIDE ? 'to' : undefined, pieces: [] };
    links.set(key, link);
  }
  return link;
}

/** What is in some of the pieces `from` and in none of those to take away. */
function subtract(from: readonly Piece[], takeAway: readonly Piece[]): Piece[] {
  return takeAway
    .reduce<Piece[]>(
      (left, { addresses, ports }) =>
        left.flatMap((piece) => [
          { addresses: piece.addresses.subtract(addresses), ports: piece.ports },
          { addresses: piece.addresses.intersect(addresses), ports: piece.ports.subtract(ports) },
        ]),
      [...from],
    )
    .filter((piece) => !piece.addresses.isEmpty && !piece.ports.isEmpty);
}

function summarise({ from, to, outside }: Link, pieces: readonly Piece[]): SummarisedConnection[] {
  return pieces.map(({ addresses, ports }) => {
    const text = outside === undefined ? '' : describeAddresses(addresses.ranges);
    return { from: outside === 'from' ? text : from, to: outside === 'to' ? text : to, ports: portNotation(ports) };
  });
}

/** The notation that {@link parsePorts} reads. */
export function portNotation(ports: PortSet): string[] {
  if (ports.isAll) return ['*'];
  return ports.toIntervals().map(({ protocol, first, last }) => {
    if (PortSet.allOf(protocol).equals(PortSet.of(protocol, first, last))) return `${protocol}/*`;
    return first === last ? `${protocol}/${first}` : `${protocol}/${first}-${last}`;
  });
}
