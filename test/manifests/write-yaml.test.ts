import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { naiveResolve } from './naive-scalars';
import { readTexts } from '../../src/manifests/read-manifests';
import { writeYaml } from '../../src/manifests/write-yaml';

const ADVERSARIAL = [
  '',
  ' ',
  'y',
  'Y',
  'Yes',
  'no',
  'on',
  'OFF',
  'null',
  '~',
  'true',
  'False',
  '0',
  '-0',
  '007',
  '0x1F',
  '1_000',
  '1e3',
  '.5',
  '.inf',
  '.NaN',
  '1:30',
  '2027-03-31',
  '2001::/23',
  '2001:db8::/32',
  '10.0.0.0/8',
  '0.0.0.0',
  'a: b',
  'a:b',
  'a:',
  ':a',
  'a #b',
  '#a',
  '- a',
  '-',
  '-a',
  '? a',
  '?',
  '!tag',
  '&a',
  '*a',
  '{a}',
  '[a]',
  'a,b',
  '@a',
  '`a`',
  '%a',
  "it's",
  '"quoted"',
  'a\\b',
  'tab\there',
  'line\nbreak',
  'line\n',
  '\nline',
  'cr\rhere',
  '---',
  '--- a',
  '...',
  '=',
  'é',
  '日本',
  'trailing ',
  ' leading',
  'a  b',
  'x'.repeat(200),
  `${'word '.repeat(40)}end`,
  '\u0000',
  '🙂',
  'kubernetes.io/metadata.name',
  '__proto__',
  'constructor',
  'toString',
];
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ADVERSARIAL) },
  fc.string(),
  fc.string({ unit: 'binary' }),
);
const scalar = fc.oneof(
  { weight: 5, arbitrary: text },
  fc.integer(),
  fc.constantFrom(0, -0, 1.5, 1e21, Number.MAX_SAFE_INTEGER + 1, NaN, Infinity, -Infinity),
  fc.boolean(),
  fc.constant(null),
);
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const runs = { numRuns: process.env.NETPOL_DEEP ? 200_000 : 3_000 };

/** Texts that cdk8s writes without quotes although kubectl reads something else, or cannot read at all. */
const MISREAD = ['0o7', '0o17', '0O7', '0B1', '0X1F', '0b-1', '0b+1', '<<', '\x7F', 'a\x85b', 'a\u2028b', '\uFEFF'];

test.each(MISREAD)('%j is put in quotes, where cdk8s is wrong', (word) => {
  const quoted = JSON.stringify(word).replace(
    /[\x7F-\x9F\u2028\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  expect(writeYaml([{ [word]: word, list: [word] }])).toBe(`${quoted}: ${quoted}\nlist:\n  - ${quoted}\n`);
  expect(Yaml.stringify({ a: word })).not.toContain(quoted);
});

/** Whether cdk8s writes what kubectl reads back. */
function isRightInCdk8s(value: unknown): boolean {
  if (typeof value === 'string') {
    const isBare = !/^["']/.test(Yaml.stringify(value));
    if (value === '<<' || /[\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF]/.test(value)) return false;
    return value === '' || !isBare || naiveResolve(value).tag === 'str';
  }
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, child]) => isRightInCdk8s(key) && isRightInCdk8s(child));
}

test('whatever cdk8s writes right is written byte for byte as cdk8s writes it', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 3 }), (documents) => {
      fc.pre(isRightInCdk8s(documents));
      expect(writeYaml(documents)).toBe(Yaml.stringify(...(documents as unknown[])));
    }),
    runs,
  );
});

test('each adversarial text survives as a value, as a key and as an item', () => {
  for (const word of ADVERSARIAL) {
    const document = { [word]: 'value', value: word, list: [word, [word], { [word]: [word] }] };
    expect(writeYaml([document])).toBe(Yaml.stringify(document));
  }
});

test('what is written is read back as it was', () => {
  // Lone halves of surrogate pairs are no text, and __proto__ is left out on purpose.
  const word = fc
    .oneof(text, fc.constantFrom(...MISREAD))
    .filter((value) => value !== '__proto__' && !/\p{Surrogate}/u.test(value));
  const value = fc.oneof(
    word,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  const plain = fc.dictionary(word, fc.oneof(value, fc.array(value, { maxLength: 3 })), { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(plain, { minLength: 1, maxLength: 3 }), (datas) => {
      const documents = datas.map((data) => ({ apiVersion: 'v1', kind: 'X', data }));
      const read = readTexts([{ file: 'a.yaml', text: writeYaml(documents) }]);
      expect(read.findings.filter(({ severity }) => severity !== 'warning')).toEqual([]);
      // JSON knows no negative zero.
      expect(read.documents.map(({ object }) => object)).toEqual(JSON.parse(JSON.stringify(documents)));
    }),
    { numRuns: process.env.NETPOL_DEEP ? 100_000 : 1_500 },
  );
});

test('one object in two places becomes an anchor, as the library has it', () => {
  const shared = { app: 'web' };
  const document = { a: shared, b: shared };
  expect(writeYaml([document])).toBe(Yaml.stringify(document));
  expect(writeYaml([document])).toContain('*a1');
});
