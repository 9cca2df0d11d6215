import type { Connection, EndpointRef, LoadedSubject, PortRange, Protocol } from '../subject';
import { endHolds, portsHold, protocols, sample, type Workload } from './questions';

/** A workload with its pods, or an address outside. */
export type Place = (Workload & { ip?: undefined }) | { id?: undefined; ip: string };

export interface Space {
  places: Place[];
  ports: number[];
}

export interface Pair {
  from: Place;
  to: Place;
}

/** Conventions of np-guard: a workload and itself is left out, and so is the outside among itself. */
export function pairsOf({ places }: Space): Pair[] {
  return places.flatMap((from) =>
    places.flatMap((to) => (from === to || (from.ip !== undefined && to.ip !== undefined) ? [] : [{ from, to }])),
  );
}

export function refsOf(place: Place): EndpointRef[] {
  return place.ip === undefined ? place.refs : [{ ip: place.ip }];
}

export function portsBetween(connections: Connection[], { from, to }: Pair): PortRange[] {
  return connections.flatMap((row) =>
    endHolds(row.from, asEnd(from)) && endHolds(row.to, asEnd(to)) ? row.ports : [],
  );
}

export function asEnd(place: Place): { id: string } | { ip: string } {
  return place.ip === undefined ? { id: place.id } : { ip: place.ip };
}

export function nameOf(place: Place): string {
  return place.ip ?? place.id;
}

/**
 * Where a subject contradicts the connections listed, asked pod by pod and port by port.
 *
 * Exception: np-guard takes a pod with hostNetwork for an ordinary one. The API leaves it undefined, so that verdict
 * is no contradiction there, and only there.
 */
export function contradictions(
  loaded: LoadedSubject,
  expected: Connection[],
  space: Space,
  limit = Infinity,
): string[] {
  const found: string[] = [];
  const ask = (
    pair: Pair,
    fromRef: EndpointRef,
    toRef: EndpointRef,
    ports: PortRange[],
    protocol: Protocol,
    port: number,
  ) => {
    const verdict = loaded.verdict(fromRef, toRef, protocol, port);
    if (verdict === 'undefined' && [pair.from, pair.to].some((place) => place.ip === undefined && place.hostNetwork)) {
      return;
    }
    const listed = portsHold(ports, protocol, port) ? 'allowed' : 'denied';
    if (verdict !== listed) {
      found.push(`${nameOf(pair.from)} => ${nameOf(pair.to)} ${protocol} ${port}: ${verdict}, listed as ${listed}`);
    }
  };
  for (const pair of sample(pairsOf(space), limit)) {
    const ports = portsBetween(expected, pair);
    for (const fromRef of refsOf(pair.from)) {
      for (const toRef of refsOf(pair.to)) {
        for (const protocol of protocols) {
          for (const port of space.ports) ask(pair, fromRef, toRef, ports, protocol, port);
        }
      }
    }
  }
  return found;
}
