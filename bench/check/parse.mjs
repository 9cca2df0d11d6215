import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { report } from '../measure.mjs';

const [folder] = process.argv.slice(2);

report(() => {
  let documents = 0;
  for (const file of readdirSync(folder)) {
    for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) {
      if (document.toJS()) documents++;
    }
  }
  return { documents };
});
