import { ALL_RULES, CheckReport, PlacedFinding, originTitle, placed, resourceTitle } from './check-report';
import { Severity, isAtLeast } from '../../model/finding';
import { formatFieldPath } from '../../model/kubernetes-object';
import { NEED_WORDS } from '../wording/rule-needs';
import { xmlText } from '../wording/xml';

/** JUnit XML: a test case a rule, failed where a finding is at or above the threshold. */
export function checkJunit(report: CheckReport, failOn: Severity | 'never'): string {
  const entries = placed(report).filter(({ acknowledged }) => !acknowledged);
  const fails = ({ finding }: PlacedFinding) => failOn !== 'never' && isAtLeast(finding.severity, failOn);
  const silent = new Map(
    report.silent.map(({ rule, needs }) => [rule, needs.map((need) => NEED_WORDS[need]).join(' and ')]),
  );
  const byRule = new Map<string, PlacedFinding[]>(ALL_RULES.map(({ id }) => [id, []]));
  for (const entry of entries) byRule.get(entry.finding.rule)?.push(entry);
  const cases = [...byRule].map(([rule, found]) => testCase(rule, found, found.filter(fails), silent.get(rule)));
  const failures = [...byRule.values()].filter((found) => found.some(fails)).length;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="netpol check" tests="${cases.length}" failures="${failures}">`,
    `  <testsuite name="netpol check" tests="${cases.length}" failures="${failures}" skipped="${silent.size}" errors="0">`,
    ...cases.flat(),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(rule: string, found: PlacedFinding[], failed: PlacedFinding[], needs: string | undefined): string[] {
  const open = `    <testcase classname="netpol.check" name="${xmlText(rule)}"`;
  const lines: string[] = [];
  if (needs !== undefined) lines.push(`      <skipped message="${xmlText(`needs ${needs}`)}"/>`);
  if (failed.length > 0) {
    const text = failed.map(lineOf).join('\n');
    lines.push(
      `      <failure message="${xmlText(`${failed.length} found`)}" type="${xmlText(rule)}">${xmlText(text)}</failure>`,
    );
  }
  const harmless = found.filter((entry) => !failed.includes(entry));
  if (harmless.length > 0) lines.push(`      <system-out>${xmlText(harmless.map(lineOf).join('\n'))}</system-out>`);
  return lines.length === 0 ? [`${open}/>`] : [`${open}>`, ...lines, '    </testcase>'];
}

function lineOf({ finding, position }: PlacedFinding): string {
  const at = `${originTitle(finding)}${position ? `:${position.line}:${position.column}` : ''}`;
  const object = finding.resource ? ` ${resourceTitle(finding.resource)}` : '';
  const field = finding.field ? ` ${formatFieldPath(finding.field)}` : '';
  return `${at}: ${finding.severity}:${object}${field}: ${finding.message}${finding.fix ? ` ${finding.fix}` : ''}`;
}
