// node parse.mjs FILE: what reading the YAML costs, with the parser that everyone uses.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { report } from '../measure.mjs';

const { parseAllDocuments } = createRequire(import.meta.url)('yaml');
const text = readFileSync(process.argv[2], 'utf8');

report(() => ({ objects: parseAllDocuments(text).map((document) => document.toJS()).length }));
