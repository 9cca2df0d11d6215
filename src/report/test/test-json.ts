import { TestReport, countResults, reasonsOf } from './test-report';
import { AssertionResult } from '../../reachability/question/assertions';
import { jsonText } from '../wording/json';

/** `netpol.test/v1`, as docs/schemas/netpol.test.v1.schema.json describes it. */
export function testJson(report: TestReport): string {
  const reasons = reasonsOf(report);
  const document = {
    schema: 'netpol.test/v1',
    results: report.results.map((result) => entryOf(result, reasons.get(result)!)),
    summary: countResults(report),
  };
  return jsonText(document);
}

function entryOf({ assertion, answer, pass }: AssertionResult, reasons: readonly string[]) {
  const { name, question, expect, acceptsConditional, subjectTo, file, position } = assertion;
  return {
    name,
    from: question.from.text,
    to: question.to.text,
    port: question.port,
    expect,
    ...(acceptsConditional ? { accept: 'conditional' } : {}),
    ...(subjectTo === undefined ? {} : { subjectTo }),
    actual: answer.verdict,
    ...(answer.conditions.length > 0 ? { conditions: answer.conditions } : {}),
    pass,
    because: reasons.filter((line) => line.trim() !== ''),
    file,
    line: position.line,
  };
}
