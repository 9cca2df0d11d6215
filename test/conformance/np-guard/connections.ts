import type { Connection, EndpointRef, LoadedSubject } from '../subject';
import { portsHold, protocols, sample, type Workload } from './questions';
import { RowIndex } from './row-index';

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
  const index = new RowIndex(expected);
  return sample(pairsOf(space), limit).flatMap((pair) => {
    const ports = index.rowsOf(pair).flatMap((row) => row.ports);
    const hostNetwork = [pair.from, pair.to].some((place) => place.ip === undefined && place.hostNetwork);
    return refsOf(pair.from).flatMap((from) =>
      refsOf(pair.to).flatMap((to) =>
        protocols.flatMap((protocol) =>
          space.ports.flatMap((port) => {
            const verdict = loaded.verdict(from, to, protocol, port);
            const listed = portsHold(ports, protocol, port) ? 'allowed' : 'denied';
            if (verdict === listed || (verdict === 'undefined' && hostNetwork)) return [];
            return `${nameOf(pair.from)} => ${nameOf(pair.to)} ${protocol} ${port}: ${verdict}, listed as ${listed}`;
          }),
        ),
      ),
    );
  });
}
