import { mapChanges } from './map-changes';
import { MapData, MapPairs } from './map-data';
import { OutsideEnd, alikeWorkloads, compareWorkloads, endColumns, outsideEnds } from './map-ends';
import { MapNames } from './map-names';
import { mapPolicies } from './map-policies';
import { PortColumns } from './port-columns';
import { Tick } from '../../model/tick';
import { Difference } from '../../reachability/change/difference';
import { Analysis } from '../../reachability/relation/analysis';
import { Connection, connectionsOf } from '../../reachability/relation/connections';
import { Endpoint, WorkloadEndpoint, workloadEndpoints } from '../../reachability/relation/endpoints';
import { limitsOfInput } from '../wording/plugin-limits-text';

export interface MapOptions {
  /** What was read. */
  readonly title: string;
  /** How to ask about one cell, without its ends. */
  readonly command: string;
  readonly asOf?: string;
  /** Whether names become hashes. @default false */
  readonly redact?: boolean;
  /** Sentences about what is left out. */
  readonly notes?: readonly string[];
  /** What became different from what; the analysis is its newer side. @default - nobody asked */
  readonly since?: { readonly title: string; readonly difference: Difference };
  readonly tick?: Tick;
}

/** What a page has to know to show an analysis. */
export function buildMap(analysis: Analysis, options: MapOptions): MapData {
  const { title, command, asOf, redact = false, notes = [], since, tick } = options;
  const present = workloadEndpoints(analysis);
  const gone = new Set(since ? removedWorkloads(since.difference, present) : []);
  const workloads = [...present, ...gone].sort(compareWorkloads);
  const names = new MapNames(redact ? workloads.map(({ id }) => id).join('\n') : undefined);
  const ports = new PortColumns();
  const alike = alikeWorkloads(analysis, present);
  const connections = connectionsOf(analysis, tick, alike.groups);
  const outside = outsideEnds(connections);
  const uncertain = joined([...connections.undefinedByApi, ...connections.conditional]);
  const pairs = pairWriter(alike.groups, outside, ports);
  const { ends, spaces, labels } = endColumns(analysis, { workloads, gone, outside }, alike, names);
  const data = {
    schema: 'netpol.map/v1' as const,
    title: names.text(title, 'names are hashes'),
    ...(asOf === undefined ? {} : { asOf }),
    redacted: redact,
    command: names.text(command),
    notes: [...notes, ...limitsOfInput(analysis)],
    spaces,
    ends,
    labels,
    allowed: pairs(connections.allowed),
    undefined: pairs(uncertain),
    policies: mapPolicies(analysis, ports, names),
    ...(since ? { changes: mapChanges(since, workloads, outside, ports, names) } : {}),
  };
  return { ...data, ports: ports.columns() };
}

function removedWorkloads(
  { changes, workloadsRemoved }: Difference,
  present: readonly WorkloadEndpoint[],
): WorkloadEndpoint[] {
  const known = new Set(present.map(({ id }) => id));
  const removed = new Set(workloadsRemoved);
  const found = new Map<string, WorkloadEndpoint>();
  for (const { from, to } of changes) {
    for (const end of [from, to]) {
      if (end.kind === 'ip') continue;
      for (const one of end.group ?? [end]) {
        if (removed.has(one.workload.id) && !known.has(one.id)) found.set(one.id, one);
      }
    }
  }
  return [...found.values()];
}

/** One connection for each pair: its ports may be undefined in part, and in part allowed on conditions. */
function joined(connections: readonly Connection[]): Connection[] {
  const byEnds = new Map<Endpoint, Map<Endpoint, Connection>>();
  for (const one of connections) {
    const known = byEnds.get(one.from) ?? new Map<Endpoint, Connection>();
    const before = known.get(one.to);
    known.set(one.to, before ? { ...one, ports: one.ports.union(before.ports) } : one);
    byEnds.set(one.from, known);
  }
  return [...byEnds.values()].flatMap((own) => [...own.values()]);
}

/** Turns connections into columns; those of addresses that are alike are one. */
function pairWriter(
  groups: readonly WorkloadEndpoint[],
  outside: readonly OutsideEnd[],
  ports: PortColumns,
): (connections: readonly Connection[]) => MapPairs {
  const index = new Map<Endpoint, number>(groups.map((group, at) => [group, at]));
  outside.forEach(({ addresses }, at) => addresses.forEach((address) => index.set(address, groups.length + at)));
  return (connections) => {
    const rows = Array.from({ length: groups.length + outside.length }, () => new Map<number, number>());
    for (const { from, to, ports: set } of connections) {
      rows[index.get(from)!]!.set(index.get(to)!, ports.numberOf(set));
    }
    return rows.map(stretchesOf);
  };
}

function stretchesOf(row: ReadonlyMap<number, number>): number[] {
  const stretches: number[] = [];
  for (const [destination, ports] of [...row].sort(([a], [b]) => a - b)) {
    const last = stretches.length - 3;
    if (last >= 0 && stretches[last]! + stretches[last + 1]! === destination && stretches[last + 2] === ports) {
      stretches[last + 1]!++;
    } else {
      stretches.push(destination, 1, ports);
    }
  }
  return stretches;
}
