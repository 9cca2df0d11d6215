import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FORMS } from './kubectl-forms';
import { readTexts } from '../../src/manifests/read-manifests';

/**
 * What kubectl's own reader made of each form: the documents, or null where it refuses the text. Recorded, and held
 * against that reader again, by `npm run test:real` (test/real/yaml).
 */
const RECORDED = JSON.parse(readFileSync(join(__dirname, 'kubectl-readings.json'), 'utf8')) as (unknown[] | null)[];

describe('the reader takes every form of YAML for what kubectl takes it for', () => {
  test('there is a record of each form', () => {
    expect(RECORDED).toHaveLength(FORMS.length);
  });

  test.each(FORMS.map((text, index) => [JSON.stringify(text.replace('apiVersion: v1\nkind: Thing\n', '')), index]))(
    '%s',
    (_, index) => {
      const { documents, findings } = readTexts([{ file: 'form.yaml', text: Buffer.from(FORMS[index]!) }]);
      const refused = findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
      const recorded = RECORDED[index];
      if (recorded === null) {
        expect(refused).not.toEqual([]);
      } else {
        expect({ documents: documents.map(({ object }) => object), refused }).toEqual({
          documents: recorded,
          refused: [],
        });
      }
    },
  );
});
