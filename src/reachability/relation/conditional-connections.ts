import { Analysis } from './analysis';
import { Connection } from './connection';
import { Endpoint, WorkloadEndpoint } from './endpoints';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { NO_CONDITIONS } from '../sets/condition-table';
import { portsAt } from '../sets/port-map';

/** Ports that hang on the same conditions. */
interface ConditionalPart {
  readonly ports: PortSet;
  /** All of which must come true. */
  readonly subjectTo: readonly string[];
}

/** Gives connections that hang on conditions the words for these, each part of the ports with those that are its own. */
export function withConditions(analysis: Analysis, connections: readonly Connection[]): Connection[] {
  return connections.flatMap((connection) => {
    const { from, to } = connection;
    const whole: ConditionalPart[] = [{ ports: connection.ports, subjectTo: [] }];
    const sides = [
      ...(from.kind === 'ip' ? [] : [partsOf(analysis, PolicyType.EGRESS, from, to)]),
      ...(to.kind === 'ip' ? [] : [partsOf(analysis, PolicyType.INGRESS, to, from)]),
    ];
    const parts = new Map<string, ConditionalPart>();
    for (const { ports, subjectTo } of sides.reduce(crossed, whole)) {
      const key = JSON.stringify(subjectTo);
      const known = parts.get(key);
      parts.set(key, known ? { subjectTo, ports: known.ports.union(ports) } : { subjectTo, ports });
    }
    return [...parts.values()].map((part) => ({ ...connection, ...part }));
  });
}

function crossed(parts: readonly ConditionalPart[], others: readonly ConditionalPart[]): ConditionalPart[] {
  return parts.flatMap((part) =>
    others.flatMap((other) => {
      const ports = part.ports.intersect(other.ports);
      return ports.isEmpty ? [] : [{ ports, subjectTo: [...part.subjectTo, ...other.subjectTo] }];
    }),
  );
}

/** What one side lets through, in parts; of several conditions on the same ports one is enough. */
function partsOf(
  analysis: Analysis,
  direction: PolicyType,
  { classId }: WorkloadEndpoint,
  peer: Endpoint,
): ConditionalPart[] {
  const { conditional, universe } = analysis;
  const part = peer.kind === 'ip' ? 'atoms' : 'pods';
  const id = peer.kind === 'ip' ? peer.lo : peer.classId;
  const row = conditional.row(direction, classId);
  const sure = universe.ports.get(portsAt(analysis.row(direction, classId)[part], id));
  const open = universe.ports.get(portsAt(row[part], id)).subtract(sure);
  const list = row.conditions ? portsAt(row.conditions[part], id) : NO_CONDITIONS;
  let parts: { readonly ports: PortSet; readonly alternatives: readonly string[] }[] = [
    { ports: open, alternatives: [] },
  ];
  for (const { subjectTo, ports: on } of universe.conditions.get(list)) {
    const own = universe.ports.get(on);
    parts = parts.flatMap(({ ports, alternatives }) => [
      { ports: ports.intersect(own), alternatives: [...new Set([...alternatives, subjectTo])] },
      { ports: ports.subtract(own), alternatives },
    ]);
    parts = parts.filter(({ ports }) => !ports.isEmpty);
  }
  return [
    { ports: sure, subjectTo: [] },
    ...parts.map(({ ports, alternatives }) => ({
      ports,
      subjectTo: alternatives.length === 0 ? [] : [alternatives.join(' or ')],
    })),
  ];
}
