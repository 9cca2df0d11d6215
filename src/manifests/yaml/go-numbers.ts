/** Numbers as Go reads and writes them, for texts that its YAML reader looks at. */

/** What a text stands for as a whole number: with Go's prefixes, and within 64 bits. */
export function goInteger(text: string): bigint | undefined {
  const match = /^([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)$/.exec(text);
  if (!match) return undefined;
  const [, sign, digits = ''] = match;
  const octal = /^0[0-7]/.test(digits);
  const size = BigInt(octal ? `0o${digits.slice(1)}` : digits);
  return within64Bits(sign === '-' ? -size : size, sign === '');
}

/** Binary digits behind `0b`, where go-yaml takes a sign too: `0b-1`. */
export function goBinary(text: string): bigint | undefined {
  const match = /^(-?)0b([+-]?)([01]+)$/.exec(text);
  if (!match) return undefined;
  const [, outer = '', inner = '', digits = ''] = match;
  if (outer !== '' && inner !== '') return undefined;
  const size = BigInt(`0b${digits}`);
  const isNegative = outer === '-' || inner === '-';
  return within64Bits(isNegative ? -size : size, outer === '' && inner === '');
}

function within64Bits(value: bigint, mayBeUnsigned: boolean): bigint | undefined {
  const highest = mayBeUnsigned ? 2n ** 64n - 1n : 2n ** 63n - 1n;
  return value >= -(2n ** 63n) && value <= highest ? value : undefined;
}

/** Whether a whole number needs 64 bits without a sign. Such a number is no key of a map to kubectl. */
export function isUnsigned(value: bigint): boolean {
  return value >= 2n ** 63n;
}

/** A decimal fraction; undefined where it is none or too large, which go-yaml then takes for text. */
export function goFloat(text: string): number | undefined {
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A fraction as kubectl writes it where it is the key of a map: in 32 bits, as short as they allow. */
export function goFloatKey(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  let precision = 1;
  while (Math.fround(Number(single.toPrecision(precision))) !== single) precision++;
  const [digits = '', exponent = '0'] = single.toExponential(precision - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return single.toFixed(Math.max(0, precision - 1 - power));
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
