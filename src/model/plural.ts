/** `1 policy`, `2 policies`. */
export function plural(count: number, noun: string): string {
  return `${count} ${nounFor(count, noun)}`;
}

/** `policy`, `policies`: the noun that fits a number that stands elsewhere. */
export function nounFor(count: number, noun: string): string {
  if (count === 1) return noun;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `1 policy is`, `2 policies are`: a count with its verb, which agrees. */
export function counted(count: number, noun: string, one: string, many: string): string {
  return `${plural(count, noun)} ${count === 1 ? one : many}`;
}
