import { isRefusal } from '../lint/refused-policies';
import { Finding } from '../model/finding';

const CONSEQUENCE = 'The API server refuses the policy, so it is left out.';

/**
 * What is said of policies that are left out. One way for every command: each is named, and unless somebody allows that,
 * the answer counts as one about a part of the input.
 */
export function saidOfRefused(findings: readonly Finding[], allowRefused = false): readonly Finding[] {
  return findings.map((finding) =>
    isRefusal(finding)
      ? {
          ...finding,
          severity: allowRefused ? ('warning' as const) : finding.severity,
          message: `${finding.message} ${CONSEQUENCE}`,
        }
      : finding,
  );
}
