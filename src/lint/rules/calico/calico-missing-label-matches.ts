import { FieldPath } from '../../../model/kubernetes-object';
import { forEachLabelTest } from '../../../model/label-expression';
import { parseSelector } from '../../../policy-kinds/calico/selector-language';
import { CalicoPolicy, calicoPolicies, entitiesIn, rulesIn } from '../../facts/calico-policies';
import { ClusterRule } from '../../facts/lint-rule';

/** A comparison that also holds where the label is missing. */
export const calicoMissingLabelMatches: ClusterRule = {
  id: 'calico-missing-label-matches',
  severity: 'warning',
  info: 'A selector of a rule that allows compares with != or not in, which also holds where the label is missing.',
  why: "A selector such as env != 'prod' selects everything without the label env: pods that nobody labelled, and sets of addresses. What was meant as an exception lets in what nobody thought of.",
  fix: "Ask for the label as well: has(env) && env != 'prod'.",
  checkCluster({ documents }, report) {
    for (const policy of calicoPolicies(documents)) {
      for (const { text, path } of allowingSelectors(policy)) {
        const parsed = parseSelector(text);
        if ('problem' in parsed) continue;
        const present = new Set<string>();
        forEachLabelTest(parsed.selector.expression, (test) => {
          if (test.op === 'has') present.add(test.key);
        });
        const [first] = parsed.selector.negatives.filter(({ key }) => !present.has(key));
        if (!first) continue;
        report(policy.document, {
          field: path,
          message: `${first.key} ${first.text} also holds for everything that has no label ${first.key}.`,
          fix: `Write has(${first.key}) && ${first.key} ${first.text}, if the label is meant to be there.`,
        });
      }
    }
  },
};

function allowingSelectors(policy: CalicoPolicy): { text: string; path: FieldPath }[] {
  return rulesIn(policy)
    .filter(({ rule }) => rule.action === 'Allow')
    .flatMap((placed) => entitiesIn(placed))
    .flatMap(({ entity, path }) =>
      (['selector', 'namespaceSelector'] as const).flatMap((field) => {
        const text = entity[field];
        return text ? [{ text, path: [...path, field] }] : [];
      }),
    );
}
