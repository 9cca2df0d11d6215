import { formatSelector } from '../../../model/label-selector';
import { PolicyRule } from '../../facts/lint-rule';

/** A policy without pods. */
export const policySelectsNothing: PolicyRule = {
  id: 'policy-selects-nothing',
  severity: 'warning',
  info: 'The policy selects no pod of its namespace.',
  why: 'It protects nothing while everybody believes it does. A renamed label or a wrong namespace is the usual cause.',
  fix: 'Correct the selector or the namespace, or remove the policy.',
  needs: ['workloads'],
  checkPolicy(policy, report, { pods }) {
    // Where the input has no workload of the namespace, it says nothing about what is there.
    if (pods.in(policy.namespace).length === 0 || pods.ofSubject(policy).length > 0) return;
    const message = `"${formatSelector(policy.spec.podSelector)}" matches none of the workloads in ${policy.namespace}.`;
    report({ field: ['spec', 'podSelector'], message });
  },
};
