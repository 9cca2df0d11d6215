import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkManifests } from '../../src/lint/check-manifests';
import { readManifests, readTexts } from '../../src/manifests/read-manifests';

const read = (text: string | Uint8Array) => readTexts([{ file: 'a.yaml', text }]);
const pod = (name: string) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name } });
const list = (items: unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });

/** The time of the processor that reading takes, positions of everything found included. */
function time(text: string): number {
  const once = () => {
    const start = process.cpuUsage();
    const { documents, findings } = read(text);
    for (const finding of findings) finding.position?.();
    for (const document of documents) document.positionOf(['metadata', 'name']);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  return Math.min(once(), once());
}

describe('a list with items that are no objects', () => {
  const text = `{"apiVersion": "v1", "kind": "List", "items": [
1,
${JSON.stringify(pod('a'))},
"]}",
null,
[{}, 2],
${JSON.stringify(pod('b'))}
]}`;

  test('its findings and its objects point at the right lines', () => {
    const { documents, findings } = read(text);
    const lines = documents.map((document) => [document.object.metadata!.name, document.positionOf(['kind'])!.line]);
    expect(lines).toEqual([
      ['a', 3],
      ['b', 7],
    ]);
    expect(findings.map(({ position }) => position!()!.line)).toEqual([2, 4, 5, 6]);
  });

  test('the same as YAML', () => {
    const { documents, findings } = read(
      `apiVersion: v1\n${text
        .slice(text.indexOf('"kind"') - 1)
        .replace(/^\s/, '')
        .replace('"kind": "List", "items":', 'kind: List\nitems:')
        .replace(/\}$/, '')}\n`,
    );
    expect(documents.map(({ object }) => object.metadata!.name)).toEqual(['a', 'b']);
    expect(findings).toHaveLength(4);
  });
});

describe('time grows with the length of the input only', () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `n${i}`);

  test.each<[string, (count: number) => string]>([
    ['a List in a List in JSON', (n) => JSON.stringify(list([list(names(n).map(pod))]))],
    ['a List in a List with faulty items', (n) => JSON.stringify(list([list(names(n).map((_, i) => i))]))],
    ['JSON with a key that stands twice', (n) => `{"a": 1, "a": 2, "b": ${JSON.stringify(names(n))}}`],
    [
      'JSON objects that follow each other',
      (n) =>
        names(n)
          .map((name) => JSON.stringify(pod(name)))
          .join('\n'),
    ],
    [
      'documents',
      (n) =>
        names(n)
          .map((name) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`)
          .join('---\n'),
    ],
    ['keys of one map', (n) => `apiVersion: v1\nkind: X\n${names(n).join(': 1\n')}: 1\n`],
    ['keys that stand twice', (n) => `apiVersion: v1\nkind: X\ndata:\n${'  a: 1\n'.repeat(n)}`],
    ['aliases', (n) => `apiVersion: v1\nkind: X\na: &a {b: c}\nl: [${'*a, '.repeat(n)}]\n`],
    [
      'anchors',
      (n) =>
        `apiVersion: v1\nkind: X\nl:\n${names(n)
          .map((name) => `- &${name} {a: b}\n- *${name}\n`)
          .join('')}`,
    ],
    ['merges', (n) => `apiVersion: v1\nkind: X\na: &a {b: c}\nl:\n${'- {<<: *a}\n'.repeat(n)}`],
    ['a long text', (n) => `apiVersion: v1\nkind: X\na: ${'word '.repeat(n * 10)}\n`],
    ['a long text in quotes', (n) => `apiVersion: v1\nkind: X\na: "${'word\\n '.repeat(n * 10)}"\n`],
    ['a long block text', (n) => `apiVersion: v1\nkind: X\na: |\n${'  word\n'.repeat(n * 10)}`],
    ['comments', (n) => `apiVersion: v1\nkind: X\n${'# word\n'.repeat(n * 10)}`],
    ['brackets that are never closed', (n) => 'a: [\n'.repeat(n)],
    ['quotes that are never closed', (n) => `a: "${'b\n'.repeat(n)}`],
    ['separators', (n) => '---\n'.repeat(n)],
    ['separators with text behind them', (n) => '--- a\n'.repeat(n)],
  ])('%s', (_, text) => {
    const [small, large] = [time(text(1_000)), time(text(8_000))];
    // Eight times the text; a square would be sixty-four times the time.
    expect(large).toBeLessThan(Math.max(small, 10) * 32);
  });

  test('a scalar of 31 MB is read, in a second or two', () => {
    const start = performance.now();
    const { documents } = read(`apiVersion: v1\nkind: X\ndata: ${'x'.repeat(31_000_000)}\n`);
    expect((documents[0]!.object.data as string).length).toBe(31_000_000);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('what aliases may repeat is shared by the documents of a file', () => {
  const document = (uses: number) =>
    `apiVersion: v1\nkind: X\na: &a [1, 2, 3, 4, 5, 6, 7, 8]\nl: [${'*a, '.repeat(uses)}]\n`;

  test('one document within the bound is read, many together are not', () => {
    expect(read(document(5_000)).findings).toEqual([]);
    const { documents, findings } = read(Array.from({ length: 5 }, () => document(5_000)).join('---\n'));
    expect(documents).toHaveLength(2);
    expect(findings.map(({ type }) => type)).toEqual(['TooLong', 'TooLong', 'TooLong']);
  });
});

test('a policy with 200,000 exceptions, all of them wrong, is judged', () => {
  const except = Array.from({ length: 200_000 }, (_, i) => `11.${i >> 16}.${(i >> 8) & 255}.${i & 255}/32`);
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'p', namespace: 'shop' },
    spec: { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except } }] }] },
  };
  expect(checkManifests(read(JSON.stringify(policy)).documents).findings.length).toBeGreaterThanOrEqual(200_000);
});

