/**
 * The smallest text, found by taking pieces out behind `head`, that still has a property; all tries of one size are asked
 * at once.
 */
export function smallest(
  text: string,
  head: string,
  hasProperty: (candidates: readonly string[]) => boolean[],
): string {
  let current = text;
  const kept = text.startsWith(head) ? head.length : 0;
  for (let size = Math.ceil((current.length - kept) / 2); size >= 1;) {
    const candidates = [];
    for (let at = kept; at < current.length; at += size) {
      candidates.push(current.slice(0, at) + current.slice(at + size));
    }
    const found = hasProperty(candidates).indexOf(true);
    if (found >= 0) current = candidates[found]!;
    else if (size === 1) break;
    else size = Math.ceil(size / 2);
    size = Math.min(size, Math.max(1, current.length - kept));
  }
  return current;
}
