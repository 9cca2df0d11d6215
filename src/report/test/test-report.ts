import { AssertionResult } from '../../reachability/question/assertions';
import { Analysis } from '../../reachability/relation/analysis';
import { explainReport } from '../explain/explain-report';
import { explainText } from '../explain/explain-text';

/** What the renderers of `netpol test` print. */
export interface TestReport {
  readonly analysis: Analysis;
  readonly results: readonly AssertionResult[];
}

export function countResults({ results }: TestReport): { passed: number; failed: number } {
  const passed = results.filter(({ pass }) => pass).length;
  return { passed, failed: results.length - passed };
}

/** What to change is said of so many failures; netpol explain says it of each. */
const MOST_CHANGES = 10;

/** Why each answer is as it is, in lines; for the first failures with what would change it. */
export function reasonsOf({ analysis, results }: TestReport): ReadonlyMap<AssertionResult, readonly string[]> {
  const reasons = new Map<AssertionResult, readonly string[]>();
  let changes = 0;
  for (const result of results) {
    const { answer, assertion, pass } = result;
    if (answer.nothing.length > 0) {
      reasons.set(result, answer.nothing);
      continue;
    }
    const withChanges = !pass && changes++ < MOST_CHANGES;
    const text = explainText(explainReport(analysis, assertion.question, answer, { withChanges }));
    reasons.set(result, text.trimEnd().split('\n'));
  }
  return reasons;
}
