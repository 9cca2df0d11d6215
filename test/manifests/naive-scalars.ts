/**
 * A second reading of scalars, written down from the text of go-yaml v2 (`resolve.go`) and Go's `strconv` step by step,
 * slow and without a thought for anything else. It shares nothing with `src/`.
 *
 * https://github.com/yaml/go-yaml/blob/v2/resolve.go and https://pkg.go.dev/strconv#ParseInt
 */
export type Naive = {
  tag: 'str' | 'null' | 'bool' | 'int' | 'float';
  value: string | null | boolean | bigint | number;
};

const TRUE = ['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'];
const FALSE = ['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'];
const NULL = ['', '~', 'null', 'Null', 'NULL'];
const INFINITY = ['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'];

export function naiveResolve(text: string): Naive {
  if (TRUE.includes(text)) return { tag: 'bool', value: true };
  if (FALSE.includes(text)) return { tag: 'bool', value: false };
  if (NULL.includes(text)) return { tag: 'null', value: null };
  if (['.nan', '.NaN', '.NAN'].includes(text)) return { tag: 'float', value: NaN };
  if (INFINITY.includes(text)) return { tag: 'float', value: Infinity };
  if (['-.inf', '-.Inf', '-.INF'].includes(text)) return { tag: 'float', value: -Infinity };
  const first = text[0]!;
  if (first === '.') {
    const value = parseFloat64(text);
    if (value !== undefined) return { tag: 'float', value };
  }
  if ('+-0123456789'.includes(first)) {
    const plain = text.split('_').join('');
    const whole = parseInt64(plain, 0) ?? parseUint64(plain, 0);
    if (whole !== undefined) return { tag: 'int', value: whole };
    if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)) {
      const value = parseFloat64(plain);
      if (value !== undefined) return { tag: 'float', value };
    }
    if (plain.startsWith('0b')) {
      const binary = parseInt64(plain.slice(2), 2) ?? parseUint64(plain.slice(2), 2);
      if (binary !== undefined) return { tag: 'int', value: binary };
    } else if (plain.startsWith('-0b')) {
      const binary = parseInt64(`-${plain.slice(3)}`, 2);
      if (binary !== undefined) return { tag: 'int', value: binary };
    }
  }
  return { tag: 'str', value: text };
}

function parseInt64(text: string, base: number): bigint | undefined {
  let digits = text;
  let negative = false;
  if (digits[0] === '+' || digits[0] === '-') {
    negative = digits[0] === '-';
    digits = digits.slice(1);
  }
  const magnitude = parseUint64(digits, base);
  if (magnitude === undefined) return undefined;
  const value = negative ? -magnitude : magnitude;
  return value >= -(1n << 63n) && value < 1n << 63n ? value : undefined;
}

function parseUint64(text: string, base: number): bigint | undefined {
  if (text === '') return undefined;
  let radix = base;
  let digits = text;
  if (base === 0) {
    radix = 10;
    if (digits[0] === '0') {
      const letter = (digits[1] ?? '').toLowerCase();
      if (digits.length >= 3 && 'box'.includes(letter)) {
        radix = { b: 2, o: 8, x: 16 }[letter]!;
        digits = digits.slice(2);
      } else {
        radix = 8;
        digits = digits.slice(1);
      }
    }
  }
  let value = 0n;
  for (const digit of digits) {
    const worth = '0123456789abcdefghijklmnopqrstuvwxyz'.indexOf(digit.toLowerCase());
    if (worth < 0 || worth >= radix) return undefined;
    value = value * BigInt(radix) + BigInt(worth);
    if (value >= 1n << 64n) return undefined;
  }
  return value;
}

/** Decimal floats only; too large ones are an error. Underscores may stand between two digits. */
function parseFloat64(text: string): number | undefined {
  for (const [at, character] of [...text].entries()) {
    if (character !== '_') continue;
    if (!/\d/.test(text[at - 1] ?? '') || !/\d/.test(text[at + 1] ?? '')) return undefined;
  }
  const plain = text.split('_').join('');
  if (!/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(plain)) return undefined;
  const value = Number(plain);
  return Math.abs(value) === Infinity ? undefined : value;
}
