/**
 * A text that is equal for equal JSON values. YAML has numbers that JSON has not (`.nan`, `.inf`), which must not be
 * taken for the null that JSON would write for them: null is often "everything".
 */
export function contentKey(value: unknown): string {
  if (value === undefined) return '';
  const text = JSON.stringify(value);
  return text.includes('null') ? JSON.stringify(value, withoutNonFinite) : text;
}

function withoutNonFinite(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { 'no number of JSON': String(value) } : value;
}
