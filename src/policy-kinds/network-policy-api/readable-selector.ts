import { LabelSelectorSpec } from '../../model/network-policy';
import { ApiProblems } from '../../validation/api-problem';
import { validateSelector } from '../../validation/selectors';

/** Whether implementations can read a selector. The definitions of custom resources let others through. */
export function isReadable(selector: LabelSelectorSpec | undefined): boolean {
  const problems = new ApiProblems();
  validateSelector(selector, [], problems, { allowInvalidValues: false });
  return problems.list.length === 0;
}

/** What of a selector can be read: it selects whatever the whole one selects, and perhaps more. */
export function readablePart(selector: LabelSelectorSpec | undefined): LabelSelectorSpec {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({ [key]: value }));
  return {
    matchLabels: Object.assign({}, ...labels.filter((one) => isReadable({ matchLabels: one }))) as Record<
      string,
      string
    >,
    matchExpressions: selector?.matchExpressions?.filter((one) => isReadable({ matchExpressions: [one] })),
  };
}
