/**
 * Adds items to the end of a list. `push(...items)` puts each item on the stack, which ends the process where an input
 * makes a hundred thousand of them.
 */
export function pushAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}
