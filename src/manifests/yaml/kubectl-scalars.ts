import { isUtf8 } from 'node:buffer';

/**
 * What kubectl takes a scalar for: the one table of it, for whoever reads and whoever writes.
 *
 * kubectl converts YAML to JSON with go-yaml v2 (`resolve.go`, `decode.go`) and sigs.k8s.io/yaml (`yaml.go`). Neither
 * follows a version of YAML: numbers are those of Go's strconv, a bare y is true, and nothing is a date.
 */
export type Resolved =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** `digits` has it in full where it does not fit a number. */
  | { readonly type: 'integer'; readonly value: number; readonly digits: string }
  | { readonly type: 'float'; readonly value: number };

type ResolvedType = Resolved['type'];

/** Words that mean something when they stand without quotes. Other mixes of large and small letters are text. */
const WORDS = new Map<string, Resolved>([
  ...wordsFor({ type: 'boolean', value: true }, 'y Y yes Yes YES true True TRUE on On ON'),
  ...wordsFor({ type: 'boolean', value: false }, 'n N no No NO false False FALSE off Off OFF'),
  ...wordsFor({ type: 'null' }, '~ null Null NULL'),
  ['', { type: 'null' }],
  ...wordsFor({ type: 'float', value: NaN }, '.nan .NaN .NAN'),
  ...wordsFor({ type: 'float', value: Infinity }, '.inf .Inf .INF +.inf +.Inf +.INF'),
  ...wordsFor({ type: 'float', value: -Infinity }, '-.inf -.Inf -.INF'),
]);

function wordsFor(resolved: Resolved, words: string): [string, Resolved][] {
  return words.split(' ').map((word) => [word, resolved]);
}

/** What begins anything but a text. */
const HINT = /^[-+.0-9yYnNtTfFoO~]/;

/** What a scalar without quotes and without a tag means to kubectl. */
export function resolvePlain(text: string): Resolved {
  return resolveWord(text) ?? resolveNumber(text) ?? { type: 'text', value: text };
}

function resolveWord(text: string): Resolved | undefined {
  return text === '' || HINT.test(text) ? WORDS.get(text) : undefined;
}

const DOTTED = /^\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?$/;
const DECIMAL = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;

function resolveNumber(text: string): Resolved | undefined {
  const first = text.charAt(0);
  if (first === '.') return DOTTED.test(text) ? float(text.replaceAll('_', '')) : undefined;
  if (!/[-+0-9]/.test(first)) return undefined;
  // Underscores count for nothing here, wherever they stand.
  const digits = text.replaceAll('_', '');
  return integer(digits) ?? (DECIMAL.test(digits) ? float(digits) : undefined) ?? signedBinary(digits);
}

const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** Integers as Go writes them: 0x, 0o, 0b, and 0 alone in front of octal digits. */
function integer(text: string): Resolved | undefined {
  const match = INTEGER.exec(text);
  if (!match) return undefined;
  const [, sign, body] = match as unknown as [string, string, string];
  const octal = /^0[0-7]/.test(body);
  return bounded(BigInt(octal ? `0o${body.slice(1)}` : body.toLowerCase()), sign);
}

/** Go tries the digits behind 0b by themselves as well, and they may have a sign of their own. */
function signedBinary(text: string): Resolved | undefined {
  const match = /^0b([-+])([01]+)$/.exec(text);
  return match ? bounded(BigInt(`0b${match[2]}`), match[1]!) : undefined;
}

function bounded(magnitude: bigint, sign: string): Resolved | undefined {
  const exact = sign === '-' ? -magnitude : magnitude;
  // What has a sign must fit 64 bits with one; what has none may use all of them.
  if (exact < INT64_MIN || exact > (sign === '' ? UINT64_MAX : INT64_MAX)) return undefined;
  return { type: 'integer', value: Number(exact), digits: exact.toString() };
}

/** A float that is too large for Go's type is no number, so it stays text. */
function float(text: string): Resolved | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? { type: 'float', value } : undefined;
}

