/** Two levels in practice; the limit is for circles in hostile input. */
const MOST_LEVELS = 8;

/** The controller above all others: a Deployment above the ReplicaSet that makes the pods. */
export function topmost<T>(owner: T, above: (owner: T) => T | undefined): T {
  let top = owner;
  for (let level = 0; level < MOST_LEVELS; level++) {
    const next = above(top);
    if (!next) break;
    top = next;
  }
  return top;
}
