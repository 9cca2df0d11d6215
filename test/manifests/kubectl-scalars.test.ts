import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naiveResolve } from './naive-scalars';
import { readTexts } from '../../src/manifests/read-manifests';
import { writeYaml } from '../../src/manifests/write-yaml';

/** Asked for where kubectl refuses the whole document. */
const REFUSED = Symbol('refused');

function read(text: string): unknown {
  const { documents, findings } = readTexts([{ file: 'a.yaml', text: `apiVersion: v1\nkind: X\n${text}\n` }]);
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return documents[0]!.object.data;
  expect(documents).toEqual([]);
  return REFUSED;
}

const asValue = (form: string) => read(`data:\n  v: ${form}`) as { v: unknown };
const asItem = (form: string) => read(`data: [ ${form} ]`) as unknown[];
const asKey = (form: string) => read(`data:\n  ? ${form}\n  : v`);

/**
 * What kubectl makes of a scalar without quotes, as a value and as a key. Sources: `resolve.go` and `decode.go` of
 * go-yaml v2.4, `yaml.go` of sigs.k8s.io/yaml v1.6 (`convertToJSONableObject`), each row run through both.
 */
const PLAIN: [form: string, value: unknown, key: string | typeof REFUSED][] = [
  // Booleans: eleven words each, and no other mix of large and small letters.
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map(
    (word): [string, unknown, string] => [word, true, 'true'],
  ),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map(
    (word): [string, unknown, string] => [word, false, 'false'],
  ),
  ...['yEs', 'tRUE', 'oN', 'nO', 'oFF', 'nULL', 't', 'f', 'T', 'F', 'o', 'none', 'nil'].map(
    (word): [string, unknown, string] => [word, word, word],
  ),
  // Null, which is no key.
  ...['~', 'null', 'Null', 'NULL'].map((word): [string, unknown, typeof REFUSED] => [word, null, REFUSED]),
  // Integers in every base, with underscores anywhere behind the first character.
  ['0', 0, '0'],
  ['-0', 0, '0'],
  ['+80', 80, '80'],
  ['-7', -7, '-7'],
  ['1_000', 1000, '1000'],
  ['1_', 1, '1'],
  ['-_1', -1, '-1'],
  ['_1', '_1', '_1'],
  ['010', 8, '8'],
  ['0777_', 511, '511'],
  ['00', 0, '0'],
  ['0o17', 15, '15'],
  ['0O7', 7, '7'],
  ['0o8', '0o8', '0o8'],
  ['0b101', 5, '5'],
  ['0B1', 1, '1'],
  ['0b2', '0b2', '0b2'],
  ['0b-1', -1, '-1'],
  ['0b+1', 1, '1'],
  ['-0b+1', '-0b+1', '-0b+1'],
  ['0B-1', '0B-1', '0B-1'],
  ['0x1F', 31, '31'],
  ['0X50', 80, '80'],
  ['-0x10', -16, '-16'],
  ['0x_1F', 31, '31'],
  ['0x', '0x', '0x'],
  ['0xG', '0xG', '0xG'],
  ['9223372036854775807', 9223372036854775807, '9223372036854775807'],
  ['9007199254740993', 9007199254740993, '9007199254740993'],
  ['-9223372036854775808', -9223372036854775808, '-9223372036854775808'],
  // Integers of 64 bits without a sign are values, but no keys; what is larger is a float.
  ['18446744073709551615', 18446744073709551615, REFUSED],
  ['18446744073709551616', 18446744073709551616, '1.8446744e+19'],
  ['+18446744073709551615', 18446744073709551615, '1.8446744e+19'],
  // Floats. As keys they have the digits of 32 bits.
  ['8.0', 8, '8'],
  ['08', 8, '8'],
  ['09.5', 9.5, '9.5'],
  ['80.', 80, '80'],
  ['.5', 0.5, '0.5'],
  ['+.5', 0.5, '0.5'],
  ['-.5e-3', -0.0005, '-0.0005'],
  ['.5_0', 0.5, '0.5'],
  ['._5', '._5', '._5'],
  ['.5_', '.5_', '.5_'],
  ['1e3', 1000, '1000'],
  ['12e03', 12000, '12000'],
  ['1E+5', 100000, '100000'],
  ['1e6', 1000000, '1e+06'],
  ['1e-5', 0.00001, '1e-05'],
  ['0.1', 0.1, '0.1'],
  ['123456789.5', 123456789.5, '1.2345679e+08'],
  ['1e39', 1e39, '.inf'],
  ['-1e39', -1e39, '-.inf'],
  ['1e-50', 1e-50, '0'],
  ['-0.0', 0, '-0'],
  ['1e400', '1e400', '1e400'],
  ['12e4567', '12e4567', '12e4567'],
  ['1e-400', 0, '0'],
  // Letters that look like an exponent, a special float or a number in another language.
  ...[
    'e1',
    'E0',
    'e1234567',
    '.e1',
    '1e',
    '1e+',
    '1.5.5',
    '0x1p3',
    'Infinity',
    'inf',
    'nan',
    '+Inf',
    '-.nan',
    '+-1',
    '.',
    '..',
  ].map((word): [string, unknown, string] => [word, word, word]),
  // JSON has no such numbers, but keys of this name.
  ...['.nan', '.NaN', '.NAN'].map((word): [string, typeof REFUSED, string] => [word, REFUSED, '.nan']),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.INF'].map((word): [string, typeof REFUSED, string] => [
    word,
    REFUSED,
    '.inf',
  ]),
  ...['-.inf', '-.Inf', '-.INF'].map((word): [string, typeof REFUSED, string] => [word, REFUSED, '-.inf']),
  // Neither base 60 nor dates.
  ...[
    '1:30',
    '190:20:30',
    '2001-01-01',
    '2001-12-14T21:59:43Z',
    '2001-12-14 21:59:43',
    '1.10.0',
    '10.0.0.0/8',
    '::/0',
    '=',
  ].map((word): [string, unknown, string] => [word, word, word]),
];

