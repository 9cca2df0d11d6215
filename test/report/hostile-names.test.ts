import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markdownText } from '../../src/report/wording/markdown';
import { printable, printableLines } from '../../src/report/wording/printable';
import { xmlText } from '../../src/report/wording/xml';
import { runCli } from '../cli/run-cli';
import { namespace, pod, policy } from '../fixtures/objects';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'netpol-hostile-'))));
afterAll(() => rmSync(folder, { recursive: true }));

/** What shows nothing, moves what is around it, or is no character. */
const HIDDEN =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\uffff]|[\u{e0000}-\u{e0fff}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u;

const fragment = fc.constantFrom(
  ...['::error::', '::error file=x::', '##[error]', '##', '[group]', ':', '%0A', '\n', '\r', '\r\n', '\t', '\u0085'],
  ...['\u009b31m', '\u001b[2K', '\u0000', '\u202e', '\u2066', '\u200b', '\u2028', '\ufeff', '\u00ad', '\u{e0041}'],
  ...['\ud800', '\udfff', '\uffff', '|', '`', '<script>', '&', '"', "'", '\\', '*', '_', '~', '#1', ' ', '@team/all'],
  ...['https://evil.example', 'www.evil.example', '=cmd', '+1', '-1', ';=1', ',', ']]>', '-->', '</details>', 'web'],
  ...['constructor', '__proto__', 'toString', '{', '}', '[', ']', '(', ')', '!', '${x}', '$(x)'],
);
const hostile = fc.array(fragment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));

/** Names that no API server takes, everywhere a manifest has one. */
function hostileObjects(name: string, key: string) {
  const labels = { [key]: name, app: name };
  return [
    namespace(name, labels),
    pod(`shop/${name.replace(/\//g, '')}`, {
      labels,
      spec: { containers: [{ name, ports: [{ name, containerPort: 80 }] }] },
    }),
    { ...pod('shop/other', { labels: { app: 'other' } }), kind: 'Pod' },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'inside', namespace: name, labels }, spec: { containers: [] } },
    policy(`shop/${name.replace(/\//g, '')}`, {
      podSelector: { matchLabels: { app: 'other' } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: { matchLabels: { app: name } } }], ports: [{ port: name }, { port: 80 }] }],
      egress: [{ to: [{ namespaceSelector: { matchLabels: { [key]: name } } }] }],
    }),
  ];
}

const COMMANDS =
  'error|warning|notice|debug|group|endgroup|add-mask|add-path|set-env|set-output|save-state|stop-commands|echo|add-matcher|remove-matcher';

/** The lines that a runner of workflows obeys: commands it knows, anywhere in one notation, at the start in the other. */
function obeyed(text: string, meant: (line: string) => boolean): string[] {
  const [anywhere, first] = [`##\\[(${COMMANDS})[ \\]]`, `^\\s*::(${COMMANDS})( .*)?::`].map(
    (one) => new RegExp(one, 'i'),
  );
  return text.split(/[\n\r]/).filter((line) => anywhere!.test(line) || (first!.test(line) && !meant(line)));
}

const FORMATS: Record<string, readonly string[]> = {
  reach: ['text', 'json', 'csv', 'markdown', 'dot', 'mermaid'],
  explain: ['text', 'json'],
  test: ['text', 'json', 'junit'],
  diff: ['text', 'json', 'markdown'],
  implies: ['text', 'json'],
  rollout: ['text', 'json', 'markdown'],
  check: ['text', 'json', 'sarif', 'junit', 'markdown', 'github'],
};

