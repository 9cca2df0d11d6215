import { GraphNode, labelLines, reachGraph } from './reach-graph';
import { ReachReport } from './reach-report';
import { pushAll } from '../../model/push-all';
import { printable } from '../wording/printable';

/** A graph for Graphviz: `netpol reach … --format dot | dot -Tsvg`. */
export function reachDot(report: ReachReport): string {
  const { namespaces, outside, edges } = reachGraph(report);
  const lines = [
    'digraph netpol {',
    '  rankdir=LR;',
    '  graph [fontname="Helvetica", fontsize=12, nodesep=0.35, ranksep=1.1];',
    '  node [fontname="Helvetica", fontsize=11, shape=box, style="rounded,filled", fillcolor=white, color="#476582"];',
    '  edge [fontname="Helvetica", fontsize=9, color="#476582", fontcolor="#333333"];',
  ];
  [...namespaces].forEach(([namespace, nodes], index) => {
    pushAll(lines, [
      `  subgraph cluster_${index} {`,
      `    label=${quoted(namespace)}; labeljust=l; style="rounded,filled"; color="#c8d3de"; fillcolor="#f4f7fa";`,
      ...nodes.map((node) => `    ${nodeOf(node)}`),
      '  }',
    ]);
  });
  for (const node of outside) {
    lines.push(
      `  ${node.id} [label=${quotedLines(labelLines(node.text))}, shape=note, style=filled, fillcolor="#fff7e6", color="#b5862a"];`,
    );
  }
  for (const { from, to, text, both, open } of edges) {
    const attributes = [
      `label=${quoted(open ? `${text} (undefined)` : text)}`,
      ...(both ? ['dir=both'] : []),
      ...(open ? ['style=dashed'] : []),
    ];
    lines.push(`  ${from} -> ${to} [${attributes.join(', ')}];`);
  }
  lines.push('}');
  return `${lines.join('\n')}\n`;
}

function nodeOf({ id, text, open }: GraphNode): string {
  return `${id} [label=${quoted(text)}${open ? ', style="rounded,filled,dashed"' : ''}];`;
}

function quoted(text: string): string {
  return quotedLines([text]);
}

function quotedLines(lines: readonly string[]): string {
  const safe = lines.map((line) => printable(line).replace(/[\\"]/g, (character) => `\\${character}`));
  return `"${safe.join('\\n')}"`;
}
