import { InvalidInput } from '../../model/invalid-input';
import { Verdict, answerQuestion, parseQuestion } from '../../reachability/question/flow-question';
import { explainJson } from '../../report/explain/explain-json';
import { explainReport } from '../../report/explain/explain-report';
import { explainText } from '../../report/explain/explain-text';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { readAnalysis } from '../read-analysis';
import { writeReport } from '../write-report';

export interface ExplainCommandOptions extends CommonOptions {
  readonly from: string;
  readonly to: string;
  readonly port: string;
}

/** Says whether one end may reach another one, why, and what would turn it round. */
export function explain(paths: readonly string[], options: ExplainCommandOptions, console: Console): ExitCode {
  const question = parseQuestion(options);
  const { analysis, complete } = readAnalysis(paths, options, console);
  const answer = answerQuestion(analysis, question);
  if (answer.verdict === Verdict.UNKNOWN) {
    throw new InvalidInput(answer.nothing.join(' '), 'There is nothing to explain.');
  }
  const report = explainReport(analysis, question, answer, { withOverview: true });
  const text =
    options.format === 'json'
      ? explainJson(report)
      : explainText(report, options.output === undefined ? paintFor(console.out) : undefined);
  writeReport(text, options.output, console);
  return complete ? ExitCode.FINE : ExitCode.UNUSABLE;
}
