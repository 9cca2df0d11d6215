import { TestReport, countResults, reasonsOf } from './test-report';
import { mismatch } from './test-text';
import { AssertionResult } from '../../reachability/question/assertions';
import { xmlText } from '../wording/xml';

/** JUnit XML: a test case an assertion. */
export function testJunit(report: TestReport): string {
  const { passed, failed } = countResults(report);
  const reasons = reasonsOf(report);
  const counts = `tests="${passed + failed}" failures="${failed}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="netpol test" ${counts}>`,
    `  <testsuite name="netpol test" ${counts} errors="0">`,
    ...report.results.flatMap((result) => testCase(result, reasons.get(result)!)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(result: AssertionResult, reasons: readonly string[]): string[] {
  const { assertion, answer, pass } = result;
  const { name, file, position } = assertion;
  const open = `    <testcase classname="netpol.test" name="${xmlText(name)}" file="${xmlText(file)}" line="${position.line}"`;
  if (pass) return [`${open}/>`];
  const failure = `<failure message="${xmlText(mismatch(result))}" type="${answer.verdict}">${xmlText(reasons.join('\n'))}</failure>`;
  return [`${open}>`, `      ${failure}`, '    </testcase>'];
}
