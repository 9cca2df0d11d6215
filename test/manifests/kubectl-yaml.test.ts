import { describe, expect, test } from 'vitest';
import { readTexts } from '../../src/manifests/read-manifests';

const HEAD = 'apiVersion: v1\nkind: X\n';

function read(text: string | Uint8Array) {
  const { documents, findings } = readTexts([{ file: 'a.yaml', text }]);
  const errors = findings.filter(({ severity }) => severity === 'error');
  return {
    objects: documents.map(({ object }) => object as Record<string, unknown>),
    errors: errors.map(({ message, position }) => `${position!()!.line}: ${message}`),
    findings,
  };
}

/** What stands under `data` of one object. */
function data(text: string): unknown {
  const { objects, errors } = read(HEAD + text);
  expect(errors).toEqual([]);
  expect(objects).toHaveLength(1);
  return objects[0]!.data;
}

/** Texts beyond the grammar of YAML 1.2, or read otherwise by it, each run through go-yaml v2.4 as kubectl has it. */
const ACCEPTED: [what: string, text: string, value: unknown][] = [
  [
    'a text in quotes whose next line is not deeper than its key',
    'data:\n  note: \'{\n  "a": 1\n  }\'\n',
    { note: '{ "a": 1 }' },
  ],
  ['the same in double quotes at the very left', 'data: "a\nb"\n', 'a b'],
  ['a tab before an item in brackets', 'data: [\n\ta,\n\tb\n]\n', ['a', 'b']],
  ['a tab between a key and its value', 'data:\t8\n', 8],
  ['tabs around what stands in braces', 'data: {\n\ta:\t1\t,\n\tb: 2 }\n', { a: 1, b: 2 }],
  ['a tab behind a value', 'data: 8\t\n', 8],
  ['a tab before a comment', 'data: 8\t# eight\n', 8],
  ['a closing bracket further left than its key', 'data:\n  a: [\n  1\n]\n', { a: [1] }],
  ['items in brackets at the very left', 'data: [\n1,\n2]\n', [1, 2]],
  ['a list in the column of its key', 'data:\n- 1\n- 2\n', [1, 2]],
  ['a comma behind the last item', 'data: [1, 2,]\n', [1, 2]],
  ['a comma behind the last key', 'data: {a: 1,}\n', { a: 1 }],
  ['a key without a value in braces', 'data: {a, b: }\n', { a: null, b: null }],
  ['no blank behind the colon of a key in quotes', 'data: {"a":1}\n', { a: 1 }],
  ['no blank behind the colon of a key without quotes, in braces', 'data: {a:1}\n', { 'a:1': null }],
  ['a single pair in brackets', 'data: [a: 1, b: 2]\n', [{ a: 1 }, { b: 2 }]],
  ['a text over several lines', 'data: a\n  b\n\n  c\n', 'a b\nc'],
  ['a line of quotes that ends in a backslash', 'data: "a\\\n  b"\n', 'ab'],
  ['an escaped single quote and tab, which YAML 1.2 has not', 'data: "\\\'\\\t"\n', "'\t"],
  ['a comment at once behind a block indicator', 'data: |#note\n  a\n', 'a\n'],
  ['a block text on the last line, without a line break', 'data: |\n  a', 'a\n'],
  ['a block text with an empty line', 'data: |\n  a\n\n  b\n', 'a\n\nb\n'],
  ['a block text that keeps its end', 'data: |+\n  a\n\n', 'a\n\n'],
  ['a block text that loses its end', 'data: >-\n  a\n  b\n', 'a b'],
  ['a block text whose depth is given', 'data: |2\n    a\n', '  a\n'],
  ['a lone carriage return ends a line', 'data:\r  a: 1\r  b: 2\r', { a: 1, b: 2 }],
  ['U+0085 ends a line', 'data:\x85  a: 1\n', { a: 1 }],
  ['U+2028 ends a line', 'data: # note\u2028  a: 1\n', { a: 1 }],
  ['an alias as a key', 'data: {x: &x key, *x : 1}\n', { x: 'key', key: 1 }],
  ['a question mark before a key', 'data:\n  ? a\n  : 1\n', { a: 1 }],
  ['an anchor that is given anew', 'data: [&a 1, *a, &a 2, *a]\n', [1, 1, 2, 2]],
  ['an anchor on nothing', 'data: [&a , *a]\n', [null, null]],
  [
    'a merge below a key, which it overrides',
    'data: {b: &b {x: 1}, c: {x: 2, <<: *b}}\n',
    { b: { x: 1 }, c: { x: 1 } },
  ],
  ['a merge above a key', 'data: {b: &b {x: 1}, c: {<<: *b, x: 2}}\n', { b: { x: 1 }, c: { x: 2 } }],
  [
    'a merge of several maps, the first of which wins',
    'data: {c: {<<: [{x: 1}, {x: 2, y1: 3}]}}\n',
    { c: { x: 1, y1: 3 } },
  ],
  ['no blank before a comment in brackets', 'data: [1,#note\n2]\n', [1, 2]],
  ['a hash inside a text', 'data: a#b\n', 'a#b'],
];

