import { NAMESPACE_NAME_LABEL } from '../../../model/defaulting';
import { formatSelector, requirementsOf } from '../../../model/label-selector';
import { contradictionIn } from '../../../model/selector-contradiction';
import { PolicyRule } from '../../facts/lint-rule';

/** A peer whose namespaceSelector matches no namespace. */
export const namespaceSelectorMatchesNothing: PolicyRule = {
  id: 'namespace-selector-matches-nothing',
  severity: 'info',
  info: 'The namespaceSelector of a peer matches no namespace of the input.',
  why: 'The peer is nobody: the traffic it was written for stays denied, or it is a leftover that will let in whichever namespace takes the labels next.',
  fix: 'Correct the selector, label the namespace, or add the missing Namespace objects to the input.',
  needs: ['otherNamespaces'],
  checkPolicy({ namespace, rules }, report, context) {
    const { inventory, pods } = context;
    const known = [...inventory.namespaces.values()].filter(({ document }) => document).length;
    const unknown = inventory.namespaces.size - known;
    // That of the policy itself says nothing about those that its peers are in.
    if (context.namespacesBeside(namespace).length === 0) return;
    for (const { inEffect, peers, path, peersField } of rules) {
      peers.forEach(({ namespaceSelector }, index) => {
        if (!inEffect || !namespaceSelector) return;
        const requirements = requirementsOf(namespaceSelector);
        // Names have a rule of their own, and so have selectors that nothing can match.
        if (requirements.some(({ key }) => key === NAMESPACE_NAME_LABEL) || contradictionIn(requirements)) return;
        if (pods.namespacesMatching(namespaceSelector).length > 0) return;
        const others = unknown === 0 ? '' : `; of ${unknown} more no labels are known`;
        const all = known === 1 ? 'does not match the one namespace' : `matches none of the ${known} namespaces`;
        const message = `"${formatSelector(namespaceSelector)}" ${all} of the input${others}.`;
        report({ field: [...path, peersField, index, 'namespaceSelector'], message });
      });
    }
  },
};
