// node raw.mjs OBJECTS.json OUTDIR
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { report } from '../measure.mjs';

const { ApiObject, App, Chart } = createRequire(import.meta.url)('cdk8s');
const [objectsFile, outdir] = process.argv.slice(2);
const charts = JSON.parse(readFileSync(objectsFile, 'utf8'));

report(() => {
  const app = new App({ outdir: join(outdir, 'raw') });
  for (const { id, objects } of charts) {
    const chart = new Chart(app, id);
    objects.forEach((object, index) => new ApiObject(chart, `object-${index}`, object));
  }
  app.synth();
  return {};
});
