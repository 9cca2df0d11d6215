import { FieldPath } from '../../../model/kubernetes-object';
import { formatSelector, requirementsOf } from '../../../model/label-selector';
import { LabelSelectorSpec } from '../../../model/network-policy';
import { contradictionIn } from '../../../model/selector-contradiction';
import { PolicyRule } from '../../facts/lint-rule';

/** A selector that no labels whatever satisfy. */
export const contradictorySelector: PolicyRule = {
  id: 'contradictory-selector',
  severity: 'warning',
  info: 'The selector contradicts itself, so it can never match.',
  why: 'The policy isolates nothing, or the peer is never let in, on every cluster and for ever.',
  fix: 'Remove one of the requirements on the key, or write In with all values that are meant.',
  checkPolicy({ spec, rules }, report) {
    const check = (selector: LabelSelectorSpec | undefined, field: FieldPath) => {
      const key = selector && contradictionIn(requirementsOf(selector));
      if (key === undefined) return;
      report({
        field,
        message: `The selector "${formatSelector(selector)}" asks of label "${key}" what no value satisfies.`,
      });
    };
    check(spec.podSelector, ['spec', 'podSelector']);
    for (const { peers, path, peersField } of rules) {
      peers.forEach(({ podSelector, namespaceSelector }, index) => {
        check(podSelector, [...path, peersField, index, 'podSelector']);
        check(namespaceSelector, [...path, peersField, index, 'namespaceSelector']);
      });
    }
  },
};
