import { governanceAnnotations } from '../../model/governance';
import { Intent } from '../../model/intent';

/** The annotations of one policy that stands for these intents: distinct texts, in alphabetical order. */
export function renderAnnotations(intents: readonly Intent[]): Record<string, string> {
  if (intents.length === 1) return governanceAnnotations(intents[0]!.governance);
  const texts = new Map<string, Set<string>>();
  for (const intent of intents) {
    for (const [key, value] of Object.entries(governanceAnnotations(intent.governance))) {
      texts.set(key, (texts.get(key) ?? new Set()).add(value));
    }
  }
  return Object.fromEntries([...texts].map(([key, values]) => [key, [...values].sort().join('; ')]));
}
