// node parse-only.mjs FILE: JSON.parse alone, of lines that are in memory already.
import { readFileSync } from 'node:fs';
import { report } from '../measure.mjs';

const lines = readFileSync(process.argv[2], 'utf8').trimEnd().split('\n');

report(() => {
  for (const line of lines) JSON.parse(line);
  return { lines: lines.length };
});
