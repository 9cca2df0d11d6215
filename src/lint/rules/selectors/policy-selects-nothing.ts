import { namespaceOf } from '../../../manifests/object-identity';
import { formatSelector } from '../../../model/label-selector';
import { PolicyRule } from '../../facts/lint-rule';
import { namespacesOf, podsElsewhere } from '../../facts/pods-elsewhere';

/** A policy without pods. */
export const policySelectsNothing: PolicyRule = {
  id: 'policy-selects-nothing',
  severity: 'warning',
  info: 'The policy selects no pod of its namespace.',
  why: 'It protects nothing while everybody believes it does. A renamed label or a wrong namespace is the usual cause.',
  fix: 'Correct the selector or the namespace, or remove the policy.',
  needs: ['workloads'],
  checkPolicy(policy, report, context) {
    const { pods, inventory } = context;
    const { namespace, spec } = policy;
    if (pods.ofSubject(policy).length > 0) return;
    const elsewhere = podsElsewhere(spec.podSelector, [namespace], context);
    // Where the input has no workload of the namespace, it says nothing about what is there.
    if (elsewhere.length === 0 && pods.in(namespace).length === 0) return;
    const nothing = `"${formatSelector(spec.podSelector)}" matches none of the workloads in ${namespace}`;
    if (pods.mayMatch(namespace, spec.podSelector)) return;
    const makers = (inventory.podMakers ?? []).filter((maker) => namespaceOf(maker) === namespace);
    if (makers.length > 0) {
      const kinds = [...new Set(makers.map(({ object }) => object.kind))].sort();
      return report({
        field: ['spec', 'podSelector'],
        severity: 'info',
        message: `${nothing}, but custom resources there (${kinds.join(', ')}) may make such pods.`,
        fix: 'Compare the selector with the labels of the pods that the operator makes.',
      });
    }
    if (elsewhere.length === 0) return report({ field: ['spec', 'podSelector'], message: `${nothing}.` });
    const named = policy.manifest.metadata.namespace !== undefined;
    report({
      field: named ? ['metadata', 'namespace'] : ['metadata'],
      message: `${nothing}; such pods are in ${namespacesOf(elsewhere)}.`,
      fix: named
        ? 'Move the policy to the namespace of its pods, or correct the selector.'
        : 'Write metadata.namespace: without it the policy goes wherever kubectl points.',
    });
  },
};
