import {
  CheckReport,
  describeChecked,
  describeCounts,
  describePassedOver,
  originTitle,
  placed,
  resourceTitle,
  silentRules,
} from './check-report';
import { groupEqual, otherPlaces } from './equal-findings';
import { formatFieldPath } from '../../model/kubernetes-object';
import { markdownCode, markdownText } from '../wording/markdown';

const LONGEST_TABLE = 200;

/** For a pull request comment: a table, the worst first in each file. */
export function checkMarkdown(report: CheckReport): string {
  const groups = groupEqual(placed(report).filter(({ acknowledged }) => !acknowledged));
  const lines = ['## NetworkPolicy check', '', `**${describeCounts(report.findings)}**${describeChecked(report)}.`];
  if (groups.length > 0) lines.push('', '| severity | where | what | rule |', '|---|---|---|---|');
  for (const group of groups.slice(0, LONGEST_TABLE)) {
    const { finding, position } = group.first;
    const { severity, resource, field, message, fix, rule } = finding;
    const at = `${originTitle(finding)}${position ? `:${position.line}` : ''}`;
    const object = resource ? `<br>${markdownText(resourceTitle(resource))}` : '';
    const path = field ? `<br>${markdownCode(formatFieldPath(field))}` : '';
    const remedy = fix ? `<br>*${markdownText(fix)}*` : '';
    const also = group.others.length > 0 ? `<br>also: ${markdownText(otherPlaces(group))}` : '';
    lines.push(
      `| ${severity} | ${markdownCode(at)}${object}${path} | ${markdownText(message)}${remedy}${also} | ${rule} |`,
    );
  }
  if (groups.length > LONGEST_TABLE) lines.push('', `${groups.length - LONGEST_TABLE} more are left out here.`);
  if (report.acknowledged.length > 0) lines.push('', `${report.acknowledged.length} acknowledged.`);
  for (const text of [...describePassedOver(report), ...silentRules(report)]) lines.push('', `${text}.`);
  return `${lines.join('\n')}\n`;
}
