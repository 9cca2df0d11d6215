import { closestWord } from '../model/closest-word';
import { InvalidInput } from '../model/invalid-input';

/**
 * Checks a member of an enum, which programs without types may misspell.
 *
 * @throws InvalidInput if it is none of those known
 */
export function checkChoice(what: string, value: unknown, known: readonly string[]): void {
  if (typeof value === 'string' && known.includes(value)) return;
  const meant = typeof value === 'string' ? closestWord(value, known) : undefined;
  throw new InvalidInput(
    `${JSON.stringify(value)} is no ${what}.`,
    meant ? `Did you mean ${meant}?` : `Choose one of ${known.join(', ')}.`,
  );
}
