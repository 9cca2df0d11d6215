import { distance } from 'fastest-levenshtein';

/** The known word that a misspelt one most likely meant: it differs in case only, or by few letters for its length. */
export function closestWord(word: string, known: Iterable<string>): string | undefined {
  const allowed = Math.min(2, Math.floor(word.length / 3));
  const written = word.toLowerCase();
  let best: string | undefined;
  let bestCost = allowed + 1;
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    // So many letters are wrong at least, and words of an input may be long.
    if (Math.abs(lower.length - written.length) >= bestCost) continue;
    const cost = changes(written, lower);
    if (cost < bestCost) [best, bestCost] = [candidate, cost];
  }
  return best;
}

/** How many letters are wrong; two neighbours that changed places count as one. */
function changes(word: string, known: string): number {
  const cost = distance(word, known);
  if (cost !== 2 || word.length !== known.length) return cost;
  const at = [...word].findIndex((_, index) => word[index] !== known[index]);
  return word[at] === known[at + 1] && word[at + 1] === known[at] && word.slice(at + 2) === known.slice(at + 2) ? 1 : 2;
}
