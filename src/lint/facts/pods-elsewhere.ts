import { LintContext } from './lint-context';
import { Pods } from './pod-index';
import { requirementsOf } from '../../model/label-selector';
import { LabelSelectorSpec, SelectorOperator } from '../../model/network-policy';

/**
 * Pods of other namespaces that a selector would match there. None for a selector that asks for no label: what it
 * matches elsewhere says nothing about what was meant.
 */
export function podsElsewhere(
  selector: LabelSelectorSpec | undefined,
  namespaces: readonly string[],
  { podLabels, pods }: LintContext,
): Pods[] {
  const asked = requirementsOf(selector).filter(
    ({ operator }) => operator === SelectorOperator.IN || operator === SelectorOperator.EXISTS,
  );
  // What no pod carries at all needs no search.
  const carried = asked.every(({ key, values }) => {
    const known = podLabels.get(key);
    return known && (values.length === 0 || values.some((value) => known.has(value)));
  });
  if (asked.length === 0 || !carried) return [];
  return pods.everywhere(selector).filter(({ workload }) => !namespaces.includes(workload.namespace));
}

const SHOWN = 3;

/** `in namespace team-b`, `in namespaces a, b, c and 2 more`. */
export function namespacesOf(found: readonly Pods[]): string {
  const names = [...new Set(found.map(({ workload }) => workload.namespace))];
  const list = names.slice(0, SHOWN).join(', ');
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.length === 1 ? 'namespace' : 'namespaces'} ${list}${more}`;
}
