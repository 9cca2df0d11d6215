/** One text for several, different for different ones, whatever characters hostile input puts into them. */
export function joinedKey(...parts: readonly string[]): string {
  let key = '';
  for (const part of parts) key += `${part.length}:${part}`;
  return key;
}