describe('what go-yaml takes is taken, and means the same', () => {
  test.each(ACCEPTED)('%s', (_, text, value) => {
    expect(data(text)).toEqual(value);
  });
});

/** Texts that some reader of YAML takes and kubectl does not. */
const REFUSED: [what: string, text: string][] = [
  ['a %YAML line, because the line of --- below parts it from its document', '%YAML 1.1\n---\nkind: X\n'],
  ['a %YAML line behind the separator', '# note\n---\n%YAML 1.2\nkind: X\n'],
  ['a document on the line of its separator', '--- {apiVersion: v1, kind: X}\n'],
  ['a separator with a text behind it', '---x\nkind: X\n'],
  ['a tab that indents a key', 'data:\n\ta: 1\n'],
  ['a key on two lines', '"a\nb": 1\n'],
  ['a key of 1,025 characters', `${'k'.repeat(1025)}: 1\n`],
  ['a second colon on one line', 'data: a: b\n'],
  ['a map as a key', 'data: {{a: 1}: 2}\n'],
  ['a list as a key', 'data: {? [a] : 2}\n'],
  ['an alias of a map as a key', 'data: {a: &a {}, *a : 2}\n'],
  ['a merge of something that is no map', 'data: {<<: [1]}\n'],
  ['a merge of nothing', 'data: {<<: }\n'],
  ['an escaped slash', 'data: "\\/"\n'],
  ['half of a surrogate pair', 'data: "\\ud83d\\ude00"\n'],
  ['a control character', 'data: "\x07"\n'],
  ['a NUL character', 'data: \0\n'],
  ['DEL', 'data: \x7F\n'],
  ['a text that begins with @', 'data: @a\n'],
  ['a text that begins with a backtick', 'data: `a`\n'],
  ['a text that begins with %', 'data: %a\n'],
  ['an unknown escape', 'data: "\\q"\n'],
  ['a quote that is never closed', 'data: "a\n'],
  ['a bracket that is never closed', 'data: [a\n'],
  ['items without commas', 'data: ["a" "b"]\n'],
  ['an alias without an anchor', 'data: *a\n'],
  ['an anchor of a name with a dot', 'data: &a.b 1\n'],
  ['a tag with a handle that nothing declares', 'data: !e!x 1\n'],
  ['a question mark inside a text in braces', 'data: {a: b ?c}\n'],
  ['a line of dots before the document', '...\nkind: X\n'],
];

describe('what kubectl refuses is an error', () => {
  test.each(REFUSED)('%s', (_, text) => {
    const { objects, errors } = read(text);
    expect(objects).toEqual([]);
    expect(errors).toHaveLength(1);
  });
});

