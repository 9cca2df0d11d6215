import { findingsOf } from '../lint/judge-object';
import { Finding } from '../model/finding';
import { kindOf } from '../model/object-kind';
import { POLICY_KINDS } from '../policy-kinds/policy-kinds';
import { Analysis } from '../reachability/relation/analysis';

/**
 * What the API server refuses in policies that can be analysed all the same, such as a misspelt field, which means
 * nothing. The answer is about the text as it stands; what is meant, or in the cluster, may be something else.
 */
export function refusedPolicies(analysis: Analysis, kubernetesVersion: string | undefined): Finding[] {
  return [...analysis.policies, ...analysis.otherPolicies].flatMap(({ document }) => {
    const { problems = [] } =
      kindOf(POLICY_KINDS, document.object)?.judge(document.object, { kubernetesVersion }) ?? {};
    const errors = findingsOf(document, problems).filter(({ severity }) => severity === 'error');
    return errors.map((error) => ({ ...error, severity: 'warning', message: `${error.message} ${CONSEQUENCE}` }));
  });
}

const CONSEQUENCE = 'The API server refuses the policy; the answer reads it as it stands.';
