import { printable } from './printable';

/** `shop/a, shop/b and 3 more`: the first of many names. */
export function shortList(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).map((name) => printable(name));
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
}

/** So many workloads are named in a line of a report. */
export const MOST_WORKLOADS = 20;
