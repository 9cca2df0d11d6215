import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rulesMarkdown } from '../../../src/report/rules/rules-markdown';

test('docs/RULES.md is what the rules say; run "npx projen docs:rules" after a change', () => {
  expect(readFileSync(join(__dirname, '../../../docs/RULES.md'), 'utf8')).toBe(rulesMarkdown());
});
