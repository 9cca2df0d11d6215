import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ReadResult, readManifests, readTexts } from '../../src/manifests/read-manifests';
import { InvalidInput } from '../../src/model/invalid-input';

const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`;
const read = (text: string | Uint8Array) => readTexts([{ file: 'a.yaml', text }]);
const names = ({ documents }: ReadResult) => documents.map(({ object }) => object.metadata?.name);
const places = ({ findings }: ReadResult) =>
  findings.map(({ position, type }) => `${position!()!.line}:${position!()!.column} ${type}`);

describe('documents', () => {
  test('every document of a stream is read, empty ones and comments are none', () => {
    const result = read(`# a note\n---\n${pod('a')}---\n---\n# only a comment\n---\n${pod('b')}...\n---\n${pod('c')}`);
    expect(names(result)).toEqual(['a', 'b', 'c']);
    expect(result.findings).toEqual([]);
  });

  test('items of a List are documents, Lists in Lists and typed lists too', () => {
    const list = {
      apiVersion: 'v1',
      kind: 'List',
      items: [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }],
    };
    const typed = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicyList',
      items: [{ metadata: { name: 'b' } }],
    };
    const outer = { apiVersion: 'v1', kind: 'List', items: [list, typed] };
    const { documents } = read(JSON.stringify(outer));
    expect(documents.map(({ object }) => `${object.apiVersion} ${object.kind}`)).toEqual([
      'v1 Pod',
      'networking.k8s.io/v1 NetworkPolicy',
    ]);
  });

  test('the same kind of another API group stays what it is', () => {
    const { documents, findings } = read(
      'apiVersion: crd.projectcalico.org/v1\nkind: NetworkPolicy\nmetadata: {name: a}\n',
    );
    expect(documents[0]!.object.apiVersion).toBe('crd.projectcalico.org/v1');
    expect(findings).toEqual([]);
  });

  test('scalars read as kubectl reads them: YAML 1.1 booleans, but no dates and no base 60', () => {
    const { documents } = read(
      `${pod('a')}data: {a: yes, b: off, c: 2027-01-31, d: 1:30, e: 0x10, f: 1_0, g: "yes"}\n`,
    );
    expect(documents[0]!.object.data).toEqual({
      a: true,
      b: false,
      c: '2027-01-31',
      d: '1:30',
      e: 16,
      f: 10,
      g: 'yes',
    });
  });

  test('a bare y or n is a boolean, as kubectl reads it', () => {
    const { documents, findings } = read(`${pod('a')}list: [y, N, "y", yes]\n`);
    expect(documents[0]!.object.list).toEqual([true, false, 'y', true]);
    expect(findings).toEqual([]);
  });

  test('anchors and merge keys are written out', () => {
    const { documents } = read(`${pod('a')}x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: *x\n`);
    expect(documents[0]!.object.true).toEqual({ a: 1, b: 3 });
    expect(documents[0]!.object.z).toEqual({ a: 1, b: 2 });
  });
});

describe('positions', () => {
  const text = `# first\n---\n${pod('a')}---\n${pod('b')}spec:\n  containers:\n    - name: c\n      ports: [{containerPort: 80}]\n`;

  test('a field stands at its key, an item at its start', () => {
    const { documents } = read(text);
    expect(documents[0]!.positionOf(['kind'])).toEqual({ line: 4, column: 1 });
    expect(documents[1]!.positionOf(['metadata', 'name'])).toEqual({ line: 11, column: 3 });
    expect(documents[1]!.positionOf(['spec', 'containers', 0])).toEqual({ line: 14, column: 7 });
    expect(documents[1]!.positionOf(['spec', 'containers', 0, 'ports', 0, 'containerPort'])).toEqual({
      line: 15,
      column: 16,
    });
  });

  test('a field that is not there stands where the nearest one above it does', () => {
    const { documents } = read(text);
    expect(documents[1]!.positionOf(['spec', 'containers', 3, 'name'])).toEqual({ line: 13, column: 3 });
  });

  test('fields of JSON and of List items have positions too', () => {
    const json =
      '{"apiVersion": "v1", "kind": "List", "items": [\n  {"apiVersion": "v1", "kind": "Pod",\n   "metadata": {"name": "a"}}]}';
    expect(read(json).documents[0]!.positionOf(['metadata', 'name'])).toEqual({ line: 3, column: 17 });
  });

  test('items of a long JSON list are found one by one', () => {
    const item = (name: string) =>
      `{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "${name}", "x": "]}\\"{"}}`;
    const inner = `{"apiVersion": "v1", "kind": "List", "items": [\n${item('c')}]}`;
    const list = `{"kind": "List", "metadata": {"items": [{}]}, "apiVersion": "v1", "items": [\n${item('a')},\n${item('b')},\n${inner}]}`;
    const { documents } = read(list);
    const lines = documents.map((document) => [
      document.object.metadata!.name,
      document.positionOf(['metadata', 'name']),
    ]);
    expect(lines).toEqual([
      ['a', { line: 2, column: 50 }],
      ['b', { line: 3, column: 50 }],
      ['c', { line: 5, column: 50 }],
    ]);
  });

  test('carriage returns do not shift lines', () => {
    const { documents } = read(text.replaceAll('\n', '\r\n'));
    expect(documents[1]!.positionOf(['spec', 'containers'])).toEqual({ line: 13, column: 3 });
  });
});

