import { counted } from '../../model/plural';
import { isStagedPolicy } from '../../model/staged-policy';
import { allowsWithin } from '../../reachability/reasoning/counterexample';
import { Analysis } from '../../reachability/relation/analysis';
import { requirePlain } from '../../reachability/relation/plain-only';
import { impliesJson } from '../../report/implies/implies-json';
import { ImpliesReport, sidesOf } from '../../report/implies/implies-report';
import { impliesText } from '../../report/implies/implies-text';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { readAnalysis } from '../read-analysis';
import { writeReport } from '../write-report';

export interface ImpliesCommandOptions extends CommonOptions {
  readonly permit?: boolean;
}

/** Says whether one set of policies forbids, or permits, everything that another one does. */
export function implies(first: string, second: string, options: ImpliesCommandOptions, console: Console): ExitCode {
  const [one, other] = [first, second].map((path) => readAnalysis([path], options, console)) as [
    ReturnType<typeof readAnalysis>,
    ReturnType<typeof readAnalysis>,
  ];
  for (const { analysis } of [one, other]) requirePlain(analysis, 'What one set of policies implies of another');
  const asked = {
    question: options.permit ? ('permit' as const) : ('forbid' as const),
    first: { name: first, analysis: one.analysis },
    second: { name: second, analysis: other.analysis },
    limits: [...new Set([one, other].flatMap(({ analysis }) => limitsOf(analysis)))],
  };
  const { allows, denies } = sidesOf(asked);
  const answer = allowsWithin(allows.analysis.policies, denies.analysis.policies);
  const report: ImpliesReport = { ...asked, answer };
  const { format, output } = options;
  const text =
    format === 'json'
      ? impliesJson(report)
      : impliesText(report, output === undefined ? paintFor(console.out) : undefined);
  writeReport(text, output, console);
  if (!one.complete || !other.complete || answer.answer === 'unknown') return ExitCode.UNUSABLE;
  return answer.answer === 'yes' ? ExitCode.FINE : ExitCode.FOUND;
}

function limitsOf({ inventory, universe }: Analysis): string[] {
  const { plugin } = universe.options;
  // What is staged is not in force.
  const foreign = inventory.foreignPolicies.filter(({ object }) => !isStagedPolicy(object)).length;
  const ineffective = inventory.ineffectivePolicies?.length ?? 0;
  return [
    ...(foreign > 0
      ? [
          `${counted(foreign, 'policy', 'of another API is', 'of other APIs are')} left out: the answer is about NetworkPolicies alone.`,
        ]
      : []),
    ...(plugin && ineffective > 0
      ? [`${plugin.title} enforces no NetworkPolicy, so each set permits everything.`]
      : []),
  ];
}
