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
import { FindingGroup, groupEqual, otherPlaces } from './equal-findings';
import { Severity } from '../../model/finding';
import { formatFieldPath } from '../../model/kubernetes-object';
import { pushAll } from '../../model/push-all';
import { Emphasis, PLAIN } from '../wording/emphasis';
import { printable } from '../wording/printable';

const COLOURS: Readonly<Record<Severity, Parameters<Emphasis>[0]>> = { error: 'red', warning: 'yellow', info: 'cyan' };

/** For people: findings grouped by file, each with its line and a caret. */
export function checkText(report: CheckReport, emphasise = PLAIN): string {
  const lines: string[] = [];
  let origin: string | undefined;
  for (const group of groupEqual(placed(report).filter(({ acknowledged }) => !acknowledged))) {
    const title = originTitle(group.first.finding);
    if (title !== origin) lines.push(emphasise('bold', printable((origin = title))), '');
    pushAll(lines, linesOf(group, report, emphasise));
    lines.push('');
  }
  lines.push(`${summaryOf(report)}.`);
  pushAll(
    lines,
    [...describePassedOver(report), ...silentRules(report)].map((text) => emphasise('dim', `${text}.`)),
  );
  return `${lines.join('\n')}\n`;
}

function linesOf(group: FindingGroup, report: CheckReport, emphasise: Emphasis): string[] {
  const { finding, position } = group.first;
  const { rule, severity, message, fix, resource, field } = finding;
  const place = position ? `${position.line}:${position.column}` : '';
  const where = [resource ? resourceTitle(resource) : '', field ? formatFieldPath(field) : ''].filter(
    (text) => text !== '',
  );
  const lines = [
    `  ${[place, emphasise(COLOURS[severity], severity), printable(message), emphasise('dim', `[${rule}]`)].filter((text) => text !== '').join(' ')}`,
  ];
  if (where.length > 0) lines.push(`      ${emphasise('dim', printable(where.join(', ')))}`);
  if (position) pushAll(lines, excerpt(report, originTitle(finding), position.line, position.column, emphasise));
  if (fix) lines.push(`      fix: ${printable(fix)}`);
  if (group.others.length > 0) lines.push(`      also: ${printable(otherPlaces(group))}`);
  return lines;
}

const WIDEST_EXCERPT = 140;

function excerpt(report: CheckReport, file: string, line: number, column: number, emphasise: Emphasis): string[] {
  const text = report.sources.get(file)?.line(line);
  if (text === undefined || text.trim() === '') return [];
  const number = String(line);
  // A long line is shown around the place, so that the caret stays on the screen.
  const from = column > WIDEST_EXCERPT - 20 ? column - 20 : 0;
  const shown = printable(text.slice(from, from + WIDEST_EXCERPT));
  const gutter = ' '.repeat(number.length);
  return [
    `      ${emphasise('dim', `${number} |`)} ${shown}`,
    `      ${emphasise('dim', `${gutter} |`)} ${' '.repeat(Math.max(0, column - 1 - from))}${emphasise('bold', '^')}`,
  ];
}

function summaryOf(report: CheckReport): string {
  const { otherPolicies } = report.checked;
  const others =
    otherPolicies > 0
      ? ` (${otherPolicies === 1 ? '1 of another API was' : `${otherPolicies} of other APIs were`} not analysed)`
      : '';
  const acknowledged = report.acknowledged.length > 0 ? `, ${report.acknowledged.length} acknowledged` : '';
  const counts = describeCounts(report.findings);
  return `${counts.charAt(0).toUpperCase()}${counts.slice(1)}${describeChecked(report)}${others}${acknowledged}`;
}
