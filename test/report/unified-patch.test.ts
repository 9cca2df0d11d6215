import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unifiedPatch } from '../../src/report/wording/unified-patch';
import { temporaryFolder } from '../support/folder';

const folder = temporaryFolder();

/** What `git apply` makes of a text by the patch that leads to another one. */
function applied(before: string, after: string): string {
  const patch = unifiedPatch('a.yaml', before, after);
  writeFileSync(join(folder.path, 'a.yaml'), before);
  const options = { cwd: folder.path, input: patch, encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync('git', ['apply', '-p0', '--whitespace=nowarn', '-'], options);
  if (status !== 0) throw new Error(`${stderr}\n${patch}`);
  return readFileSync(join(folder.path, 'a.yaml'), 'utf8');
}

test('a last line without a line break is marked as diff does', () => {
  expect(unifiedPatch('a.yaml', 'a: 1\nb: 2', 'a: 1\nb: 2\nc: 3')).toBe(
    [
      '--- a.yaml',
      '+++ a.yaml',
      '@@ -1,2 +1,3 @@',
      ' a: 1',
      '-b: 2',
      '\\ No newline at end of file',
      '+b: 2',
      '+c: 3',
      '\\ No newline at end of file',
      '',
    ].join('\n'),
  );
});

test('equal texts have no patch', () => {
  expect(unifiedPatch('a.yaml', 'a', 'a')).toBe('');
});

describe.skipIf(spawnSync('git', ['--version']).status !== 0)('git apply (skipped where git is absent)', () => {
  test('makes the new text of the old one, with or without a last line break, and with carriage returns', () => {
    const line = fc.constantFrom('a: 1', 'b: 2', '  c: 3', '', '# d');
    const text = fc
      .tuple(fc.array(line, { minLength: 1, maxLength: 30 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
      .map(([lines, lineBreak, ends]) => lines.join(lineBreak) + (ends ? lineBreak : ''))
      .filter((made) => made !== '');
    const edits = fc.array(fc.tuple(fc.nat(30), fc.constantFrom('insert', 'change'), line), { maxLength: 4 });
    fc.assert(
      fc.property(text, edits, (before, changes) => {
        const lines = before.split('\n');
        for (const [at, what, added] of changes) {
          lines.splice(Math.min(at, lines.length - 1), what === 'change' ? 1 : 0, added);
        }
        const after = lines.join('\n');
        fc.pre(after !== before && after !== '');
        expect(applied(before, after)).toBe(after);
      }),
      { numRuns: 60 },
    );
  });
});

test('takes time that grows with the text, not with its square', () => {
  const lines = Array.from({ length: 400_000 }, (_, index) => `line ${index}`);
  const changed = lines.map((line, index) => (index % 10 === 0 ? `${line}, changed` : line));
  const started = Date.now();
  const patch = unifiedPatch('a.yaml', lines.join('\n'), changed.join('\n'));
  expect(Date.now() - started).toBeLessThan(5000);
  expect(patch.match(/^\+line/gm)).toHaveLength(40_000);
});