describe('files that are none', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netpol-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('more than fits a string is refused by name before it is read', () => {
    const file = join(folder, 'big.yaml');
    writeFileSync(file, '');
    truncateSync(file, 600 * 1024 * 1024);
    expect(() => readManifests([folder])).toThrow(/big\.yaml" cannot be read\. It is larger than 512 MiB/);
  });

  test('a file packed with gzip is an error that says gunzip', () => {
    const file = join(folder, 'dump.yaml');
    writeFileSync(file, gzipSync(JSON.stringify(pod('a'))));
    const { documents, findings } = readManifests([file]);
    expect(documents).toEqual([]);
    expect(findings).toMatchObject([{ severity: 'error', fix: `Unpack it first: gunzip ${file}.` }]);
  });

  describe.skipIf(process.platform === 'win32')('of this operating system', () => {
    test('a device that never ends is given up', () => {
      expect(() => readManifests(['/dev/zero'])).toThrow(/"\/dev\/zero" cannot be read\. .*a device that never ends/);
    });

    test('an empty device is empty', () => {
      expect(readManifests(['/dev/null']).documents).toEqual([]);
    });

    test('a pipe that somebody writes to late and slowly is read to its end', () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      const [first, second] = [JSON.stringify(pod('a')), JSON.stringify(pod('b'))];
      spawn('sh', ['-c', `sleep 0.3; { echo '${first}'; sleep 0.3; echo '${second}'; } > ${pipe}`]);
      expect(readManifests([pipe]).documents.map(({ object }) => object.metadata!.name)).toEqual(['a', 'b']);
    });

    test('a pipe that nobody writes to is given up after ten seconds', () => {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      expect(() => readManifests([pipe])).toThrow(/pipe" cannot be read\. Nobody wrote to this pipe for 10 seconds/);
    }, 20_000);

    test.skipIf(process.getuid?.() === 0)('a folder that may not be read is named, not the one above it', () => {
      mkdirSync(join(folder, 'closed'), { mode: 0 });
      expect(() => readManifests([folder])).toThrow(/closed" cannot be read/);
    });

    test('a socket, or anything else that cannot be opened, is named', () => {
      expect(() => readManifests([join(folder, 'nowhere')])).toThrow(/nowhere" cannot be read/);
    });
  });
});
