import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { CheckConfig, readCheckConfig } from '../../lint/check-config';
import { CheckResult, checkManifests } from '../../lint/check-manifests';
import { fixManifests } from '../../lint/fix-manifests';
import { LintFinding } from '../../lint/run-lint';
import { STDIN, readBytes } from '../../manifests/input-files';
import { ReadResult, readManifests } from '../../manifests/read-manifests';
import { closestWord } from '../../model/closest-word';
import { Severity, isAtLeast } from '../../model/finding';
import { InvalidInput } from '../../model/invalid-input';
import { ClusterNames, clusterFacts } from '../../platform/cluster-facts';
import { checkGithub } from '../../report/check/check-github';
import { checkJson } from '../../report/check/check-json';
import { checkJunit } from '../../report/check/check-junit';
import { checkMarkdown } from '../../report/check/check-markdown';
import { ALL_RULES, CheckReport } from '../../report/check/check-report';
import { checkSarif } from '../../report/check/check-sarif';
import { checkText } from '../../report/check/check-text';
import { plural } from '../../report/wording/plural';
import { unifiedPatch } from '../../report/wording/unified-patch';
import { rulesOf } from '../../validation/kubernetes-version';
import { CommonOptions } from '../common-options';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { nothingIn } from '../nothing-in';
import { packageVersion } from '../package-version';
import { Progress, readingProgress } from '../progress';
import { writeReport } from '../write-report';

export interface CheckCommandOptions extends CommonOptions {
  readonly failOn: Severity | 'never';
  readonly rule?: readonly string[];
  readonly config?: string;
  readonly systemNamespaces?: boolean;
  readonly fix?: boolean;
  readonly dryRun?: boolean;
}

const DEFAULT_CONFIG = 'netpol.yaml';

/** Reads, checks, and says what was found. */
export function check(paths: readonly string[], options: CheckCommandOptions, console: Console): ExitCode {
  if (options.dryRun && !options.fix) {
    throw new InvalidInput('--dry-run says how to --fix.', 'Add --fix, or leave --dry-run out.');
  }
  const config = configOf(options);
  const progress = new Progress(console.err);
  const read = readManifests(paths, readingProgress(progress));
  progress.at(`Checking ${read.documents.length} objects`);
  const result = checked(read, options, config);
  progress.end();
  const unreadable = read.findings.some(({ severity }) => severity === 'error');
  if (read.documents.length === 0 && !unreadable) throw nothingIn(paths);
  if (!options.fix) return finish(read, result, options, console);

  if (paths.includes(STDIN)) {
    throw new InvalidInput('Standard input cannot be corrected in place.', 'Name files or folders.');
  }
  const { files, refused } = fixManifests(
    result.findings.filter((finding): finding is LintFinding => 'document' in finding),
  );
  if (options.dryRun) {
    writeReport(
      files.map(({ file, before, after }) => unifiedPatch(file, before, after)).join(''),
      options.output,
      console,
    );
  } else {
    for (const { file, before, after } of files) overwrite(file, before, after);
  }
  const fixed = files.reduce((sum, file) => sum + file.fixed, 0);
  const verb = options.dryRun ? 'can be corrected' : 'corrected';
  console.err.write(`${plural(fixed, 'finding')} ${verb} in ${plural(files.length, 'file')}`);
  console.err.write(refused > 0 ? `; ${refused} stand in text that is not edited mechanically.\n` : '.\n');
  if (options.dryRun) return ExitCode.FINE;
  const again = readManifests(paths);
  return finish(again, checked(again, options, config), options, console);
}

function checked(read: ReadResult, options: CheckCommandOptions, config: CheckConfig): CheckResult {
  const { findings, ...rest } = checkManifests(read.documents, {
    kubernetesVersion: options.kubernetes ?? config.kubernetes,
    ...clusterFacts(clusterNames(options, config)),
    severities: config.severities,
    acknowledgements: config.acknowledgements,
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

function configOf(options: CheckCommandOptions): CheckConfig {
  const file = options.config ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : undefined);
  const config = file === undefined ? {} : readCheckConfig(file, readBytes(file).toString('utf8'));
  // Wrong names are refused before anything is read.
  rulesOf(options.kubernetes ?? config.kubernetes);
  clusterFacts(clusterNames(options, config));
  return config;
}

/** A platform named on the command line brings its own plugin, whatever the settings say. */
function clusterNames({ platform, cni }: CheckCommandOptions, config: CheckConfig): ClusterNames {
  return { platform: platform ?? config.platform, cni: cni ?? (platform === undefined ? config.cni : undefined) };
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

/** Replaces a file in one step, and only if it still holds what was checked. */
function overwrite(file: string, before: string, after: string): void {
  const now = readFileSync(file, 'utf8');
  const mark = now.startsWith('\uFEFF') ? '\uFEFF' : '';
  if (now !== mark + before) throw new InvalidInput(`${file} changed while it was checked.`, 'Run the command again.');
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, mark + after, { mode: statSync(file).mode });
  renameSync(temporary, file);
}
