import { closestWord } from '../../../model/closest-word';
import { DEFAULT_NAMESPACE, NAMESPACE_NAME_LABEL } from '../../../model/defaulting';
import { requirementsOf } from '../../../model/label-selector';
import { SelectorOperator } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';
import { isSystemNamespace } from '../../facts/system-namespaces';

/** A namespace named by a peer that the input does not know. */
export const namespaceNotFound: PolicyRule = {
  id: 'namespace-not-found',
  severity: 'info',
  worstSeverity: 'warning',
  info: 'A peer names a namespace that is not in the input.',
  why: 'If the name is misspelt the peer never matches, and a name cannot be wrong in the eyes of the API server.',
  fix: 'Correct the name, or add the namespace to the input.',
  needs: ['namespaces'],
  checkPolicy({ rules }, report, { inventory }) {
    for (const { peers, path, peersField } of rules) {
      peers.forEach(({ namespaceSelector }, index) => {
        for (const { key, operator, values } of requirementsOf(namespaceSelector)) {
          if (key !== NAMESPACE_NAME_LABEL || operator !== SelectorOperator.IN) continue;
          const missing = values.find((value) => !inventory.namespaces.has(value));
          if (missing === undefined) continue;
          const meant = closestWord(missing, inventory.namespaces.keys());
          // Every cluster has these, whether or not somebody wrote them down.
          if (!meant && (isSystemNamespace(missing) || missing === DEFAULT_NAMESPACE)) continue;
          report({
            field: [...path, peersField, index, 'namespaceSelector'],
            message: `The namespace "${missing}" is not in the input.`,
            fix: meant ? `Did you mean "${meant}"?` : undefined,
            severity: meant ? 'warning' : undefined,
          });
        }
      });
    }
  },
};
