import { Requirement } from './label-selector';
import { SelectorOperator } from './network-policy';
import { contradictionIn } from './selector-contradiction';

/** Whether whatever satisfies `narrow` satisfies `wide` too, for all labels there could be. */
export function selectorImplies(narrow: readonly Requirement[], wide: readonly Requirement[]): boolean {
  // Implied, if it cannot hold while the opposite of one of the wide requirements does.
  return wide.every((requirement) => contradictionIn([...narrow, opposite(requirement)]) !== undefined);
}

function opposite({ key, operator, values }: Requirement): Requirement {
  switch (operator) {
    case SelectorOperator.IN:
      return { key, operator: SelectorOperator.NOT_IN, values };
    case SelectorOperator.NOT_IN:
      return { key, operator: SelectorOperator.IN, values };
    case SelectorOperator.EXISTS:
      return { key, operator: SelectorOperator.DOES_NOT_EXIST, values };
    default:
      return { key, operator: SelectorOperator.EXISTS, values };
  }
}
