import { formatAddress, parseAddress } from '../../naive/addresses';
import type { Connection, PortRange, RelationEnd } from '../subject';

/**
 * A relation as sorted lines that are equal when the relations are: rows of a pair put together, ports merged, and
 * address ranges that touch and have the same ports joined. Self pairs and IPv6 are left out, as np-guard does, and
 * so are the workloads named, of which the API defines nothing.
 */
export function canonicalLines(connections: Connection[], leftOut: ReadonlySet<string>): string[] {
  const groups = new Map<string, { direction: '=>' | '<='; workload: string; rows: Row[] }>();
  const ports = new Map<string, PortRange[]>();
  for (const { from, to, ports: allowed } of connections) {
    if ('workload' in from && 'workload' in to) {
      if (from.workload === to.workload || leftOut.has(from.workload) || leftOut.has(to.workload)) continue;
      const pair = `${from.workload} => ${to.workload}`;
      ports.set(pair, [...(ports.get(pair) ?? []), ...allowed]);
      continue;
    }
    const [workload, addresses, direction] =
      'workload' in from
        ? [from.workload, to, '=>' as const]
        : [(to as { workload: string }).workload, from, '<=' as const];
    const row = toRow(addresses, allowed);
    if (!row || leftOut.has(workload)) continue;
    const group = groups.get(`${workload} ${direction}`) ?? { direction, workload, rows: [] };
    group.rows.push(row);
    groups.set(`${workload} ${direction}`, group);
  }
  const pairs = [...ports].map(([pair, ranges]) => `${pair} : ${portsText(ranges)}`);
  const outside = [...groups.values()].flatMap(({ workload, direction, rows }) =>
    joined(rows).map(({ first, last, text }) => `${workload} ${direction} ${ipv4(first)}-${ipv4(last)} : ${text}`),
  );
  return [...pairs, ...outside].filter((line) => !line.endsWith(' : ')).sort();
}

interface Row {
  first: bigint;
  last: bigint;
  text: string;
}

function toRow(end: RelationEnd, ports: PortRange[]): Row | undefined {
  if (!('first' in end)) throw new Error('One end of a row with addresses is a workload');
  const [first, last] = [parseAddress(end.first), parseAddress(end.last)];
  return first.bits === 32 ? { first: first.value, last: last.value, text: portsText(ports) } : undefined;
}

function joined(rows: Row[]): Row[] {
  const result: Row[] = [];
  for (const row of rows.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    const previous = result.at(-1);
    if (previous && row.first <= previous.last) throw new Error('Address rows of one workload and direction overlap');
    if (previous && previous.last + 1n === row.first && previous.text === row.text) previous.last = row.last;
    else result.push({ ...row });
  }
  return result;
}

export function portsText(ports: PortRange[]): string {
  const merged: PortRange[] = [];
  const sorted = ports.toSorted((a, b) => a.protocol.localeCompare(b.protocol) || a.from - b.from);
  for (const range of sorted) {
    const previous = merged.at(-1);
    const touches = previous?.protocol === range.protocol && range.from <= previous.to + 1;
    if (touches) previous.to = Math.max(previous.to, range.to);
    else merged.push({ ...range });
  }
  return merged.map(({ protocol, from, to }) => `${protocol} ${from}-${to}`).join(', ');
}

function ipv4(value: bigint): string {
  return formatAddress({ bits: 32, value });
}