describe('scalars without quotes are what kubectl takes them for', () => {
  test.each(PLAIN)('%s', (form, value, key) => {
    expect(asValue(form)).toEqual(value === REFUSED ? REFUSED : { v: value });
    // In brackets a colon always ends a key.
    if (!form.startsWith(':')) expect(asItem(form)).toEqual(value === REFUSED ? REFUSED : [value]);
    expect(asKey(form)).toEqual(key === REFUSED ? REFUSED : { [key]: 'v' });
  });

  test('nothing at all is null, and no key', () => {
    expect(asValue('')).toEqual({ v: null });
    expect(asKey('')).toBe(REFUSED);
  });

  test('a merge key is no text as a key, but one as a value', () => {
    expect(asValue('<<')).toEqual({ v: '<<' });
    expect(asKey('<<')).toBe(REFUSED);
    expect(asKey('"<<"')).toEqual({ '<<': 'v' });
  });

  test.each(PLAIN.filter(([form]) => !/["'\\]/.test(form)))('"%s" in quotes is a text', (form) => {
    for (const quote of ['"', "'"]) {
      const quoted = `${quote}${form}${quote}`;
      expect([asValue(quoted), asItem(quoted), asKey(quoted)]).toEqual([{ v: form }, [form], { [form]: 'v' }]);
    }
  });
});

/** Tags, where a value, an item and a key agree unless the third says otherwise. */
const TAGGED: [form: string, value: unknown, key?: string | typeof REFUSED][] = [
  ['!!binary d2Vi', 'web'],
  ['!!binary "d2Vi"', 'web'],
  ['!!binary d2V', REFUSED],
  ['!!binary d2V$', REFUSED],
  // Bytes that are no text come out of kubectl as replacement characters; nobody can mean that.
  ['!!binary //79', REFUSED],
  ['!!str 80', '80'],
  ['!!str yes', 'yes'],
  ['!!str', ''],
  ['!!int 80', 80, '80'],
  ['!!int "80"', 80, '80'],
  ['!!int 0o17', 15, '15'],
  ['!!int abc', REFUSED],
  ['!!int 8.0', REFUSED],
  ['!!int ""', REFUSED],
  ['!!float 80', 80, '80'],
  ['!!float "8.5"', 8.5, '8.5'],
  ['!!float 18446744073709551615', REFUSED],
  ['!!float abc', REFUSED],
  ['!!bool yes', true, 'true'],
  ['!!bool "n"', false, 'false'],
  ['!!bool 1', REFUSED],
  ['!!null ~', null, REFUSED],
  ['!!null ""', null, REFUSED],
  ['!!null x', REFUSED],
  ['!!timestamp 2001-02-03', '2001-02-03'],
  ['!!timestamp 2001-2-3T4:5:6.7Z', '2001-2-3T4:5:6.7Z'],
  ['!!timestamp 2001-02-29', REFUSED],
  ['!!timestamp soon', REFUSED],
  // What kubectl does not know makes a text of everything.
  ['!custom 80', '80'],
  ['!custom yes', 'yes'],
  ['! 80', '80'],
  ['!!map 80', '80'],
  ['!<tag:yaml.org,2002:int> 0x10', 16, '16'],
  ['!unknown!x 80', REFUSED],
];

describe('tags are what kubectl takes them for', () => {
  test.each(TAGGED)('%s', (form, value, key = value === REFUSED ? REFUSED : String(value)) => {
    expect(asValue(form)).toEqual(value === REFUSED ? REFUSED : { v: value });
    expect(asItem(form)).toEqual(value === REFUSED ? REFUSED : [value]);
    expect(asKey(form)).toEqual(key === REFUSED ? REFUSED : { [key]: 'v' });
  });

  test('tags of maps and lists change nothing', () => {
    expect(read('data: !!set {a: !x [1]}')).toEqual({ a: [1] });
  });

  test('a policy cannot hide a label behind a tag', () => {
    const text = 'apiVersion: v1\nkind: X\ndata: {matchLabels: {app: !!binary d2Vi}}\n';
    expect(readTexts([{ file: 'a', text }]).documents[0]!.object.data).toEqual({ matchLabels: { app: 'web' } });
  });
});

const CHARACTERS = [...'0123456789_.eE+-xXoObBaAfFyYnNtTiI~:luLUrs/'];
const word = fc.oneof(
  fc.string({ unit: fc.constantFrom(...CHARACTERS), minLength: 1, maxLength: 9 }),
  fc.string({ unit: fc.constantFrom(...'01_.e+-'), minLength: 1, maxLength: 24 }),
  fc.constantFrom(...PLAIN.map(([form]) => form)),
);
/** Texts that can stand without quotes at all. */
const plainWord = word.filter((text) => !/^-$|:$|^[-:]?$/.test(text));
const deep = { numRuns: process.env.NETPOL_DEEP ? 300_000 : 5_000 };

test('every text without quotes means what a second reading of the rules says', () => {
  fc.assert(
    fc.property(plainWord, (text) => {
      const { value } = naiveResolve(text);
      const number = typeof value === 'bigint' || typeof value === 'number' ? Number(value) + 0 : value;
      const expected = typeof number === 'number' && !Number.isFinite(number) ? REFUSED : { v: number };
      expect(asValue(text)).toEqual(expected);
    }),
    deep,
  );
});

test('whatever is written is a text to that second reading too, or stands in quotes', () => {
  fc.assert(
    fc.property(word, (text) => {
      const [asKeyLine, asItemLine] = writeYaml([{ [text]: [text] }]).split('\n') as [string, string];
      const forms = [asKeyLine.replace(/^\? |:$/g, ''), asItemLine.replace(/^ *- /, '')];
      for (const form of forms) {
        if (/^["']/.test(form)) continue;
        expect(form).toBe(text);
        expect(naiveResolve(form)).toEqual({ tag: 'str', value: text });
      }
    }),
    deep,
  );
});
