import { ServiceFacts } from './service-facts';
import { namespaceName } from './service-pods';
import { SERVICES } from './services';
import { closestWord } from '../model/closest-word';
import { InvalidInput } from '../model/invalid-input';

/**
 * The services that all of the words are about: an id, a category, or a part of an id, a title, a namespace or a label,
 * or the number of a port.
 *
 * @throws InvalidInput if nothing is about all of them
 */
export function findServices(words: readonly string[]): readonly ServiceFacts[] {
  const exact = SERVICES.filter(({ id }) => words.length === 1 && id === words[0]);
  if (exact.length > 0) return exact;
  const found = SERVICES.filter((facts) => words.every((word) => isAbout(facts, word.toLowerCase())));
  if (found.length > 0) return found;
  const known = new Set(SERVICES.flatMap(({ id, name, category }) => [id, name, category]));
  const closest = words.map((word) => closestWord(word, known)).find((word) => word !== undefined);
  throw new InvalidInput(
    `No service of the catalogue is about ${words.map((word) => JSON.stringify(word)).join(' and ')}.`,
    closest
      ? `Did you mean ${closest}?`
      : `Write a category (${[...new Set(SERVICES.map(({ category }) => category))].join(', ')}), a part of a name, a namespace or a port number.`,
  );
}

function isAbout(facts: ServiceFacts, word: string): boolean {
  if (facts.category === word) return true;
  if (/^\d+$/.test(word)) return facts.ports.some(({ port }) => port.toString().endsWith(`/${word}`));
  const labels = facts.pods.flatMap((pods) => Object.entries(pods.labels).flat());
  const texts = [facts.id, facts.name, facts.title, namespaceName(facts.namespace) ?? '', ...labels];
  return texts.some((text) => typeof text === 'string' && text.toLowerCase().includes(word));
}
