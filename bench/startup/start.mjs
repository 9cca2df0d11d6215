import { execFileSync } from 'node:child_process';
import { report } from '../measure.mjs';

const program = process.argv.slice(2);

report(() => {
  execFileSync(process.execPath, program, { stdio: 'ignore' });
  return {};
});
