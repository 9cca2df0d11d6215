import { Effort } from '../../reachability/reasoning/allow-space';

/** What exact reasoning may cost for one question, and for all of a run; where it does not suffice, lint is silent. */
const CASES = { question: 5_000, run: 200_000 };

/** What the exact reasoning of one run may cost, a question at a time. */
export class Reasoning {
  private readonly run = new Effort(CASES.run);

  public question(): Effort {
    return new Effort(CASES.question, this.run);
  }
}

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
