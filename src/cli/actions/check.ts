import { CheckResult, checkManifests } from '../../lint/check-manifests';
import { fixManifests } from '../../lint/fix-manifests';
import { LintFinding } from '../../lint/run-lint';
import { STDIN } from '../../manifests/input-files';
import { ReadResult, readManifests } from '../../manifests/read-manifests';
import { closestWord } from '../../model/closest-word';
import { Severity, isAtLeast } from '../../model/finding';
import { InvalidInput } from '../../model/invalid-input';
import { plural } from '../../model/plural';
import { checkGithub } from '../../report/check/check-github';
import { checkJson } from '../../report/check/check-json';
import { checkJunit } from '../../report/check/check-junit';
import { checkMarkdown } from '../../report/check/check-markdown';
import { ALL_RULES, CheckReport } from '../../report/check/check-report';
import { checkSarif } from '../../report/check/check-sarif';
import { checkText } from '../../report/check/check-text';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { nameEmpty, nothingIn } from '../nothing-in';
import { packageVersion } from '../package-version';
import { passOver } from '../pass-over';
import { Progress, readingProgress } from '../progress';
import { Settings, settingsOf } from '../settings';
import { patchOf, writeFixed } from '../write-fixed';
import { writeReport } from '../write-report';

export interface CheckCommandOptions extends CommonOptions {
  readonly failOn: Severity | 'never';
  readonly rule?: readonly string[];
  readonly systemNamespaces?: boolean;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

/** Reads, checks, and says what was found. */
export function check(paths: readonly string[], options: CheckCommandOptions, console: Console): ExitCode {
  if (options.dryRun && !options.fix) {
    throw new InvalidInput('--dry-run says how to --fix.', 'Add --fix, or leave --dry-run out.');
  }
  const settings = settingsOf(options);
  const progress = new Progress(console.err);
  const { read, notice } = passOver(readManifests(paths, readingProgress(progress), settings.ignores), settings.file);
  progress.at(`Checking ${plural(read.documents.length, 'object')}`);
  const result = checked(read, options, settings);
  progress.end();
  if (notice !== undefined) console.err.write(notice);
  const unreadable = read.findings.some(({ severity }) => severity === 'error');
  if (read.documents.length === 0 && !unreadable) throw nothingIn(paths);
  nameEmpty(read.empty, console.err);
  if (!options.fix) return finish(read, result, options, console);

  if (paths.includes(STDIN)) {
    throw new InvalidInput('Standard input cannot be corrected in place.', 'Name files or folders.');
  }
  const { files, refused } = fixManifests(
    result.findings.filter((finding): finding is LintFinding => 'document' in finding),
  );
  if (options.dryRun) {
    writeReport(patchOf(files), options.output, console);
  } else {
    writeFixed(files);
  }
  const fixed = files.reduce((sum, file) => sum + file.fixed, 0);
  const verb = options.dryRun ? 'can be corrected' : 'corrected';
  console.err.write(`${plural(fixed, 'finding')} ${verb} in ${plural(files.length, 'file')}`);
  console.err.write(
    refused > 0
      ? `; ${refused} ${refused === 1 ? 'stands' : 'stand'} in text that is not edited mechanically.\n`
      : '.\n',
  );
  if (options.dryRun) return ExitCode.FINE;
  const { read: again } = passOver(readManifests(paths, undefined, settings.ignores), settings.file);
  return finish(again, checked(again, options, settings), options, console);
}

function checked(read: ReadResult, options: CheckCommandOptions, settings: Settings): CheckResult {
  const { findings, ...rest } = checkManifests(read.documents, {
    kubernetesVersion: settings.kubernetes,
    ...settings.cluster,
    severities: settings.severities,
    acknowledgements: settings.acknowledgements,
    only: onlyRules(options.rule),
    systemNamespaces: options.systemNamespaces,
  });
  // Nothing can be left out that was not read at all.
  return { ...rest, findings: [...read.findings, ...findings] };
}

function finish(read: ReadResult, result: CheckResult, options: CheckCommandOptions, console: Console): ExitCode {
  writeReport(render({ ...result, sources: read.sources }, options, console), options.output, console);
  const { failOn } = options;
  const failed = failOn !== 'never' && result.findings.some(({ severity }) => isAtLeast(severity, failOn));
  return failed ? ExitCode.FOUND : ExitCode.FINE;
}

function render(report: CheckReport, { format, failOn, output }: CheckCommandOptions, { out }: Console): string {
  switch (format) {
    case 'json':
      return checkJson(report);
    case 'sarif':
      return checkSarif(report, packageVersion());
    case 'junit':
      return checkJunit(report, failOn);
    case 'github':
      return checkGithub(report);
    case 'markdown':
      return checkMarkdown(report);
    default:
      return checkText(report, output === undefined ? paintFor(out) : undefined);
  }
}

function onlyRules(rules: readonly string[] | undefined): ReadonlySet<string> | undefined {
  if (!rules) return undefined;
  const known = ALL_RULES.map(({ id }) => id);
  for (const rule of rules) {
    if (known.includes(rule)) continue;
    const closest = closestWord(rule, known);
    const hint = closest ? `Did you mean ${closest}?` : `The rules are ${known.join(', ')}.`;
    throw new InvalidInput(`${JSON.stringify(rule)} is no rule.`, hint);
  }
  return new Set(rules);
}