const YAML_TAGS = 'tag:yaml.org,2002:';
const TYPE_OF_TAG: ReadonlyMap<string, ResolvedType | 'timestamp'> = new Map([
  [`${YAML_TAGS}str`, 'text'],
  [`${YAML_TAGS}bool`, 'boolean'],
  [`${YAML_TAGS}int`, 'integer'],
  [`${YAML_TAGS}float`, 'float'],
  [`${YAML_TAGS}null`, 'null'],
  [`${YAML_TAGS}timestamp`, 'timestamp'],
]);

export const MERGE_TAG = `${YAML_TAGS}merge`;
const BINARY_TAG = `${YAML_TAGS}binary`;

/** The tag as people write it. */
export function shortTag(tag: string): string {
  return tag.startsWith(YAML_TAGS) ? `!!${tag.slice(YAML_TAGS.length)}` : tag;
}

/** What a scalar with a tag means; undefined where it is not of the tag's type, which kubectl refuses. */
export function resolveTagged(tag: string, text: string): Resolved | undefined {
  if (tag === BINARY_TAG) return decodeBase64(text);
  const type = TYPE_OF_TAG.get(tag);
  // Tags that kubectl does not know change nothing, but make a text of everything.
  if (type === undefined || type === 'text') return { type: 'text', value: text };
  if (type === 'timestamp') return TIMESTAMP.test(text) && isDay(text) ? { type: 'text', value: text } : undefined;
  const resolved = resolvePlain(text);
  if (resolved.type === type) return resolved;
  // Integers are taken for floats as far as they fit 64 bits with a sign.
  const fits = resolved.type === 'integer' && BigInt(resolved.digits) <= INT64_MAX;
  return type === 'float' && fits ? { type: 'float', value: resolved.value } : undefined;
}

const TIMESTAMP =
  /^\d{4}-\d\d?-\d\d?(?:[Tt](?:[01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(?:[.,]\d+)?(?:Z|[-+]\d\d:\d\d)| (?:[01]?\d|2[0-3]):[0-5]?\d:[0-5]?\d(?:[.,]\d+)?)?$/;

function isDay(text: string): boolean {
  const [year, month, day] = text.split(/[-Tt ]/).map(Number) as [number, number, number];
  return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Bytes that are no text lose what they are on the way through JSON, so they are refused here. */
function decodeBase64(text: string): Resolved | undefined {
  const packed = text.replace(/[\r\n]/g, '');
  const bytes = BASE64.test(packed) ? Buffer.from(packed, 'base64') : undefined;
  return bytes && isUtf8(bytes) ? { type: 'text', value: bytes.toString() } : undefined;
}

/** The text that a scalar becomes as a key of a map; undefined for those that JSON has no key for. */
export function keyText(resolved: Resolved): string | undefined {
  switch (resolved.type) {
    case 'text':
      return resolved.value;
    case 'boolean':
      return String(resolved.value);
    case 'integer':
      return BigInt(resolved.digits) <= INT64_MAX ? resolved.digits : undefined;
    case 'float':
      return floatKey(resolved.value);
    default:
      return undefined;
  }
}

/** As Go writes a float of 32 bits in its shortest form: with an exponent from a million on. */
function floatKey(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const single = Math.fround(value);
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  const [digits, exponent] = shortestSingle(single);
  const sign = single < 0 ? '-' : '';
  const length = digits.length;
  if (exponent < -4 || exponent >= 6) {
    const fraction = length > 1 ? `.${digits.slice(1)}` : '';
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${digits.charAt(0)}${fraction}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (length <= exponent + 1) return `${sign}${digits.padEnd(exponent + 1, '0')}`;
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** The fewest digits that mean this float of 32 bits, and the power of ten of the first. */
function shortestSingle(single: number): [digits: string, exponent: number] {
  for (let precision = 0; ; precision++) {
    const [mantissa, exponent] = Math.abs(single).toExponential(precision).split('e') as [string, string];
    if (Math.fround(Number(`${mantissa}e${exponent}`)) === Math.abs(single)) {
      return [mantissa.replace('.', '').replace(/0+$/, '') || '0', Number(exponent)];
    }
  }
}
