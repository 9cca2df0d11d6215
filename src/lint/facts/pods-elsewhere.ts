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
  { inventory, pods }: LintContext,
): Pods[] {
  const asks = requirementsOf(selector).some(
    ({ operator }) => operator === SelectorOperator.IN || operator === SelectorOperator.EXISTS,
  );
  if (!asks) return [];
  return [...inventory.namespaces.keys()]
    .filter((name) => !namespaces.includes(name))
    .flatMap((name) => [...pods.matching(name, selector)]);
}

const SHOWN = 3;

/** `in namespace team-b`, `in namespaces a, b, c and 2 more`. */
export function namespacesOf(found: readonly Pods[]): string {
  const names = [...new Set(found.map(({ workload }) => workload.namespace))];
  const list = names.slice(0, SHOWN).join(', ');
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `${names.length === 1 ? 'namespace' : 'namespaces'} ${list}${more}`;
}
