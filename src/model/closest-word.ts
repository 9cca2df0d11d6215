import { distance } from 'fastest-levenshtein';

/** The known word that a misspelt one most likely meant: it differs in case only, or by few letters for its length. */
export function closestWord(word: string, known: Iterable<string>): string | undefined {
  const allowed = Math.min(2, Math.floor(word.length / 3));
  let best: string | undefined;
  let bestCost = allowed + 1;
  for (const candidate of known) {
    const cost = distance(word.toLowerCase(), candidate.toLowerCase());
    if (cost < bestCost) [best, bestCost] = [candidate, cost];
  }
  return best;
}
