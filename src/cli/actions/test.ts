import { readText } from '../../manifests/input-files';
import { readAssertions, runAssertions } from '../../reachability/question/assertions';
import { testJson } from '../../report/test/test-json';
import { testJunit } from '../../report/test/test-junit';
import { TestReport, countResults } from '../../report/test/test-report';
import { testText } from '../../report/test/test-text';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { Progress } from '../progress';
import { readAnalysis } from '../read-analysis';
import { writeReport } from '../write-report';

export interface TestCommandOptions extends CommonOptions {
  readonly assertions: readonly string[];
}

/** Says which assertions hold. */
export function test(paths: readonly string[], options: TestCommandOptions, console: Console): ExitCode {
  const assertions = options.assertions.flatMap((file) => readAssertions(file, readText(file)));
  const { analysis, complete } = readAnalysis(paths, options, console);
  const progress = new Progress(console.err);
  const results = assertions.flatMap((assertion, index) => {
    progress.at(`Testing assertion ${index + 1} of ${assertions.length}`);
    return runAssertions(analysis, [assertion]);
  });
  progress.end();
  const report = { analysis, results };
  writeReport(render(report, options, console), options.output, console);
  if (!complete) return ExitCode.UNUSABLE;
  return countResults(report).failed > 0 ? ExitCode.FOUND : ExitCode.FINE;
}

function render(report: TestReport, { format, output }: TestCommandOptions, { out }: Console): string {
  switch (format) {
    case 'json':
      return testJson(report);
    case 'junit':
      return testJunit(report);
    default:
      return testText(report, output === undefined ? paintFor(out) : undefined);
  }
}
