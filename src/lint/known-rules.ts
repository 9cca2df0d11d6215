import { ACKNOWLEDGEMENT_RULES } from './acknowledgement';
import { INVENTORY_RULES } from './api-rules';
import { LINT_RULES } from './lint-rules';
import { closestWord } from '../model/closest-word';
import { InvalidInput } from '../model/invalid-input';

/** Rules whose severity can be chosen and whose findings can be acknowledged; what the API server says is up to nobody. */
export const CHOOSABLE_RULES: readonly string[] = [
  ...INVENTORY_RULES,
  ...LINT_RULES,
  ...Object.values(ACKNOWLEDGEMENT_RULES),
].map(({ id }) => id);

/**
 * Checks the id of a rule that somebody acknowledges.
 *
 * @throws InvalidInput if there is none of that id, or it cannot be acknowledged
 */
export function checkAcknowledgedRule(rule: string): void {
  if (CHOOSABLE_RULES.includes(rule)) return;
  const meant = closestWord(rule, CHOOSABLE_RULES);
  throw new InvalidInput(
    `${JSON.stringify(rule)} is no rule that can be acknowledged.`,
    meant ? `Did you mean ${meant}?` : 'docs/RULES.md has the rules; what the API server refuses cannot be accepted.',
  );
}
