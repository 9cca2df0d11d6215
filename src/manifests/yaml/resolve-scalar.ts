import { isUtf8 } from 'node:buffer';
import { Scalar } from 'yaml';
import { goBinary, goFloat, goFloatKey, goInteger, isUnsigned } from './go-numbers';

/** What a scalar is to kubectl, or why it refuses it. */
export type ResolvedScalar =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null'; readonly value: null }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'refused'; readonly reason: string };

const STANDARD = 'tag:yaml.org,2002:';

/** The words of go-yaml that mean something else than themselves. */
const WORDS = new Map<string, ResolvedScalar>();
for (const word of ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON']) {
  WORDS.set(word, { kind: 'boolean', value: true });
}
for (const word of ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF']) {
  WORDS.set(word, { kind: 'boolean', value: false });
}
for (const word of ['', '~', 'null', 'Null', 'NULL']) WORDS.set(word, { kind: 'null', value: null });
for (const name of ['inf', 'Inf', 'INF']) {
  WORDS.set(`.${name}`, { kind: 'float', value: Infinity });
  WORDS.set(`+.${name}`, { kind: 'float', value: Infinity });
  WORDS.set(`-.${name}`, { kind: 'float', value: -Infinity });
}
for (const word of ['.nan', '.NaN', '.NAN']) WORDS.set(word, { kind: 'float', value: NaN });

/** What the tags that go-yaml checks against the text ask for. */
const KIND_OF_TAG: Readonly<Record<string, ResolvedScalar['kind']>> = {
  bool: 'boolean',
  int: 'integer',
  float: 'float',
  null: 'null',
};

/**
 * Resolves a scalar as the reader of kubectl does (sigs.k8s.io/yaml, which is go-yaml v2: resolve.go, decode.go): YAML 1.1
 * booleans, the numbers of Go's own syntax with "_" anywhere, no dates and no base 60.
 */
export function resolveScalar({ source = '', type, tag }: Scalar): ResolvedScalar {
  if (tag === undefined) return type === 'PLAIN' ? resolvePlain(source) : text(source);
  if (!tag.startsWith(STANDARD)) return text(source);
  const name = tag.slice(STANDARD.length);
  if (name === 'str') return text(source);
  if (name === 'binary') return resolveBinary(source);
  if (name === 'timestamp') return resolveTimestamp(source);
  if (!Object.hasOwn(KIND_OF_TAG, name)) return text(source);
  const resolved = resolvePlain(source);
  if (resolved.kind === KIND_OF_TAG[name]) return resolved;
  if (name === 'float' && resolved.kind === 'integer' && !isUnsigned(resolved.value)) {
    return { kind: 'float', value: Number(resolved.value) };
  }
  return refused(`${JSON.stringify(source)} cannot be read as !!${name}`);
}

function resolvePlain(source: string): ResolvedScalar {
  const word = WORDS.get(source);
  if (word) return word;
  const first = source.charCodeAt(0);
  // Only what begins with a sign, a digit or a point can be a number.
  if (first === 0x2e) return numberOr(source, undefined, goFloat(withoutSeparators(source)));
  if (first !== 0x2b && first !== 0x2d && (first < 0x30 || first > 0x39)) return text(source);
  const digits = source.replaceAll('_', '');
  return numberOr(source, goInteger(digits) ?? goBinary(digits), goFloat(digits));
}

/** Go's own syntax has "_" between digits only; elsewhere the text is left as it is, and is then no number. */
function withoutSeparators(source: string): string {
  return source.replace(/(?<=[0-9])_(?=[0-9])/g, '');
}

function numberOr(source: string, integer: bigint | undefined, float: number | undefined): ResolvedScalar {
  if (integer !== undefined) return { kind: 'integer', value: integer };
  return float === undefined ? text(source) : { kind: 'float', value: float };
}

function resolveBinary(source: string): ResolvedScalar {
  const encoded = source.replace(/[\r\n]/g, '');
  if (encoded.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) {
    return refused('the text behind !!binary is not base64');
  }
  const bytes = Buffer.from(encoded, 'base64');
  return isUtf8(bytes) ? text(bytes.toString('utf8')) : refused('what !!binary stands for is no text');
}

/** Go's `2006-1-2`, alone or with a time; a moment stays the text that it is. */
const TIMESTAMP =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?(?:Z|[+-]([01]\d|2[0-4]):([0-5]\d|60)))|(?: +(\d\d?):(\d\d?):(\d\d?)(?:[.,]\d+)?))?$/;

function resolveTimestamp(source: string): ResolvedScalar {
  const match = TIMESTAMP.exec(source);
  const [year = 0, month = 0, day = 0, ...time] = match ? match.slice(1).map(Number) : [];
  const [hour = 0, minute = 0, second = 0] = time.filter((part) => !Number.isNaN(part));
  const isDay =
    month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return match && isDay && hour < 24 && minute < 60 && second < 60
    ? text(source)
    : refused(`${JSON.stringify(source)} cannot be read as !!timestamp`);
}

/** What a scalar is as the key of a map: kubectl makes a text of it, or refuses it. */
export function keyOf(scalar: Scalar): { readonly key: string } | { readonly reason: string } {
  const resolved = resolveScalar(scalar);
  switch (resolved.kind) {
    case 'refused':
      return { reason: resolved.reason };
    case 'null':
      return { reason: 'null is no key' };
    case 'float':
      return { key: goFloatKey(resolved.value) };
    case 'integer':
      return isUnsigned(resolved.value)
        ? { reason: `${resolved.value} is too large for a key` }
        : { key: String(resolved.value) };
    default:
      return { key: String(resolved.value) };
  }
}

function text(value: string): ResolvedScalar {
  return { kind: 'text', value };
}

function refused(reason: string): ResolvedScalar {
  return { kind: 'refused', reason };
}