describe('what cannot be read is a finding, and the rest is read', () => {
  test('a broken document between two good ones', () => {
    const result = read(`${pod('a')}---\nkind: [\n---\n${pod('b')}`);
    expect(names(result)).toEqual(['a', 'b']);
    expect(places(result)).toEqual(['7:1 Parse']);
  });

  test('a template is recognised as one', () => {
    const { findings } = read('kind: Pod\n{{- if .Values.on }}\nspec: {{ .Values.x }}\n{{- end }}\n');
    expect(findings).toHaveLength(1);
    expect(findings[0]!.fix).toContain('helm template');
  });

  test('a map as key, as in an unquoted template value', () => {
    const { findings } = read(`${pod('a')}spec: {{a: b}: c}\n`);
    expect(findings.map(({ type }) => type)).toEqual(['Parse']);
  });

  test('documents that are no objects', () => {
    const result = read(`- a\n---\njust text\n---\n${pod('a')}`);
    expect(names(result)).toEqual(['a']);
    expect(result.findings.map(({ severity, message }) => [severity, message])).toEqual([
      ['info', 'This is a list, not a Kubernetes object.'],
      ['error', 'This is a single string, not a Kubernetes object.'],
    ]);
  });

  test('YAML that is meant for something else is a remark, a manifest without apiVersion an error', () => {
    expect(read('replicas: 3\nimage: web\n').findings.map(({ severity }) => severity)).toEqual(['info']);
    const { findings } = read('kind: NetworkPolicy\nmetadata: {name: a}\nspec: {}\n');
    expect(findings[0]).toMatchObject({ severity: 'error', fix: 'Write apiVersion: networking.k8s.io/v1.' });
  });

  test('a list of objects that is no List is an error', () => {
    expect(read('- {apiVersion: v1, kind: Pod}\n').findings.map(({ severity }) => severity)).toEqual(['error']);
  });

  test('a bracket that closes too far left is taken, as kubectl does', () => {
    const result = read(`${pod('a')}spec:\n  command: [\n    x\n  ]\n`);
    expect(result.findings).toEqual([]);
    expect(result.documents[0]!.object.spec).toEqual({ command: ['x'] });
  });

  test('items that are no list', () => {
    expect(read('apiVersion: v1\nkind: List\nitems: {a: b}\n').findings.map(({ message }) => message)).toEqual([
      'The items of this List are no list.',
    ]);
  });
});