describe('documents end where kubectl ends them', () => {
  const object = (name: string) => `apiVersion: v1\nkind: X\nmetadata: {name: ${name}}\n`;
  const namesIn = (text: string | Uint8Array) =>
    read(text).objects.map(({ metadata }) => (metadata as { name: string }).name);

  test.each([
    ['comments and blanks behind a separator', `--- # one\n${object('a')}---   \n${object('b')}---\t#\n`],
    ['lines that end in CR LF', `${object('a')}---\n${object('b')}`.replaceAll('\n', '\r\n')],
    ['a line of dots before a separator', `${object('a')}...\n---\n${object('b')}...\n`],
    ['a mark of the byte order at the start of a document', `${object('a')}---\n\uFEFF${object('b')}`],
    [
      'JSON objects that follow each other',
      '{"apiVersion":"v1","kind":"X","metadata":{"name":"a"}}\n{"apiVersion":"v1","kind":"X","metadata":{"name":"b"}}',
    ],
    ['YAML behind a JSON object', `{"apiVersion":"v1","kind":"X","metadata":{"name":"a"}}\n---\n${object('b')}`],
  ])('%s', (_, text) => {
    expect(namesIn(text)).toEqual(['a', 'b']);
    expect(read(text).findings).toEqual([]);
  });

  test.each([
    ['behind a line of dots', `${object('a')}...\n${object('b')}`, 5],
    ['behind a separator that a lone CR begins', `${object('a')}\r---\r${object('b')}`, 4],
    ['behind a separator that U+2028 begins', `${object('a')}#\u2028---\n${object('b')}`, 4],
    ['behind a separator that U+0085 begins', `${object('a')}#\x85---\n${object('b')}`, 4],
    [
      'behind the bracket that closes the whole document',
      `{apiVersion: v1, kind: X, metadata: {name: a}}\n${object('b')}`,
      2,
    ],
  ])('what stands %s is not read, and that is an error', (_, text, line) => {
    const { errors } = read(text);
    expect(namesIn(text)).toEqual(['a']);
    expect(errors).toEqual([`${line}: kubectl does not read what stands here, behind the end of a document.`]);
  });

  test('a separator that kubectl stops at takes its own document with it, and no other', () => {
    const { errors } = read(`${object('a')}--- {kind: Y}\n---\n${object('b')}`);
    expect(errors).toEqual(['4: kubectl stops reading here: only a comment may follow --- at the start of a line.']);
    expect(namesIn(`${object('a')}--- {kind: Y}\n---\n${object('b')}`)).toEqual(['a', 'b']);
  });
});

describe('keys that stand twice', () => {
  const policy = (spec: string) =>
    `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n${spec}`;
  const severities = (text: string) => read(text).findings.map(({ severity, type }) => `${severity} ${type}`);

  test('in an object that is no policy the last counts, as for kubectl, and that is a warning', () => {
    expect(read(`${HEAD}data: {a: 1, a: 2}\n`).objects[0]!.data).toEqual({ a: 2 });
    expect(severities(`${HEAD}data: {a: 1, a: 2}\n`)).toEqual(['warning Duplicate']);
  });

  test('in a policy it is an error, in one of a List too', () => {
    const twice = policy('  podSelector: {}\n  podSelector: {matchLabels: {a: b}}\n');
    expect(severities(twice)).toEqual(['error Duplicate']);
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${twice.trimEnd().replaceAll('\n', '\n  ')}\n`;
    expect(severities(list)).toEqual(['error Duplicate']);
  });

  test('keys that are one only in JSON count as twice', () => {
    expect(severities(`${HEAD}data: {1: a, "1": b}\n`)).toEqual(['warning Duplicate']);
    expect(severities(`${HEAD}data: {on: a, true: b}\n`)).toEqual(['warning Duplicate']);
  });

  test('two objects without a line between them are one error, at the second', () => {
    const { errors } = read(`${HEAD}metadata: {name: a}\n${HEAD}metadata: {name: b}\n`);
    expect(errors).toEqual([
      '4: A line with --- is missing before line 4: a second object begins there, and only its fields count.',
    ]);
  });

  test('a merge that overrides a key is a warning, because other readers let the key win', () => {
    expect(severities(`${HEAD}data: {a: 1, <<: {a: 2}}\n`)).toEqual(['warning Duplicate']);
  });
});

describe('JSON is read as JSON', () => {
  const json = (value: string) => read(`{"apiVersion": "v1", "kind": "X", "data": ${value}}`);

  test.each([
    ['an escaped slash', '"\\/"', '/'],
    ['a surrogate pair', '"\\ud83d\\ude00"', '😀'],
    ['DEL', '"\x7F"', '\x7F'],
    ['a number with an exponent', '8e1', 80],
    ['a fraction that is whole', '80.0', 80],
    ['a word of YAML in quotes', '"yes"', 'yes'],
  ])('%s', (_, text, value) => {
    expect(json(text).objects[0]!.data).toEqual(value);
    expect(json(text).findings).toEqual([]);
    // And by the slower reader, which finds keys that stand twice.
    expect(json(`{"a": ${text}, "a": ${text}}`).objects[0]!.data).toEqual({ a: value });
  });

  test('a key on another line than its colon, and one of 2,000 characters', () => {
    const long = 'k'.repeat(2000);
    expect(json(`{"a"\n: 1, "${long}": 2, "a": 3}`).objects[0]!.data).toEqual({ a: 3, [long]: 2 });
  });

  test('a number that is too large is refused, not taken for infinity', () => {
    expect(json('1e400').objects).toEqual([]);
    expect(json('1e400').errors).toEqual(['1: The number 1e400 is too large.']);
  });
});
