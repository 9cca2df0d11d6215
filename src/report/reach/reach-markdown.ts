import { exposedPortsText, exposureRows } from './exposure-report';
import {
  AddressLegend,
  CONDITIONAL_NOTE,
  ReachReport,
  ReachRow,
  aloneNotes,
  conditionText,
  groupNotes,
  isConditional,
  undecidedNotes,
  nodeNotes,
  notIsolatedIn,
  reachRows,
} from './reach-report';
import { PolicyType } from '../../model/network-policy';
import { plural } from '../../model/plural';
import { pushAll } from '../../model/push-all';
import { Exposure } from '../../reachability/reasoning/exposure';
import { countEndpoints } from '../../reachability/relation/endpoint-groups';
import { markdownCode, markdownText } from '../wording/markdown';
import { portsText } from '../wording/ports-text';
import { wayInOutcome, wayInPath } from '../wording/way-in-text';

/** A table for a document or a pull request. */
export function reachMarkdown(report: ReachReport): string {
  const { undefinedByApi, workloads } = report.connections;
  const rows = reachRows(report.connections);
  const legend = new AddressLegend();
  const lines = [
    '## Who can reach whom',
    '',
    ...report.limits.flatMap((text) => [`> ${markdownText(text)}`, '']),
    `**${plural(rows.filter((row) => !row.open && !isConditional(row)).length, 'connection')}**${conditionalCount(rows)} of ${plural(countEndpoints(workloads), 'workload')}.`,
  ];
  if (rows.length > 0) lines.push('', '| from | to | ports |', '|---|---|---|');
  for (const row of rows) {
    const { from, to, ports, open } = row;
    const undefinedMark = open ? ' *(undefined)*' : '';
    lines.push(
      `| ${markdownCode(legend.nameOf(from))} | ${markdownCode(legend.nameOf(to))} | ${markdownText(`${portsText(ports)}${conditionText(row)}`)}${undefinedMark} |`,
    );
  }
  for (const [number, text] of legend.entries) lines.push('', `addresses \\[${number}\\]: ${markdownText(text)}`);
  if (rows.some(isConditional)) lines.push('', markdownText(CONDITIONAL_NOTE));
  if (undefinedByApi.length > 0) {
    lines.push(
      '',
      'What is undefined is for the network plugin to decide (pods with hostNetwork, blocks that hold pods), or for something that is not analysed.',
    );
  }
  if (report.waysIn && report.waysIn.length > 0) {
    lines.push('', '### From outside', '', '| way | |', '|---|---|');
    for (const way of report.waysIn) {
      lines.push(`| ${markdownCode(wayInPath(way))} | ${markdownText(wayInOutcome(way))} |`);
    }
  }
  for (const direction of Object.values(PolicyType)) {
    const ids = notIsolatedIn(report, direction);
    if (ids.length > 0) {
      lines.push('', `No policy isolates for ${direction.toLowerCase()}: ${ids.map(markdownCode).join(', ')}.`);
    }
  }
  for (const note of [...groupNotes(report), ...undecidedNotes(report), ...aloneNotes(report), ...nodeNotes(report)]) {
    lines.push('', markdownText(note));
  }
  if (report.exposures) pushAll(lines, exposureTable(report.exposures));
  return `${lines.join('\n')}\n`;
}

function conditionalCount(rows: readonly ReachRow[]): string {
  const count = rows.filter(isConditional).length;
  return count === 0 ? '' : ` and **${count} on conditions**`;
}

function exposureTable(exposures: readonly Exposure[]): string[] {
  const rows = exposureRows(exposures);
  const intro = [
    '',
    '## Who else could',
    '',
    'Peers that need not be in the input, as far as the own policies of each workload go.',
  ];
  if (rows.length === 0) return [...intro, '', 'Nobody.'];
  const body = rows.map((row) => {
    const workload = markdownCode(row.exposure.endpoint.id);
    const ends =
      row.direction === PolicyType.INGRESS ? [markdownText(row.peer), workload] : [workload, markdownText(row.peer)];
    return `| ${[...ends, markdownText(exposedPortsText(row))].join(' | ')} |`;
  });
  return [...intro, '', '| from | to | ports |', '|---|---|---|', ...body];
}
