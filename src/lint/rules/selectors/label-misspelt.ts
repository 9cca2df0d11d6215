import { closestWord } from '../../../model/closest-word';
import { FieldPath } from '../../../model/kubernetes-object';
import { UNKNOWN_LABEL_VALUE, requirementsOf } from '../../../model/label-selector';
import { LabelSelectorSpec, SelectorOperator } from '../../../model/network-policy';
import { PolicyRule } from '../../facts/lint-rule';

/** A label that nothing carries, one edit away from one that pods do carry. */
export const labelMisspelt: PolicyRule = {
  id: 'label-misspelt',
  severity: 'warning',
  info: 'A selector asks for a label that no pod carries, and a very similar one exists.',
  why: 'A single wrong letter turns a selector into one that never matches, without any error.',
  fix: 'Write the label as the pods carry it.',
  needs: ['workloads'],
  checkPolicy({ spec, rules }, report, { podLabels }) {
    const check = (selector: LabelSelectorSpec | undefined, field: FieldPath) => {
      for (const { key, operator, values } of requirementsOf(selector)) {
        if (operator === SelectorOperator.DOES_NOT_EXIST || operator === SelectorOperator.NOT_IN) continue;
        const known = podLabels.get(key);
        if (!known) {
          const meant = closestWord(key, podLabels.keys()) ?? keyWithValue(key, values, podLabels);
          if (meant) report({ field, message: `No pod carries the label "${key}". Did you mean "${meant}"?` });
        } else if (values.length > 0 && !known.has(UNKNOWN_LABEL_VALUE) && !values.some((value) => known.has(value))) {
          const meant = closestWord(values[0]!, known);
          if (!meant || differInDigitsOnly(meant, values[0]!)) continue;
          report({ field, message: `No pod carries ${key}=${values[0]}. Did you mean ${key}=${meant}?` });
        }
      }
    };
    check(spec.podSelector, ['spec', 'podSelector']);
    for (const { peers, path, peersField } of rules) {
      peers.forEach(({ podSelector }, index) => check(podSelector, [...path, peersField, index, 'podSelector']));
    }
  },
};

/**
 * A key that holds one of the values, and that is the same word with another prefix or a slip away. Short keys are
 * too near to each other to be compared without the value: `ap` and `app`.
 */
function keyWithValue(
  key: string,
  values: readonly string[],
  podLabels: ReadonlyMap<string, ReadonlySet<string>>,
): string | undefined {
  const holding = [...podLabels].filter(([, known]) => values.some((value) => known.has(value))).map(([name]) => name);
  const word = lastPart(key);
  return (
    holding.find((name) => lastPart(name) === word) ??
    holding.find((name) => isOneSlipAway(key.toLowerCase(), name.toLowerCase()))
  );
}

function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

function isOneSlipAway(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}

/** `web-v1` and `web-v2` are two things, not one with a slip. */
function differInDigitsOnly(a: string, b: string): boolean {
  return a.replace(/\d+/g, '') === b.replace(/\d+/g, '');
}
