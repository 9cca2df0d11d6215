import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
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
  '0o7',
  '0x1F',
  '1_000',
  '1e3',
  'e1',
  'E0',
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
  '<<',
  'é',
  '日本',
  'trailing ',
  ' leading',
  'a  b',
  'x'.repeat(200),
  `${'word '.repeat(40)}end`,
  '\u0000',
  '\u2028',
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

/** What kubectl reads from a text: the reader is held to kubectl's own in test/real/yaml. */
function readBack(written: string): unknown {
  const { documents, findings } = readTexts([{ file: 'written.yaml', text: written }]);
  return findings.length > 0 ? findings : documents.map(({ object }) => object.data);
}

const object = (data: unknown) => ({ apiVersion: 'v1', kind: 'Thing', data });

/** As JSON has it: without fields that are undefined. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

test('whatever is written is written byte for byte as cdk8s writes it, where kubectl reads that as it was meant', () => {
  fc.assert(
    fc.property(anything, (data) => {
      const document = object(data);
      const written = writeYaml([document]);
      const theirs = Yaml.stringify(document);
      if (written === theirs) return;
      expect(readBack(theirs)).not.toEqual([plain(data)]);
    }),
    runs,
  );
});

test('what is written is read back by kubectl as it was', () => {
  // Half a surrogate pair is no text, and has no form in UTF-8.
  const isText = (data: unknown) => !/\\\\ud[89a-f]/i.test(JSON.stringify(data));
  fc.assert(
    fc.property(anything.filter(isText), (data) => {
      if (JSON.stringify(data).includes('__proto__')) return;
      expect(readBack(writeYaml([object(data)]))).toEqual([plain(data)]);
    }),
    runs,
  );
});

test('each adversarial text survives as a value, as a key and as an item', () => {
  for (const word of ADVERSARIAL.filter((one) => one !== '__proto__')) {
    const data = { [word]: 'value', value: word, list: [word, [word], { [word]: [word] }] };
    expect(readBack(writeYaml([object(data)])), word).toEqual([data]);
  }
});

test.each([
  ['0o17', /^k: (['"])0o17\1\n$/],
  ['0O7', /^k: (['"])0O7\1\n$/],
  ['0B1', /^k: (['"])0B1\1\n$/],
  ['0X1F', /^k: (['"])0X1F\1\n$/],
  ['0_8', /^k: (['"])0_8\1\n$/],
  ['_', /^k: (['"]?)_\1\n$/],
])('%s, which kubectl takes for a number where it stands bare, is written so that it stays a text', (word, form) => {
  expect(writeYaml([{ k: word }])).toMatch(form);
});

test('a key that cdk8s leaves bare although kubectl reads it otherwise is quoted', () => {
  expect(writeYaml([{ '<<': { a: 'b' }, '0o17': 'x' }])).toBe('"<<":\n  a: b\n"0o17": x\n');
});

test('one object in two places becomes an anchor, as the library has it', () => {
  const shared = { app: 'web' };
  const document = { a: shared, b: shared };
  expect(writeYaml([document])).toBe(Yaml.stringify(document));
  expect(writeYaml([document])).toContain('*a1');
});
