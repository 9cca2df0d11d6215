import { Requirement } from './label-selector';
import { SelectorOperator } from './network-policy';

/**
 * The first key whose requirements exclude each other, so that no labels satisfy the selector; undefined where some
 * labels do. Keys are independent of each other, so looking at one at a time is exact.
 */
export function contradictionIn(requirements: readonly Requirement[]): string | undefined {
  const byKey = new Map<string, Requirement[]>();
  for (const requirement of requirements) {
    const group = byKey.get(requirement.key);
    if (group) group.push(requirement);
    else byKey.set(requirement.key, [requirement]);
  }
  for (const [key, group] of byKey) {
    if (group.length > 1 && excludeEachOther(group)) return key;
  }
  return undefined;
}

function excludeEachOther(group: readonly Requirement[]): boolean {
  const operators = group.map(({ operator }) => operator);
  const absent = operators.includes(SelectorOperator.DOES_NOT_EXIST);
  const present = operators.some(
    (operator) => operator === SelectorOperator.IN || operator === SelectorOperator.EXISTS,
  );
  // An absent key satisfies everything but In and Exists; a present one has a value outside any finite NotIn.
  if (absent) return present;
  const allowed = group.filter(({ operator }) => operator === SelectorOperator.IN).map(({ values }) => values);
  if (allowed.length === 0) return false;
  const denied = new Set(group.flatMap(({ operator, values }) => (operator === SelectorOperator.NOT_IN ? values : [])));
  const [first, ...rest] = allowed;
  return !first!.some((value) => !denied.has(value) && rest.every((values) => values.includes(value)));
}
