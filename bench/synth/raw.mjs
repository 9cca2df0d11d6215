// node raw.mjs App|NetpolApp OBJECTS.json OUTDIR
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { report } from '../measure.mjs';

const require = createRequire(import.meta.url);
const { ApiObject, App, Chart, YamlOutputType } = require('cdk8s');
const [kind, objectsFile, outdir] = process.argv.slice(2);
const charts = JSON.parse(readFileSync(objectsFile, 'utf8'));

rmSync(outdir, { recursive: true, force: true });
const props = { outdir, yamlOutputType: YamlOutputType.FILE_PER_CHART };
// cdk8s says nothing about what it wrote, so neither does this.
const app = kind === 'App' ? new App(props) : new (require('../../lib').NetpolApp)({ ...props, quiet: true });
for (const { id, objects } of charts) {
  const chart = new Chart(app, id);
  objects.forEach((object, index) => new ApiObject(chart, `object-${index}`, object));
}

report(() => {
  app.synth();
  return { constructs: app.node.findAll().length };
});
