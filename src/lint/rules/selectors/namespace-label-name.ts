import { NAMESPACE_NAME_LABEL } from '../../../model/defaulting';
import { FieldPath } from '../../../model/kubernetes-object';
import { PolicyRule } from '../../facts/lint-rule';

/** The label key `name` on namespaces, which nobody sets. */
export const namespaceLabelName: PolicyRule = {
  id: 'namespace-label-name',
  severity: 'warning',
  info: 'A namespace is selected by the label "name", which Kubernetes does not set.',
  why: 'The selector matches only where somebody labelled the namespace by hand. On the next cluster it matches nothing and the traffic is dropped without a word.',
  fix: `Use ${NAMESPACE_NAME_LABEL}, which the API server keeps equal to the name of every namespace.`,
  checkPolicy({ rules }, report, { namespaceLabels }) {
    // Somebody does label namespaces so here.
    if (namespaceLabels?.has('name')) return;
    for (const { peers, path, peersField } of rules) {
      peers.forEach(({ namespaceSelector }, index) => {
        const selector = [...path, peersField, index, 'namespaceSelector'];
        const fields: FieldPath[] = [];
        const labels = namespaceSelector?.matchLabels ?? {};
        if (Object.hasOwn(labels, 'name')) fields.push([...selector, 'matchLabels', 'name']);
        (namespaceSelector?.matchExpressions ?? []).forEach(({ key }, at) => {
          if (key === 'name') fields.push([...selector, 'matchExpressions', at, 'key']);
        });
        for (const field of fields) {
          const patch =
            field[field.length - 1] === 'key'
              ? { edit: 'replace' as const, path: field, value: NAMESPACE_NAME_LABEL }
              : { edit: 'rename' as const, path: field, key: NAMESPACE_NAME_LABEL };
          report({ field, patch: Object.hasOwn(labels, NAMESPACE_NAME_LABEL) ? undefined : [patch] });
        }
      });
    }
  },
};
