import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { rulesMarkdown } = createRequire(import.meta.url)('../lib/report/rules-markdown.js');
const docs = new URL('../docs/', import.meta.url);
mkdirSync(docs, { recursive: true });
writeFileSync(fileURLToPath(new URL('RULES.md', docs)), rulesMarkdown());
