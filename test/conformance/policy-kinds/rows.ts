import type { KindCase, KindObject, KindRow } from './cases';
import { plainDocuments } from '../../../src/manifests/plain-document';
import { PortlessSet } from '../../../src/model/portless-set';
import type { Protocol } from '../../../src/model/protocol';
import { inventoryOf } from '../../../src/policy-kinds/inventory-of';
import { differenceBetween } from '../../../src/reachability/change/difference';
import { type Flow, type FlowSide, flowBetween } from '../../../src/reachability/question/flow';
import { judgePacket, type Packet } from '../../../src/reachability/question/packet';
import { Analysis } from '../../../src/reachability/relation/analysis';
import { connectionsOf } from '../../../src/reachability/relation/connections';
import type { EngineOptions } from '../../../src/reachability/universe/engine-options';
import type { EndpointRef } from '../../naive/naive';
import { endOf } from '../engine-subject';

/** Whoever can judge the rows of a case. */
export interface RowJudge {
  name: string;
  load(objects: KindObject[], options: EngineOptions): (row: KindRow) => string;
}

export function refOf(text: string): EndpointRef {
  return text.includes('/') ? { pod: text } : { ip: text };
}

/** The engine, asked flow by flow. */
export const byFlow: RowJudge = {
  name: 'flows',
  load(objects, options) {
    const analysis = Analysis.of(inventoryOf(plainDocuments(objects)), options);
    return (row) => {
      const { from, to, direction, protocol, port } = row;
      const ends = [endOf(analysis, refOf(from)), endOf(analysis, refOf(to))] as const;
      const packet = packetOf(row);
      if (packet && !direction) return judgePacket(analysis, ...ends, packet);
      const flow = flowBetween(analysis, ...ends);
      const side = direction ? flow[direction] : flow;
      return verdictOf(side, protocol, port);
    };
  },
};

/** What a row asks that only a single packet tells; undefined where it asks about a connection. */
function packetOf({ protocol, port, sourcePort, icmpType, icmpCode }: KindRow): Packet | undefined {
  if (protocol === 'ICMP') return { traffic: PortlessSet.icmp(4, icmpType, icmpCode) };
  return sourcePort === undefined ? undefined : { protocol: protocol as Protocol, port: port!, sourcePort };
}

/** The engine, asked for the whole relation. Rows about one side or one packet only are not its to answer. */
export const byRelation: RowJudge = {
  name: 'relation',
  load(objects, options) {
    const analysis = Analysis.of(inventoryOf(plainDocuments(objects)), options);
    const { allowed, conditional, undefinedByApi, addresses, workloads } = connectionsOf(analysis);
    const idOf = (text: string) => {
      const end = endOf(analysis, refOf(text));
      if (end.kind === 'pods') {
        const same = workloads.find(({ members }) => members.some(({ group }) => group === end.source!.group));
        return same!.id;
      }
      const { family, value } = end.address;
      return addresses.find(({ range }) => range.family === family && range.first <= value && value <= range.last)!.id;
    };
    return (row) => {
      if (row.direction || packetOf(row)) return row.verdict;
      const [from, to] = [idOf(row.from), idOf(row.to)];
      // Pods of one workload, and one pod, are one endpoint of the relation.
      if (from === to) return row.verdict;
      const isPair = (one: (typeof allowed)[number]) => one.from.id === from && one.to.id === to;
      const has = (all: readonly (typeof allowed)[number][]) =>
        all.some((one) => isPair(one) && one.ports.has(row.protocol as Protocol, row.port!));
      return has(allowed) ? 'allowed' : has(conditional) ? 'conditional' : has(undefinedByApi) ? 'undefined' : 'denied';
    };
  },
};

function verdictOf(
  { allowed, undefinedPorts, ...side }: FlowSide | Flow,
  protocol: string,
  port: number | undefined,
): string {
  if (allowed.has(protocol as Protocol, port!)) return 'allowed';
  const conditional = 'conditionalPorts' in side ? side.conditionalPorts : side.program?.conditionalPorts;
  if (conditional?.has(protocol as Protocol, port!)) return 'conditional';
  return undefinedPorts.has(protocol as Protocol, port!) ? 'undefined' : 'denied';
}

/** Rows that the judge sees otherwise than the corpus. */
export function contradictedRows(
  { objects, expect }: KindCase,
  judge: RowJudge,
  options: EngineOptions,
  isException: (row: KindRow) => boolean,
): string[] {
  const verdict = judge.load(objects, options);
  return expect
    .filter((row) => !isException(row))
    .flatMap((row) => {
      const given = verdict(row);
      // Both words mean that nobody can say it from manifests alone. What is filtered on layer 7 is allowed on layer 4.
      const expected = row.verdict === 'unknown' ? 'undefined' : row.l7 ? 'conditional' : row.verdict;
      const isOpen = given === 'conditional' && row.verdict === 'unknown';
      return isOpen || given === expected ? [] : `${textOf(row)}: ${given}, but should be ${expected}`;
    });
}

/** `x/a -> y/b TCP 80` */
export function textOf({ from, to, protocol, port, icmpType, sourcePort }: KindRow): string {
  const asked = `${from} -> ${to} ${protocol} ${port ?? `type ${icmpType}`}`;
  return sourcePort === undefined ? asked : `${asked} from ${sourcePort}`;
}

/** `equivalent`, `contained` (the second allows no more than the first), or `not contained`. */
export function relationBetween(
  { objects, sides }: KindCase,
  options: EngineOptions,
): 'equivalent' | 'contained' | 'not contained' {
  const { a, b } = sides!;
  const inventories = [a, b].map((own) => inventoryOf(plainDocuments([...objects, ...own])));
  const [old, now] = Analysis.ofAll(inventories, options);
  const { changes } = differenceBetween(old!, now!);
  if (changes.length === 0) return 'equivalent';
  return changes.every(({ before, after }) => after.subtract(before).isEmpty) ? 'contained' : 'not contained';
}
