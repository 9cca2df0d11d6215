import { CheckReport, describeCounts, originTitle, placed, resourceTitle, silentRules } from './check-report';
import { printable } from './printable';
import { formatFieldPath } from '../model/kubernetes-object';

const LONGEST_TABLE = 200;

/** For a pull request comment: a table, the worst first in each file. */
export function checkMarkdown(report: CheckReport): string {
  const entries = placed(report).filter(({ acknowledged }) => !acknowledged);
  const lines = [
    '## NetworkPolicy check',
    '',
    `**${describeCounts(report.findings)}** in ${report.checked.policies} policies.`,
  ];
  if (entries.length > 0) lines.push('', '| severity | where | what | rule |', '|---|---|---|---|');
  for (const { finding, position } of entries.slice(0, LONGEST_TABLE)) {
    const { severity, resource, field, message, fix, rule } = finding;
    const at = `${originTitle(finding)}${position ? `:${position.line}` : ''}`;
    const object = resource ? `<br>${cell(resourceTitle(resource))}` : '';
    const path = field ? `<br>${code(formatFieldPath(field))}` : '';
    const remedy = fix ? `<br>*${cell(fix)}*` : '';
    lines.push(`| ${severity} | ${code(at)}${object}${path} | ${cell(message)}${remedy} | ${rule} |`);
  }
  if (entries.length > LONGEST_TABLE) lines.push('', `${entries.length - LONGEST_TABLE} more are left out here.`);
  if (report.acknowledged.length > 0) lines.push('', `${report.acknowledged.length} acknowledged.`);
  for (const text of silentRules(report)) lines.push('', `${text}.`);
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return printable(text)
    .replace(/[\\|<>&*_`[\]]/g, (character) => `\\${character}`)
    .replace(/\\([<>&])/g, (_, c: string) => ENTITIES[c]!);
}

const ENTITIES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

function code(text: string): string {
  return `\`${printable(text).replace(/[`|]/g, ' ')}\``;
}
