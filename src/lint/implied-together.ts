/** What exact reasoning may cost for one question; where it does not suffice, lint is silent. */
export const COMPARED_CASES = 5_000;

/** How many may be taken together: more of them in one sentence help nobody. */
export const MAX_TOGETHER = 30;

/** As few of the items as still satisfy a condition that all of them satisfy. */
export function fewestThat<T>(holds: (items: readonly T[]) => boolean, items: readonly T[]): T[] {
  let kept = [...items];
  for (const item of items) {
    const without = kept.filter((other) => other !== item);
    if (holds(without)) kept = without;
  }
  return kept;
}

/** `a, b and c` */
export function named(names: readonly string[]): string {
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
