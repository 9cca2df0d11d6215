// node constructs.mjs POLICIES NAMESPACES OUTDIR [LAYOUT] [OBJECTS.json]
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { report } from '../measure.mjs';

const require = createRequire(import.meta.url);
const { AllowFlow, NamespaceStack, NetpolApp, Platform, Port } = require('../../lib');
const { ApiObject, YamlOutputType } = require('cdk8s');
const [policies, namespaces, outdir, layout, objectsFile] = process.argv.slice(2);

rmSync(outdir, { recursive: true, force: true });
// Without a layout, the files of cdk8s, which are compared byte by byte.
const files = layout ? { layout } : { yamlOutputType: YamlOutputType.FILE_PER_CHART };
// cdk8s says nothing about what it wrote, so neither does this.
const app = new NetpolApp({ outdir, quiet: true, ...files });
const platform = Platform.kubeadm();
// A stack brings two policies of its own; every flow between two workloads of it brings two more.
const flows = (Number(policies) / Number(namespaces) - 2) / 2;
for (let n = 0; n < Number(namespaces); n++) {
  const stack = new NamespaceStack(app, `team-${n}`, { platform, owner: `owner-${n}` });
  for (let f = 0; f < flows; f++) {
    const from = stack.workload(`client-${f}`, { labels: { app: `client-${f}` } });
    const to = stack.workload(`server-${f}`, { labels: { app: `server-${f}` }, ports: { https: Port.tcp(8443) } });
    new AllowFlow(stack, `flow-${f}`, { from, to, reason: `client ${f} asks server ${f}` });
  }
}

report(() => {
  app.synth();
  return { constructs: app.node.findAll().length };
});

if (objectsFile) {
  const objectsOf = (chart) => chart.node.findAll().filter(ApiObject.isApiObject).map((object) => object.toJson());
  const charts = app.node.children.map((chart) => ({ id: chart.node.id, objects: objectsOf(chart) }));
  writeFileSync(objectsFile, JSON.stringify(charts));
}
