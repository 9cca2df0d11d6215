import { PluginProperties } from './plugin-properties';
import { ResourceNames } from './resource-names';
import { ValidationContextLike, ViolatingResourceLike } from './validation-context';
import { readCheckConfig } from '../lint/check-config';
import { checkManifests } from '../lint/check-manifests';
import { readText } from '../manifests/input-files';
import { readManifests } from '../manifests/read-manifests';
import { Finding, SEVERITIES, Severity, isAtLeast } from '../model/finding';
import { formatFieldPath } from '../model/kubernetes-object';
import { clusterFacts } from '../platform/cluster-facts';
import { ALL_RULES, countBySeverity } from '../report/check/check-report';

/** Checks the manifests of a synthesised app and reports to cdk8s-cli. */
export function reportOn(context: ValidationContextLike, properties: PluginProperties): void {
  const { failOn, kubernetes, config: configFile } = properties;
  const config = configFile === undefined ? {} : readCheckConfig(configFile, readText(configFile));
  const read = readManifests(context.manifests);
  const result = checkManifests(read.documents, {
    kubernetesVersion: kubernetes ?? config.kubernetes,
    ...clusterFacts({
      platform: properties.platform ?? config.platform,
      cni: properties.cni ?? config.cni,
      ranges: config.ranges,
    }),
    severities: config.severities,
    acknowledgements: config.acknowledgements,
  });
  const names = new ResourceNames(read.documents, context.metadata ?? {});
  const findings = [...read.findings, ...result.findings];
  const shown = findings.filter(({ severity }) => isAtLeast(severity, worstOf('warning', failOn)));
  for (const [rule, found] of byRule(shown)) {
    const { info, why, fix } = ALL_RULES.find(({ id }) => id === rule)!;
    context.report.addViolation({
      ruleName: rule,
      recommendation: `${info} ${why}`,
      fix,
      violatingResources: found.map((finding) => resourceOf(finding, names)),
    });
  }
  const failed = findings.some(({ severity }) => isAtLeast(severity, failOn));
  const { error, warning, info } = countBySeverity(findings);
  context.report.submit(failed ? 'failure' : 'success', {
    Checker: 'cdk8s-netpol',
    Policies: result.checked.policies,
    Errors: error,
    Warnings: warning,
    Remarks: info,
    Acknowledged: result.acknowledged.length,
  });
}

/** Remarks are shown only where they fail the synth. */
function worstOf(shown: Severity, failOn: Severity): Severity {
  return SEVERITIES.indexOf(failOn) > SEVERITIES.indexOf(shown) ? failOn : shown;
}

function byRule(findings: readonly Finding[]): ReadonlyMap<string, Finding[]> {
  const rules = new Map<string, Finding[]>();
  for (const finding of findings) {
    const group = rules.get(finding.rule);
    if (group) group.push(finding);
    else rules.set(finding.rule, [finding]);
  }
  return rules;
}

function resourceOf(finding: Finding, names: ResourceNames): ViolatingResourceLike {
  const { origin, field, message, fix, position } = finding;
  const { name, doubt } = names.of(finding);
  const place = position?.();
  const at = [field ? formatFieldPath(field) : '', place ? `(line ${place.line})` : ''].filter((text) => text !== '');
  return {
    resourceName: name,
    locations: [`${at.join(' ')}: ${message}${fix ? ` ${fix}` : ''}`, ...doubt],
    manifestPath: origin?.file ?? '',
  };
}
