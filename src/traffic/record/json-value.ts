/** A parsed JSON object. Only fields with fixed names are read, so that no key of a log can reach a prototype. */
export type JsonMap = { readonly [key: string]: unknown };

export function asMap(value: unknown): JsonMap | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : undefined;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** A text that says something; undefined for none, for the empty text, and for what is no text. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function asTexts(value: unknown): string[] {
  return asList(value).filter((entry): entry is string => typeof entry === 'string' && entry !== '');
}

/** A number, also one that is written as text: 64-bit numbers are, in JSON that comes from protocol buffers. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !/^-?\d{1,20}(\.\d+)?$/.test(value)) return undefined;
  return Number(value);
}

/** A port that a connection can have; 0 is how some logs say that there is none. */
export function asPort(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== undefined && Number.isInteger(number) && number > 0 && number < 65536 ? number : undefined;
}

/** How many; at least one, whatever the log says. */
export function asCount(value: unknown): number {
  const number = asNumber(value);
  return number !== undefined && number >= 1 && Number.isSafeInteger(Math.floor(number)) ? Math.floor(number) : 1;
}
