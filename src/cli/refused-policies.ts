import { findingsOf } from '../lint/judge-object';
import { Finding } from '../model/finding';
import { judgeNetworkPolicy } from '../policy-kinds/networking/network-policy';
import { Analysis } from '../reachability/relation/analysis';

/**
 * What the API server refuses in policies that can be analysed all the same, such as a misspelt field, which means
 * nothing. The answer is about the text as it stands; what is meant, or in the cluster, may be something else.
 */
export function refusedPolicies({ policies }: Analysis, kubernetesVersion: string | undefined): Finding[] {
  return policies.flatMap(({ document }) => {
    const { problems } = judgeNetworkPolicy(document.object, { kubernetesVersion });
    const errors = findingsOf(document, problems).filter(({ severity }) => severity === 'error');
    return errors.map((error) => ({ ...error, severity: 'warning', message: `${error.message} ${CONSEQUENCE}` }));
  });
}

const CONSEQUENCE = 'The API server refuses the policy; the answer reads it as it stands.';