describe.each(Object.entries(FORMATS))('netpol %s', (command, formats) => {
  test.each(formats)('--format %s is neither a command nor a trick, whatever things are called', async (format) => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (name, key) => {
        const [input, empty, asserted] = ['in.json', 'empty.json', 'assertions.json'].map((file) =>
          join(folder, `${command}-${format}-${file}`),
        ) as [string, string, string];
        const items = hostileObjects(name, key);
        writeFileSync(input, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
        writeFileSync(empty, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: items.slice(0, 3) }));
        const from = { from: 'shop/*', to: 'shop/other', port: 'TCP/80' };
        writeFileSync(asserted, JSON.stringify({ assertions: [{ ...from, name: `x${name}`, expect: 'deny' }] }));
        const rest: Record<string, string[]> = {
          reach: [input],
          explain: [input, '--from', 'shop/*', '--to', 'shop/other', '--port', 'TCP/80'],
          test: [input, '--assertions', asserted],
          diff: [empty, input],
          implies: [empty, input],
          rollout: ['plan', empty, input],
          check: [input],
        };
        const { code, out, err } = await runCli(command, ...rest[command]!, '--format', format);
        expect(err).not.toContain('defect of netpol');
        // A file of assertions may be refused as no YAML at all; then that is what is said.
        expect(`${out}${err}`).not.toBe('');
        if (code !== 2) expect(out).not.toBe('');
        for (const text of [out.replace(/\r\n/g, '\n'), err]) {
          expect(text).not.toMatch(HIDDEN);
          // This format is made of commands of the other notation; what is in them has no lines of its own.
          const meant = (line: string) => format === 'github' && /^::(error|warning|notice) (file|title)=/.test(line);
          expect(obeyed(text, meant)).toEqual([]);
        }
        if (out === '') return;
        if (format === 'json' || format === 'sarif') JSON.parse(out);
        count++;
      }),
      { numRuns: 60 },
    );
    expect(count).toBeGreaterThan(5);
  });
});

test('JSON keeps what a name is, however it is written', async () => {
  const input = join(folder, 'keep.json');
  const name = '##[error]\u202e\u{e0041}\u0085x';
  writeFileSync(input, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod(`shop/${name}`)] }));
  const { out } = await runCli('reach', input, '--format', 'json');
  const { endpoints } = JSON.parse(out) as { endpoints: { id: string }[] };
  expect(endpoints[0]!.id).toBe(`shop/${name}[Pod]`);
});

test.each([
  ['a\u202eb', 'a\\u202eb'],
  ['tag\u{e0041}', 'tag\\udb40\\udc41'],
  ['\u0085::error::x', '\\u0085::error::x'],
  ['::error::x', '\\u003a:error::x'],
  ['  ::error::x', '  \\u003a:error::x'],
  ['x ##[error]', 'x ##\\u005berror]'],
  ['::1', '::1'],
  ['2001:db8::abcd:1', '2001:db8::abcd:1'],
  ['a\tb\nc', 'a b\\u000ac'],
  ['wörld 界 😀', 'wörld 界 😀'],
])('%j is printed as %s', (text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(printable(shown)).toBe(shown);
});

test('a text of several lines keeps them', () => {
  expect(printableLines('a\n::error::b\r\nc')).toBe('a\n\\u003a:error::b\\u000d\nc');
});

test.each([
  ['ask @team/all now', 'ask `@team/all` now'],
  ['see https://evil.example/?a=*', 'see `https://evil.example/?a=*`'],
  ['www.evil.example', '`www.evil.example`'],
  ['fixes owner/repo#12', 'fixes `owner/repo#12`'],
  ['a|@b', 'a\\|`@b`'],
  ['a*b <c>', 'a\\*b &lt;c&gt;'],
])('%j calls nobody in Markdown', (text, shown) => {
  expect(markdownText(text)).toBe(shown);
});

test('XML holds what is hidden as an escape, and line breaks as such', () => {
  expect(xmlText('a\u001b\u202e\n##[x]')).toBe('a\\u001b\\u202e&#10;##\\u005bx]');
});

test.each(['=1+1', '+1', '-1', '@x', '\t=1', 'a;=1', 'a; +1', '\r=1', '＝1'])(
  'no cell of a table starts a formula: %j',
  async (name) => {
    const input = join(folder, 'cell.json');
    const items = [
      namespace(name),
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: name }, spec: { containers: [] } },
    ];
    writeFileSync(input, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    const { out } = await runCli('reach', input, '--format', 'csv');
    for (const separator of [/[,\r\n]/, /[;\r\n]/]) {
      for (const cell of out.split(separator)) expect(cell.replace(/^"/, '')).not.toMatch(/^\s*[=+\-@＝＋－＠]/);
    }
    expect(out).toContain("'");
  },
);
