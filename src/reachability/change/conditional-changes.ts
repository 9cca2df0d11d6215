import { PortSet } from '../../model/port-set';
import { Analysis } from '../relation/analysis';
import { conditionalConnections } from '../relation/connections';
import { AddressEndpoint, Endpoint, WorkloadEndpoint } from '../relation/endpoints';
import { JoinedEndpoint } from '../relation/joined-endpoints';

/** Ports that are allowed on the same conditions, all of which must come true. */
export interface ConditionalPorts {
  readonly ports: PortSet;
  readonly subjectTo: readonly string[];
}

/** What is allowed on conditions between two ends, before and after, where it differs. */
export interface ChangedConditions {
  readonly from: JoinedEndpoint | AddressEndpoint;
  readonly to: JoinedEndpoint | AddressEndpoint;
  readonly before: readonly ConditionalPorts[];
  readonly after: readonly ConditionalPorts[];
}

type End = ChangedConditions['from'];

/** Finds what became conditional, stopped being so, or hangs on something else; a pod and itself is left out. */
export function conditionalChanges(
  old: Analysis,
  now: Analysis,
  joined: readonly JoinedEndpoint[],
  addresses: () => readonly AddressEndpoint[],
): ChangedConditions[] {
  if (old.conditional === old && now.conditional === now) return [];
  const outside = addresses();
  const pairs = new Map<string, { from: End; to: End; before: ConditionalPorts[]; after: ConditionalPorts[] }>();
  for (const [side, analysis] of [
    ['old', old],
    ['new', now],
  ] as const) {
    const places = new Map<Endpoint, End[]>(outside.map((address) => [address, [address]]));
    for (const one of joined) {
      const endpoint = one[side];
      if (endpoint) places.set(endpoint, [...(places.get(endpoint) ?? []), one]);
    }
    const workloads = [...places.keys()].filter((end): end is WorkloadEndpoint => end.kind === 'workload');
    for (const { from, to, ports, subjectTo = [] } of conditionalConnections(analysis, workloads, outside)) {
      for (const source of places.get(from)!) {
        for (const destination of places.get(to)!) {
          const key = JSON.stringify([source.id, destination.id]);
          const pair = pairs.get(key) ?? { from: source, to: destination, before: [], after: [] };
          pairs.set(key, pair);
          pair[side === 'old' ? 'before' : 'after'].push({ ports, subjectTo });
        }
      }
    }
  }
  return [...pairs.values()].filter(({ before, after }) => keyOf(before) !== keyOf(after));
}

function keyOf(parts: readonly ConditionalPorts[]): string {
  return JSON.stringify(parts.map(({ ports, subjectTo }) => [ports.key, subjectTo]).sort());
}
