import { waysIn } from '../../evidence/ways-in';
import { InvalidInput } from '../../model/invalid-input';
import { ManifestDocument } from '../../model/manifest-document';
import { findEnds } from '../../reachability/question/find-ends';
import { FlowQuestion, Verdict, answerQuestion, parseQuestion } from '../../reachability/question/flow-question';
import { Analysis } from '../../reachability/relation/analysis';
import { explainJson } from '../../report/explain/explain-json';
import { explainReport } from '../../report/explain/explain-report';
import { explainText } from '../../report/explain/explain-text';
import { wayInOutcome, wayInPath } from '../../report/wording/way-in-text';
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
  const { analysis, documents, complete } = readAnalysis(paths, options, console);
  const answer = answerQuestion(analysis, question);
  if (answer.verdict === Verdict.UNKNOWN) {
    throw new InvalidInput(answer.nothing.join(' '), 'There is nothing to explain.');
  }
  const notes = [...answer.notes, ...waysFromOutside(documents, analysis, question)];
  const report = explainReport(analysis, question, { ...answer, notes }, { withOverview: true });
  const text =
    options.format === 'json'
      ? explainJson(report)
      : explainText(report, options.output === undefined ? paintFor(console.out) : undefined);
  writeReport(text, options.output, console);
  return complete ? ExitCode.FINE : ExitCode.UNUSABLE;
}

/** So many ways to one workload are named. */
const MOST_WAYS = 10;

/** Asked from outside to pods, how Ingresses and routes lead there, and which hop is closed. */
function waysFromOutside(
  documents: readonly ManifestDocument[],
  analysis: Analysis,
  { from, to }: FlowQuestion,
): string[] {
  if (from.kind !== 'addresses' || to.kind === 'addresses') return [];
  const found = findEnds(analysis, to);
  const ends =
    'ends' in found ? found.ends.flatMap((end) => (end.kind === 'pods' && end.source ? [end.source.group] : [])) : [];
  const groups = new Set(ends);
  return waysIn(documents, analysis)
    .filter((way) => way.to?.podGroups.some((group) => groups.has(group)))
    .slice(0, MOST_WAYS)
    .map((way) => `${wayInPath(way)}: ${wayInOutcome(way)}.`);
}
