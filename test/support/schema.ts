import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';

/** What one of docs/schemas objects to in a document. */
export function schemaErrors(schema: string, document: unknown): unknown[] {
  const text = readFileSync(join(__dirname, '../../docs/schemas', `${schema}.schema.json`), 'utf8');
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(text) as object);
  validate(document);
  return validate.errors ?? [];
}
