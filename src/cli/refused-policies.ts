import { isRefusal } from '../lint/refused-policies';
import { Finding } from '../model/finding';
import { Refusal } from '../model/refusal';

const CONSEQUENCE: Readonly<Record<Refusal, string>> = {
  [Refusal.BY_API_SERVER]: 'The API server refuses the policy, so it is left out.',
  [Refusal.BY_AGENT]: 'So it is left out.',
};

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
          message: `${finding.message} ${CONSEQUENCE[finding.refusal ?? Refusal.BY_API_SERVER]}`,
        }
      : finding,
  );
}
