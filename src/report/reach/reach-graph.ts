import { ReachEnd, ReachReport, ReachRow, conditionText, reachEnd, reachRows } from './reach-report';
import { portsText } from '../wording/ports-text';

/** A drawing of the relation: the nodes of each namespace together, and those outside. */
export interface ReachGraph {
  readonly namespaces: ReadonlyMap<string, readonly GraphNode[]>;
  readonly outside: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export interface GraphNode {
  /** A name that no manifest chose, so that it is safe in every notation. */
  readonly id: string;
  readonly text: string;
  /** Whether some connection of it is undefined. */
  readonly open: boolean;
}

export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Both ways, on the same ports. */
  readonly both: boolean;
  readonly open: boolean;
}

/** The drawing of a report. Two connections that differ in their direction only are one edge. */
export function reachGraph({ connections }: ReachReport): ReachGraph {
  const rows = reachRows(connections);
  const ends = new Map<string, ReachEnd>();
  for (const endpoint of connections.workloads) ends.set(endpoint.id, reachEnd(endpoint));
  for (const { from, to } of rows) ends.set(from.text, from).set(to.text, to);
  const open = new Set(rows.filter((row) => row.open).flatMap(({ from, to }) => [from.text, to.text]));
  const ids = new Map([...ends.keys()].map((text, index) => [text, `n${index}`]));

  const namespaces = new Map<string, GraphNode[]>();
  const outside: GraphNode[] = [];
  for (const [key, { namespace, shortText }] of ends) {
    const node = { id: ids.get(key)!, text: shortText, open: open.has(key) };
    if (namespace === undefined) outside.push(node);
    else namespaces.set(namespace, [...(namespaces.get(namespace) ?? []), node]);
  }
  return { namespaces, outside, edges: edgesOf(rows, ids) };
}

function edgesOf(rows: readonly ReachRow[], ids: ReadonlyMap<string, string>): GraphEdge[] {
  const keyOf = (from: string, to: string, { ports, open, subjectTo }: ReachRow) =>
    JSON.stringify([from, to, ports.key, open, subjectTo]);
  const edges = new Map<string, GraphEdge>();
  for (const row of rows) {
    const [from, to] = [row.from.text, row.to.text];
    const back = keyOf(to, from, row);
    const opposite = edges.get(back);
    if (opposite) {
      edges.set(back, { ...opposite, both: true });
    } else {
      const ends = { from: ids.get(from)!, to: ids.get(to)! };
      edges.set(keyOf(from, to, row), {
        ...ends,
        text: `${portsText(row.ports)}${conditionText(row)}`,
        both: false,
        open: row.open,
      });
    }
  }
  return [...edges.values()];
}

/** The text of a node outside in lines: long lists of blocks would make it very wide. */
export function labelLines(text: string): string[] {
  return text
    .replace(/ except /g, ' except\n')
    .replace(/([,;]) /g, '$1\n')
    .split('\n');
}
