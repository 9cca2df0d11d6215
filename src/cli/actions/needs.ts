import { NeedJudge } from '../../evidence/needs/judge-needs';
import { Needs } from '../../evidence/needs/need';
import { needsOf } from '../../evidence/needs/needs-of';
import { Openings } from '../../evidence/needs/openings';
import { InvalidInput } from '../../model/invalid-input';
import { labelNameProblems } from '../../model/kubernetes-names';
import { Analysis } from '../../reachability/relation/analysis';
import { needsJson } from '../../report/needs/needs-json';
import { needsMarkdown } from '../../report/needs/needs-markdown';
import { MissingAllowance, NeedsReport } from '../../report/needs/needs-report';
import { needsText } from '../../report/needs/needs-text';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { readAnalysis } from '../read-analysis';
import { settingsOf } from '../settings';
import { writeReport } from '../write-report';

export interface NeedsCommandOptions extends CommonOptions {
  readonly clusterDomain?: string;
  readonly secrets: boolean;
}

/** Says which flows manifests require. */
export function needs(paths: readonly string[], options: NeedsCommandOptions, console: Console): ExitCode {
  const clusterDomain = options.clusterDomain === undefined ? undefined : checkedDomain(options.clusterDomain);
  const { platform } = settingsOf(options).cluster;
  const { analysis, documents, complete } = readAnalysis(paths, options, console);
  const port = platform?.apiServerPort;
  const found = needsOf(documents, analysis.inventory, {
    clusterDomain,
    secrets: options.secrets,
    ...(port?.first === undefined ? {} : { apiServerPort: { protocol: port.protocol, number: port.first } }),
  });
  const report = heldAgainstPolicies(found, analysis);
  writeReport(render(report, options, console), options.output, console);
  if (!complete) return ExitCode.UNUSABLE;
  return report.missing.some(({ need }) => need.confidence === 'certain') ? ExitCode.FOUND : ExitCode.FINE;
}

/** Where there are policies, what they make of the needs; what is only possible is not called missing. */
function heldAgainstPolicies(found: Needs, analysis: Analysis): NeedsReport {
  if (analysis.policies.length + analysis.otherPolicies.length === 0) return { found, missing: [] };
  const judge = new NeedJudge(analysis);
  const openings = new Openings(analysis.inventory);
  const judged = { allowed: 0, denied: 0, unknown: 0 };
  const missing: MissingAllowance[] = [];
  for (const need of found.needs) {
    const one = judge.judge(need);
    judged[one.verdict]++;
    if (one.verdict === 'denied' && need.confidence !== 'possible') missing.push({ ...one, opening: openings.of(one) });
  }
  return { found, missing, judged };
}

function checkedDomain(text: string): string {
  const domain = text.replace(/^\.|\.$/g, '').toLowerCase();
  const problems = domain.split('.').flatMap((label) => labelNameProblems(label));
  if (problems.length === 0) return domain;
  throw new InvalidInput(
    `${JSON.stringify(text)} is no domain: it ${problems[0]}.`,
    'Write what the names of the cluster end with, for example cluster.local.',
  );
}

function render(report: NeedsReport, { format, output }: NeedsCommandOptions, { out }: Console): string {
  if (format === 'json') return needsJson(report);
  if (format === 'markdown') return needsMarkdown(report);
  return needsText(report, output === undefined ? paintFor(out) : undefined);
}
