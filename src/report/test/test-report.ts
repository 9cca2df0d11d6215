import { AssertionResult } from '../../reachability/question/assertions';
import { FlowAnswer, FlowQuestion } from '../../reachability/question/flow-question';
import { explainReport } from '../explain/explain-report';
import { explainText } from '../explain/explain-text';

/** What the renderers of `netpol test` print. */
export interface TestReport {
  readonly results: readonly AssertionResult[];
}

export function countResults({ results }: TestReport): { passed: number; failed: number } {
  const passed = results.filter(({ pass }) => pass).length;
  return { passed, failed: results.length - passed };
}

/** Why an answer is as it is, in lines. */
export function reasonLines(question: FlowQuestion, answer: FlowAnswer): string[] {
  if (answer.nothing.length > 0) return [...answer.nothing];
  return explainText(explainReport(question, answer)).trimEnd().split('\n');
}
