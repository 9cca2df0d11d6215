import { namespaceOf } from '../../../manifests/object-identity';
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
  checkPolicy(policy, report, { pods, inventory }) {
    const { namespace, spec } = policy;
    // Where the input has no workload of the namespace, it says nothing about what is there.
    if (pods.in(namespace).length === 0 || pods.ofSubject(policy).length > 0) return;
    if (pods.mayMatch(namespace, spec.podSelector)) return;
    const field = ['spec', 'podSelector'];
    const message = `"${formatSelector(spec.podSelector)}" matches none of the workloads in ${namespace}`;
    const makers = (inventory.podMakers ?? []).filter((maker) => namespaceOf(maker) === namespace);
    if (makers.length === 0) return report({ field, message: `${message}.` });
    const kinds = [...new Set(makers.map(({ object }) => object.kind))].sort();
    report({
      field,
      severity: 'info',
      message: `${message}, but custom resources there (${kinds.join(', ')}) may make such pods.`,
      fix: 'Compare the selector with the labels of the pods that the operator makes.',
    });
  },
};
