import { TestReport, countResults, reasonsOf } from './test-report';
import { plural } from '../../model/plural';
import { AssertionResult } from '../../reachability/question/assertions';
import { Verdict } from '../../reachability/question/flow-question';
import { printable } from '../wording/printable';

/** Marks up a text for a terminal, or leaves it alone. */
export type Mark = (style: 'green' | 'red' | 'bold', text: string) => string;

/** For people: a line an assertion, and under those that fail why. */
export function testText(report: TestReport, mark: Mark = (_style, text) => text): string {
  const reasons = reasonsOf(report);
  const lines = report.results.flatMap((result) => linesOf(result, reasons.get(result)!, mark));
  const { passed, failed } = countResults(report);
  const summary = summaryOf(passed, failed);
  return `${[...lines, '', mark(failed === 0 ? 'green' : 'red', summary)].join('\n')}\n`;
}

/** `The assertion holds.`, `2 of 3 assertions failed.` */
function summaryOf(passed: number, failed: number): string {
  const total = passed + failed;
  if (total === 1) return `The assertion ${failed === 0 ? 'holds' : 'failed'}.`;
  return failed === 0
    ? `All ${plural(total, 'assertion')} hold.`
    : `${failed} of ${plural(total, 'assertion')} failed.`;
}

/** `expected deny, but it is allowed` */
export function mismatch({ assertion, answer }: AssertionResult): string {
  const { expect, acceptsConditional, subjectTo } = assertion;
  const { verdict, conditions } = answer;
  const wanted = `${expect}${acceptsConditional ? ' or conditional' : ''}${subjectTo === undefined ? '' : ` on ${subjectTo}`}`;
  const on = conditions.length === 0 ? '' : `: ${conditions.join(', or ')}`;
  return printable(`expected ${wanted}, but ${OUTCOMES[verdict]}${on}`);
}

const OUTCOMES: Readonly<Record<Verdict, string>> = {
  [Verdict.ALLOW]: 'it is allowed',
  [Verdict.DENY]: 'it is denied',
  [Verdict.PARTLY]: 'it is allowed in part only',
  [Verdict.CONDITIONAL]: 'it is allowed on conditions only',
  [Verdict.UNDEFINED]: 'the API leaves it undefined',
  [Verdict.UNKNOWN]: 'there is nothing that it is about',
};

function linesOf(result: AssertionResult, reasons: readonly string[], mark: Mark): string[] {
  const { assertion, pass } = result;
  const { name, file, position } = assertion;
  if (pass) return [`${mark('green', 'ok')}    ${printable(name)}`];
  return [
    `${mark('red', 'FAIL')}  ${mark('bold', printable(name))}`,
    `      ${printable(`${file}:${position.line}`)}: ${mismatch(result)}`,
    ...reasons.map((line) => (line === '' ? '' : `      ${printable(line)}`)),
    '',
  ];
}
