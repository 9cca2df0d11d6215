import { createRequire } from 'node:module';
import { report } from '../measure.mjs';

const require = createRequire(import.meta.url);
const [module] = process.argv.slice(2);

report(() => {
  require(module);
  return {};
});
