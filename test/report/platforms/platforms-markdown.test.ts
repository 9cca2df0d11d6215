import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Port } from '../../../src/model/port';
import { SERVICES } from '../../../src/platform/services';
import { platformsMarkdown } from '../../../src/report/platforms/platforms-markdown';
import { sourceMarkdown } from '../../../src/report/wording/source-markdown';

const DOCUMENT = readFileSync(join(__dirname, '../../../docs/PLATFORMS.md'), 'utf8');

test('docs/PLATFORMS.md is what the facts say; run "npx projen docs:platforms" after a change', () => {
  expect(DOCUMENT).toBe(platformsMarkdown());
});

test.each(SERVICES.map((facts) => [facts.id, facts] as const))('%s is documented', (id, facts) => {
  const start = DOCUMENT.indexOf(`#### ${id}\n`);
  const section = DOCUMENT.slice(start, DOCUMENT.indexOf('\n#', start + 1));
  expect(start).toBeGreaterThan(0);
  expect(DOCUMENT).toContain(`[${id}](#${id.replaceAll('.', '')})`);
  expect(section).toContain(`Known from: ${facts.confidence.join(', ')}.`);
  expect(section).toContain('Sources: ');
  for (const { port } of facts.ports) if (port instanceof Port) expect(section).toContain(`\`${port.toString()}\``);
  // Each flow is a row of its table.
  expect(section.match(/^\| (ingress|egress|client-egress|workload-ingress) \|/gm) ?? []).toHaveLength(
    facts.flows.length,
  );
});

test.each([
  ['https://example.com/a', '<https://example.com/a>'],
  ['a/b@1234abcd:c/d.yaml', '[a/b: c/d.yaml](https://github.com/a/b/blob/1234abcd/c/d.yaml)'],
  ['a/b@1234abcd:c.go:7', '[a/b: c.go](https://github.com/a/b/blob/1234abcd/c.go#L7)'],
  ['a/b@1234abcd:c.go:7-9,20', '[a/b: c.go](https://github.com/a/b/blob/1234abcd/c.go#L7-L9)'],
  ['from memory', 'from memory'],
])('the source %s becomes a link where it names a place', (source, link) => {
  expect(sourceMarkdown(source)).toBe(link);
});