describe('hostile input is bounded and reported', () => {
  const timed = (text: string | Uint8Array, milliseconds = 5000) => {
    const start = performance.now();
    const result = read(text);
    expect(performance.now() - start).toBeLessThan(milliseconds);
    return result;
  };

  test('a bomb of aliases', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 30; i++) bomb.push(`a${i}: &a${i} [${`*a${i - 1},`.repeat(9)}]`);
    expect(timed(`${pod('a')}${bomb.join('\n')}`).findings.map(({ type }) => type)).toEqual(['TooLong']);
  });

  test('aliases that pile up depth', () => {
    const tower = [`a0: &a0 ${'['.repeat(90)}${']'.repeat(90)}`];
    for (let i = 1; i < 5; i++) tower.push(`a${i}: &a${i} ${'['.repeat(90)}*a${i - 1}${']'.repeat(90)}`);
    expect(timed(`${pod('a')}${tower.join('\n')}`).findings.map(({ type }) => type)).toEqual(['TooLong']);
  });

  test('an anchor that holds itself', () => {
    const result = timed(`${pod('a')}x: &x {y: *x}\n---\n${pod('b')}`);
    expect(names(result)).toEqual(['b']);
    expect(places(result)).toEqual(['5:11 Parse']);
  });

  test('an alias without an anchor', () => {
    expect(places(timed(`${pod('a')}x: *nowhere\n`))).toEqual(['5:4 Parse']);
  });

  test.each([
    ['flow lists', '['.repeat(100_000)],
    ['flow maps', '{a: '.repeat(100_000)],
    ['block lists', `${'- '.repeat(50_000)}x`],
    ['JSON', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('nesting of %s', (_, text) => {
    const result = timed(`${text}\n---\n${pod('b')}`);
    expect(result.findings[0]!.type).toBe('TooLong');
    expect(names(result)).toEqual(['b']);
  });

  test('nested JSON that parses', () => {
    const { findings } = timed(`{"apiVersion":"v1","kind":"Pod","x":${'['.repeat(5000)}${']'.repeat(5000)}}`);
    expect(findings.map(({ type }) => type)).toEqual(['TooLong']);
  });

  test('scalars of ten megabytes', () => {
    const result = timed(
      `${pod('a')}x: ${'y'.repeat(10_000_000)}\nz: |\n${`  ${'y'.repeat(78)}\n`.repeat(125_000)}`,
      20_000,
    );
    expect(names(result)).toEqual(['a']);
  });

  test('maps of many keys, in time that grows with their number only', () => {
    const keys = Array.from({ length: 50_000 }, (_, i) => `k${i}: 1`).join('\n');
    expect(timed(`${pod('a')}${keys}\n`, 20_000).findings).toEqual([]);
  });

  test.each(['yaml', 'json'])('a repeated key in %s', (format) => {
    const yaml = `${pod('a')}spec:\n  x: 1\n  x: 2\n`;
    const json = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a\\"b"},\n"spec": {"x": 1,\n "x": 2}}';
    const result = read(format === 'yaml' ? yaml : json);
    expect(places(result)).toEqual([format === 'yaml' ? '7:3 Duplicate' : '3:2 Duplicate']);
    expect(result.documents[0]!.object.spec).toEqual({ x: 2 });
  });

  test.each(['__proto__: {polluted: true}', '"__proto__": {polluted: true}'])('the key in %s', (line) => {
    const result = read(`${pod('a')}${line}\n`);
    expect(result.findings.map(({ type }) => type)).toEqual(['UnknownField']);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(result.documents[0]!.object)).toBe(Object.prototype);
  });

  test('__proto__ in JSON', () => {
    const result = read('{"apiVersion": "v1", "kind": "Pod", "__proto__": {"polluted": true}}');
    expect(places(result)).toEqual(['1:37 UnknownField']);
    expect((result.documents[0]!.object as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('bytes that are not UTF-8 spoil the document they stand in only', () => {
    const bytes = Buffer.concat([
      Buffer.from(`${pod('a')}---\nname: `),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`\n---\n${pod('b')}`),
    ]);
    const result = read(bytes);
    expect(names(result)).toEqual(['a', 'b']);
    expect(places(result)).toEqual(['6:7 Parse']);
  });

  test('a byte order mark is no text', () => {
    expect(names(read(Buffer.from(`\uFEFF${pod('a')}`)))).toEqual(['a']);
  });
});

describe('files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netpol-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('a folder means every manifest below it, in a stable order, each once', () => {
    mkdirSync(join(folder, 'b', 'node_modules'), { recursive: true });
    writeFileSync(join(folder, 'b', 'two.yml'), pod('two'));
    writeFileSync(join(folder, 'b', 'node_modules', 'hidden.yaml'), pod('hidden'));
    writeFileSync(join(folder, 'a.yaml'), pod('one'));
    writeFileSync(join(folder, 'c.json'), '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"three"}}');
    writeFileSync(join(folder, 'notes.txt'), 'not a manifest');
    symlinkSync(folder, join(folder, 'circle'));
    const result = readManifests([folder, join(folder, 'a.yaml')]);
    expect(names(result)).toEqual(['one', 'two', 'three']);
    expect(result.documents.map(({ origin }) => relative(folder, origin.file!))).toEqual([
      'a.yaml',
      'b/two.yml',
      'c.json',
    ]);
  });

  test('a path that does not exist is refused with a remedy', () => {
    expect(() => readManifests([join(folder, 'nowhere.yaml')])).toThrow(InvalidInput);
    expect(() => readManifests([join(folder, 'nowhere.yaml')])).toThrow(/nowhere\.yaml.*no such file/);
  });
});
