import { labelLines, reachGraph } from './reach-graph';
import { ReachReport } from './reach-report';
import { printable } from '../wording/printable';

/** A flowchart for Mermaid, which code hosts draw in Markdown. */
export function reachMermaid(report: ReachReport): string {
  const { namespaces, outside, edges } = reachGraph(report);
  const lines = ['flowchart LR'];
  [...namespaces].forEach(([namespace, nodes], index) => {
    lines.push(`  subgraph s${index}[${quoted(namespace)}]`);
    for (const { id, text } of nodes) lines.push(`    ${id}[${quoted(text)}]`);
    lines.push('  end');
  });
  for (const { id, text } of outside) lines.push(`  ${id}([${quotedLines(labelLines(text))}])`);
  for (const { from, to, text, both, open } of edges) {
    const arrow = open ? (both ? '<-.->' : '-.->') : both ? '<-->' : '-->';
    lines.push(`  ${from} ${arrow}|${quoted(open ? `${text} (undefined)` : text)}| ${to}`);
  }
  return `${lines.join('\n')}\n`;
}

function quoted(text: string): string {
  return quotedLines([text]);
}

/** Whatever Mermaid, its Markdown or HTML would read as their own is written as a number. */
function quotedLines(lines: readonly string[]): string {
  const safe = lines.map((line) =>
    printable(line).replace(/[^\p{L}\p{N} ,.:;/=[\]{}()-]/gu, (character) => `#${character.codePointAt(0)};`),
  );
  return `"${safe.join('<br/>')}"`;
}
